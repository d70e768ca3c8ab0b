"""What a snippet raises, with the place where it does."""

import traceback
from collections.abc import Iterable
from pathlib import Path

from ..errors import Problem, as_false
from ..notation.symbols import Name
from .model import Model
from .points import Point
from .traced import package_of

# So many inputs are shown.
_SHOWN = 6


def raised(error: BaseException, python: str, point: Point, *, moves: bool) -> Problem:
    """The complaint about a snippet; with `moves` it ran on complex numbers, for a derivative."""
    model = point.model
    what = f"the snippet {python} raises {type(error).__name__}: {error}{place(error, model)}"
    if moves and isinstance(error, TypeError | Warning):
        return Problem(
            f"{what}, when derivatives are found with complex numbers",
            "functions that take complex numbers and keep their imaginary part",
            "write it with np.exp, np.log, np.where and the like, such as x ** (1 / 3) for "
            f"np.cbrt(x), or leave the derivative out, in {model.path}",
        )
    what, fix = what + inputs_at(point, python), f"fix it in {model.path}"
    inputs = ", ".join(name.latex for name in free_inputs(model, [python]))
    if isinstance(error, ArithmeticError) and inputs:
        fix += f", or declare in NOTATION a domain of {inputs} that prevents it"
    return as_false(Problem(what, "a value", fix), error)


def own_refusal(error: BaseException, model: Model) -> Problem | None:
    """The complaint about a snippet that refuses some inputs by `raise` or `assert`."""
    *_, (frame, line) = traceback.walk_tb(error.__traceback__)
    source = Path(frame.f_code.co_filename)
    text = source.read_text().splitlines()[line - 1].strip() if source.is_file() else ""
    starts = ("raise", "assert")
    if not text.startswith(starts) and not any(f": {start} " in text for start in starts):
        return None
    if str(frame.f_globals.get("__name__")).split(".")[0] != package_of(model):
        return None
    said = f": {error}" if str(error) else ""
    return Problem(
        f"for some inputs that are tried, {frame.f_code.co_name} ({source.name}:{line}) refuses "
        f"them by {type(error).__name__}{said}",
        "a value for all inputs in their domains",
        "declare in NOTATION the domain of the inputs that it is made for, such as positive, or "
        f"leave out `{text}`",
    )


def free_inputs(model: Model, pythons: Iterable[str]) -> list[Name]:
    """The inputs behind values that can have a domain: neither functions nor sizes."""
    behind = model.behind(pythons)
    return [
        name
        for name in model.names
        if name.python in behind
        and name.python in model.example
        and not (name.is_function or name.size_of)
    ]


def inputs_at(point: Point, python: str) -> str:
    """At which numbers for its inputs a value is computed."""
    behind = point.model.behind([python])
    shown = [f"{name} = {text}" for name, text in point.written.items() if name in behind]
    return f", at {point.label}" + (f" ({', '.join(shown[:_SHOWN])})" if shown else "")


def place(error: BaseException, model: Model) -> str:
    """The innermost line of the package that an error comes from, with its text."""
    package = package_of(model)
    found = ""
    for frame, line in traceback.walk_tb(error.__traceback__):
        if str(frame.f_globals.get("__name__")).split(".")[0] == package:
            code = frame.f_code
            found = f", in {code.co_name} ({Path(code.co_filename).name}:{line})"
    return found

"""What a snippet raises, with the place where it does."""

import traceback
from pathlib import Path

from .errors import Problem, as_false
from .model import Model
from .traced import package_of


def raised(error: BaseException, python: str, model: Model, *, moves: bool) -> Problem:
    """The complaint about a snippet; with `moves` it ran on complex numbers, for a derivative."""
    what = f"the snippet {python} raises {type(error).__name__}: {error}{place(error, model)}"
    if moves and isinstance(error, TypeError | Warning):
        return Problem(
            f"{what}, when derivatives are found with complex numbers",
            "functions that take complex numbers and keep their imaginary part",
            "write it with np.exp, np.log, np.where and the like, such as x ** (1 / 3) for "
            f"np.cbrt(x), or leave the derivative out, in {model.path}",
        )
    return as_false(Problem(what, "a value", f"fix it in {model.path}"), error)


def place(error: BaseException, model: Model) -> str:
    """The innermost line of the package that an error comes from, with its text."""
    package = package_of(model)
    found = ""
    for frame, line in traceback.walk_tb(error.__traceback__):
        if str(frame.f_globals.get("__name__")).split(".")[0] == package:
            code = frame.f_code
            found = f", in {code.co_name} ({Path(code.co_filename).name}:{line})"
    return found

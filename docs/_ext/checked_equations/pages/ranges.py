r"""How many there are: what an index runs over, `$k = 1, \dots, n$`, and sizes, `$n = 3$`."""

import itertools
import re

from ..equations.errors import FalseStatement, Problem
from ..equations.latex.beside import FOR_ALL, RANGE
from ..equations.latex.beside import is_range as listed
from ..equations.latex.parse import parse_symbol
from ..equations.meaning.scope import Scope
from ..equations.meaning.stepwise import Span
from ..equations.notation.tree import Chain, Number, Symbol
from ..equations.notation.walks import Place
from .derivation import Derivation
from .mentions import axes_of


def reads_as_range(text: str) -> bool:
    r"""Whether it is written like one, `k = 1, 2` or `l = L-1, \dots, 1`."""
    return text.strip().startswith(FOR_ALL) or listed(text.strip())


def is_range(text: str, derivation: Derivation, beside: tuple[Span, ...] = ()) -> bool:
    r"""Whether it says what an index runs over, `k = 1, \dots, n`. Raises Problem.

    `beside` are the steps that the equations in the same display hold for.
    """
    if text.strip().startswith(FOR_ALL):
        _check_every(text.strip().removeprefix(FOR_ALL), derivation)
        return True
    found = RANGE.fullmatch(text.strip())
    if not found or not reads_as_range(text):
        return False
    for letter in re.findall(r"[A-Za-z]", found["letters"]):
        axes = axes_of(letter, derivation)
        if not axes and not found["dots"]:
            return False
        if derivation.names(Symbol(base=letter, start=0, end=0)):
            if found["listed"].isdigit() and not found["dots"]:
                return False  # an equation
            raise Problem(
                f"{text} says what an index runs over, and {letter} is also the name of "
                "something else here",
                "one meaning for each letter",
                "choose another letter for the index, or for the other",
                0,
            )
        if not axes:
            raise Problem(
                f"{text} says what {letter} runs over, which is no index so far",
                "an index letter of NOTATION, or of an earlier display",
                "correct the letter, or write the range behind the first display that has it",
                0,
            )
        if axes <= derivation.model.steps.keys():
            _check_steps(text, letter, found, min(axes), derivation, beside)
        else:
            _check_range(text, letter, found, axes, derivation)
    return True


def _check_every(letters: str, derivation: Derivation) -> None:
    """Demand index letters. Raises Problem for another one."""
    for letter in re.findall(r"[A-Za-z]", letters):
        if not axes_of(letter, derivation):
            raise Problem(
                rf"\forall {letter}, which is no index so far",
                "an index letter of NOTATION, or of a display",
                "correct the letter",
                0,
            )


def _check_steps(
    text: str,
    letter: str,
    found: re.Match[str],
    axis: str,
    derivation: Derivation,
    beside: tuple[Span, ...],
) -> None:
    """Demand the steps that the equations beside it hold for, or else steps that there are."""
    model = derivation.model
    end, size = model.steps[axis].last, model.sizes[axis]
    written = [step.strip() for step in found["listed"].split(",")]
    if found["dots"]:
        written.append(found["last"])
    steps = [_step(step, end, axis, derivation) for step in written]
    numbers = [step.at({end: size}) for step in steps if step]
    span = None
    if len(numbers) == len(steps) and _in_order(numbers, bool(found["dots"])):
        ends = [step for step in (steps[0], steps[-1]) if step]
        first, last = sorted(ends, key=lambda step: (bool(step.letter), step.at({end: size})))
        if not first.letter:
            span = Span(letter, first.shift, last if last.letter else Place(end, last.shift - size))
    speak_of_it = [other for other in beside if other.letter == letter]
    if wrong := next((other for other in speak_of_it if other != span), None):
        raise Problem(
            f"the range {text} of an equation that holds for {wrong}",
            f"{letter} from {wrong.first} to {wrong.last}",
            "correct the range, or the steps in the equation",
            0,
        )
    exist = all(_has_step(step, axis, derivation) for step in numbers)
    of_all = size in numbers or len(steps) == 1 or any(step.letter for step in steps if step)
    if span is None or not (speak_of_it or (exist and of_all)):
        raise Problem(
            f"the index range {text}",
            f"{letter} from {model.steps[axis].first} to {size} or {end}, or what is left of it "
            "at an end",
            "correct the range",
            0,
        )


def _step(text: str, end: str, axis: str, derivation: Derivation) -> Place | None:
    """A number, or the last step with what is added, by whatever name; None if it is neither."""
    symbol, sign, added = re.split(r"([-+]|$)", "".join(text.split()), maxsplit=1)
    if symbol.isdigit():
        return Place("", int(symbol))
    if _size_of(symbol, derivation) != axis:
        return None
    return Place(end, int(f"{sign}{added or 0}"))


def _in_order(numbers: list[int], has_dots: bool) -> bool:
    """Whether they go up or down one by one; what dots stand for may be nothing."""
    listed = numbers[:-1] if has_dots else numbers
    by = {b - a for a, b in itertools.pairwise(listed)}
    if len(by) > 1 or not by <= {1, -1}:
        return False
    return not (has_dots and by and (numbers[-1] - listed[-1]) * min(by) < 0)


def _has_step(step: int, axis: str, derivation: Derivation) -> bool:
    """Whether anything has a value at a step of the running example."""
    values = derivation.points.example.values
    return any(
        values[name.python].has(step) for name in derivation.model.names if name.step == axis
    )


def _check_range(
    text: str, letter: str, found: re.Match[str], axes: set[str], derivation: Derivation
) -> None:
    """Demand all indices, from 1 to the size of an axis, or a single one that exists."""
    model = derivation.model
    if by_step := sorted(axis for axis in axes if axis not in model.sizes):
        raise Problem(
            f"{text} says what {letter} runs over, and {by_step[0]} has another size at each step",
            "words, such as `the units of layer l`",
            "say it in words",
            0,
        )
    sizes = {model.sizes[axis] for axis in axes}
    listed = [value.strip() for value in found["listed"].split(",")]
    values = [int(value) if value.isdigit() else 0 for value in listed]
    last = found["last"] or str(values[-1])
    symbols = [name.latex for name in model.names if name.size_of in axes]
    if last.isdigit():
        ends = int(last) in sizes and int(last) >= values[-1]
    else:
        ends = _size_of(last, derivation) in axes and values[-1] <= min(sizes)
    steps = all(b == a + 1 for a, b in itertools.pairwise(values))
    single = len(values) == 1 and not found["dots"] and 1 <= values[0] <= max(sizes)
    if single or (values[0] == 1 and ends and steps):
        return
    fix = "correct the range"
    if not last.isdigit() and not symbols:
        fix += f", or declare {last} in NOTATION of {model.path} with the shape `size of "
        fix += f"{min(axes)}`"
    raise Problem(
        f"the index range {text}",
        f"{letter} from 1 to {' or '.join([*map(str, sorted(sizes)), *symbols])}",
        fix,
        0,
    )


def _size_of(latex: str, derivation: Derivation) -> str:
    """The axis whose size a symbol stands for, or ''."""
    symbol = parse_symbol(latex, derivation.model.vocabulary)
    if not isinstance(symbol, Symbol):
        return ""
    name = derivation.model.find(derivation.scope().meant(symbol))
    derivation.used.add(symbol.key)
    return name.size_of if name else ""


def states_size(chain: Chain, scope: Scope) -> bool:
    """Whether it gives sizes as whole numbers, `N = 3`. Raises Problem unless they are right.

    They are those of the running example: elsewhere the formulas are checked on other sizes.
    """
    sizes: dict[int, list[str]] = {}
    stated: dict[int, int] = {}
    for side in chain.sides:
        match side:
            case Number(text=text) if text.isdigit():
                stated[int(text)] = side.start
            case Symbol():
                name = scope.model.find(side)
                if name is None or not name.size_of:
                    return False
                sizes.setdefault(scope.model.sizes[name.size_of], []).append(side.latex)
            case _:
                return False
    if not sizes or not stated or set(chain.relations) != {"="}:
        return False
    for value, start in stated.items():
        for size, symbols in sizes.items():
            if value != size:
                raise FalseStatement(
                    f"{symbols[0]} is {size} in the running example, not {value}",
                    f"{symbols[0]} = {size}",
                    f"correct the number, or the arrays of EXAMPLE in {scope.model.path}",
                    start,
                )
    return True

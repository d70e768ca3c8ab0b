r"""How many there are: what an index runs over, `$k = 1, \dots, n$`, and sizes, `$n = 3$`."""

import itertools
import re

from ..equations.errors import FalseStatement, Problem
from ..equations.parse import parse_symbol
from ..equations.scope import Scope
from ..equations.tree import Chain, Number, Symbol
from .derivation import Derivation
from .mentions import axes_of

_SYMBOL = r"(?:[A-Za-z]|\\[a-z]+)(?:_(?:\w|\{[^{}]*\}))?"
_RANGE = re.compile(
    r"(?P<letters>[A-Za-z](?:\s*,\s*[A-Za-z])*)\s*=\s*(?P<listed>\d+(?:\s*,\s*\d+)*)"
    rf"(?P<dots>\s*,\s*\\l?dots\s*,\s*(?P<last>\d+|{_SYMBOL}))?$"
)


def is_range(text: str, derivation: Derivation) -> bool:
    r"""Whether it says what an index runs over, `k = 1, \dots, n`. Raises Problem."""
    found = _RANGE.match(text.strip())
    if not found:
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
        _check_range(text, letter, found, axes, derivation)
    return True


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
    values = [int(value) for value in re.findall(r"\d+", found["listed"])]
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

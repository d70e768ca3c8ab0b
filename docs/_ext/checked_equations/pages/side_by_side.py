"""The statements of a display that holds several, and the ranges of indices beside them."""

from ..equations.errors import Problem
from ..equations.latex.layout import statements
from ..equations.latex.parse import parse_chains
from ..equations.meaning.stepwise import Span
from ..equations.notation.vocabulary import Vocabulary
from .derivation import Derivation
from .ranges import is_range, reads_as_range


def side_by_side(text: str, vocabulary: Vocabulary) -> tuple[list[str], list[str]]:
    """The equations of a display and the ranges beside them, each in its place."""
    try:
        if len(parse_chains(text, vocabulary)) == 1:
            return [text], []
    except Problem:  # a range is no chain; whoever reads the formula says what else is in the way
        pass
    try:
        parts = statements(text)
    except Problem:
        return [text], []
    if len(parts) < 2:
        return [text], []
    ranges = [part for part in parts if reads_as_range(part)]
    equations = [part for part in parts if part not in ranges]
    return (equations, ranges) if equations else (ranges, [])


def check_ranges(ranges: list[str], spans: tuple[Span, ...], derivation: Derivation) -> None:
    """Demand that the equations beside them hold for these ranges. Raises Problem."""
    for text in ranges:
        start = len(text) - len(text.lstrip())
        try:
            holds = is_range(text.strip(), derivation, spans)
        except Problem as problem:
            problem.offset = start
            raise
        if not holds:
            raise Problem(
                f"{text.strip()} beside an equation, which says not what an index runs over",
                r"a range such as `k = 1, \dots, n`",
                "write it in a display of its own with its snippet, or in the text",
                start,
            )

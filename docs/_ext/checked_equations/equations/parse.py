"""LaTeX to a tree; each is read once, and a folder keeps trees for later processes."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from ..files import Store
from .claims import stands_for_a_sign
from .errors import Problem
from .tree import Chain, Function, Node, Symbol
from .unread import unreadable
from .vocabulary import Vocabulary

if TYPE_CHECKING:
    import lark

Kept = TypeVar("Kept")


def version() -> bytes:
    """What a tree depends on beside its LaTeX."""
    names = (
        *("latex.lark", "layout.py", "bars.py", "grammar.py", "builder.py", "names.py", "words.py"),
        *("products.py", "differentials.py", "signs.py", "superscripts.py", "tree.py"),
        *("branching.py", "claims.py", "printer.py", "unread.py", "vocabulary.py", "ranges.py"),
        *("beside.py", "constructs.py", "fonts.py", "matrices.py", "nodes.py", "reach.py"),
        *("asides.py", "composed.py", "enclosed.py", "respelled.py", "wide.py"),
    )
    return b"".join(Path(__file__).with_name(name).read_bytes() for name in names)


_trees = Store(version)
save = _trees.save


def use_folder(folder: Path) -> None:
    """Keep trees, and the parser's tables, in this folder from now on."""
    _trees.keep_in(folder / "trees")


def _tables() -> Path | None:
    return _trees.file and _trees.file.with_name("latex.tables")


def parser() -> "lark.Lark":
    """The grammar's parser."""
    from .grammar import parser  # slow to import, and not needed where what it makes is kept

    return parser(_tables())


class _Refused(NamedTuple):
    """What a Problem is made of."""

    wrong: str
    expected: str
    fix: str
    offset: int | None


def _kept(kind: str, latex: str, vocabulary: Vocabulary, read: Callable[[], Kept]) -> Kept:
    """What was read, now or by an earlier process; a refusal is kept too. Raises Problem."""

    def outcome() -> Kept | _Refused:
        try:
            return read()
        except Problem as problem:
            return _Refused(problem.wrong, problem.expected, problem.fix, problem.offset)

    found: Kept | _Refused = _trees.get((kind, latex, vocabulary), outcome)
    if isinstance(found, _Refused):
        raise Problem(*found)
    return found


def parse_chains(latex: str, vocabulary: Vocabulary) -> tuple[Chain, ...]:
    """Read the statements `A = B = C` of a display, each by itself.

    Raises Problem with the offset of the first thing that cannot be read.
    """

    def read() -> tuple[Chain, ...]:
        from .grammar import read_chains  # slow to import, and not needed where trees are kept

        return read_chains(latex, vocabulary, _tables())

    return _kept("chain", latex, vocabulary, read)


def parse_chain(latex: str, vocabulary: Vocabulary) -> Chain:
    """Read a display of one statement. Raises Problem."""
    chain, *others = parse_chains(latex, vocabulary)
    if others:
        start = others[0].sides[0].start
        raise unreadable(
            f"a second statement in one display: {others[0].texts[0]} …",
            "write each statement in a formula of its own; a row that goes on begins with a "
            "relation",
            start,
        )
    return chain


def without_marks(latex: str) -> str:
    r"""The LaTeX without each \wrong and its braces. Raises Problem."""
    from .grammar import without_marks as blanked

    return blanked(latex)[0]


def parse_mention(latex: str, vocabulary: Vocabulary) -> tuple[Node, ...]:
    r"""Read symbols or expressions that claim nothing: `W_{jk}`, `x \to z`. Raises Problem."""

    def read() -> tuple[Node, ...]:
        from .grammar import read_mention

        return read_mention(latex, vocabulary, _tables())

    return _kept("mention", latex, vocabulary, read)


def parse_symbol(latex: str, vocabulary: Vocabulary) -> Symbol | Function | None:
    """Read one symbol or function; None for anything else."""
    try:
        parsed = parse_mention(latex, vocabulary)
    except Problem:
        return None
    match parsed:
        case (Symbol(base=base),) if stands_for_a_sign(base):
            return None
        case (Symbol() | Function() as symbol,):
            return symbol
    return None

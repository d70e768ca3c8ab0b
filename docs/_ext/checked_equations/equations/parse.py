"""LaTeX to a tree; each is read once, and a folder keeps trees for later processes."""

from pathlib import Path

from ..files import Store
from .errors import Problem
from .tree import Chain, Function, Node, Symbol
from .unread import unreadable
from .vocabulary import Vocabulary


def version() -> bytes:
    """What a tree depends on beside its LaTeX."""
    names = (
        *("latex.lark", "layout.py", "bars.py", "grammar.py", "builder.py", "names.py", "words.py"),
        *("products.py", "differentials.py", "signs.py", "superscripts.py", "tree.py"),
        *("printer.py", "vocabulary.py"),
    )
    return b"".join(Path(__file__).with_name(name).read_bytes() for name in names)


_trees = Store(version)
save = _trees.save


def use_folder(folder: Path) -> None:
    """Keep trees, and the parser's tables, in this folder from now on."""
    _trees.keep_in(folder / "trees")


def _tables() -> Path | None:
    return _trees.file and _trees.file.with_name("latex.tables")


def parse_chains(latex: str, vocabulary: Vocabulary) -> tuple[Chain, ...]:
    """Read the statements `A = B = C` of a display, each by itself.

    Raises Problem with the offset of the first thing that cannot be read.
    """

    def read() -> tuple[Chain, ...]:
        from .grammar import read_chains  # slow to import, and not needed where trees are kept

        return read_chains(latex, vocabulary, _tables())

    chains: tuple[Chain, ...] = _trees.get(("chain", latex, vocabulary), read)
    return chains


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

    nodes: tuple[Node, ...] = _trees.get(("mention", latex, vocabulary), read)
    return nodes


def parse_symbol(latex: str, vocabulary: Vocabulary) -> Symbol | Function | None:
    """Read one symbol or function; None for anything else."""
    try:
        parsed = parse_mention(latex, vocabulary)
    except Problem:
        return None
    match parsed:
        case (Symbol() | Function() as symbol,):
            return symbol
    return None

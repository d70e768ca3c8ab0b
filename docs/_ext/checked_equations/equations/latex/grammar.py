"""LaTeX to a tree. `latex.lark` is the grammar; what a grammar cannot say is here."""

import contextlib
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Literal

import lark

from ..errors import Problem
from ..notation.tree import Chain, Node, without_places
from ..notation.vocabulary import Vocabulary
from .bars import Bars
from .beside import FOR_ALL
from .builder import Builder
from .layout import statements
from .printer import to_latex
from .respelled import respelled
from .unread import unexpected, unreadable

Start = Literal["chain", "mention"]


GRAMMAR = Path(__file__).with_name("latex.lark")


@cache
def parser(tables: Path | None) -> lark.Lark:
    """The grammar's parser; `tables` is a file that keeps its tables."""
    if tables is not None:
        with contextlib.suppress(OSError):  # without the file it only takes longer
            tables.parent.mkdir(parents=True, exist_ok=True)
    return lark.Lark(
        GRAMMAR.read_text(encoding="utf-8"),
        parser="lalr",
        start=["chain", "mention"],
        propagate_positions=True,
        postlex=Bars(),
        maybe_placeholders=False,
        # lark makes damaged tables anew, and knows by a digest when they are stale.
        cache=False if tables is None else str(tables),
    )


def read_chains(latex: str, vocabulary: Vocabulary, tables: Path | None) -> tuple[Chain, ...]:
    """Read the statements `A = B = C` of a display. Raises Problem.

    `tables` is a file that keeps the parser's tables.
    """
    blank, marks = without_marks(latex)
    _check_exponents(blank)
    if len(parts := statements(blank)) == 2 and FOR_ALL in parts[1]:
        raise unreadable(
            r"\forall behind a formula, which says nothing in running text",
            "put both into a display, or say in words for what the formula holds",
            parts[1].index(FOR_ALL),
        )
    chains = tuple(
        replace(_read_chain(statement, latex, vocabulary, tables), marks=marks)
        for statement in parts
    )
    _check_pairs(respelled(latex))
    return chains


# In words it is no number of the formula.
_EXPONENT = re.compile(
    r"\\(?:text|tag|label)[a-z]*\*?\s*\{[^{}]*\}"
    r"|(?<![\w.^])(?P<number>\d+(\.\d+)?)[eE](?P<exponent>[-+]?\d+)"
)


def _check_exponents(latex: str) -> None:
    """Demand that no number has an exponent as programs write it, `1e-3`. Raises Problem."""
    for found in _EXPONENT.finditer(latex):
        if number := found["number"]:
            exponent = found["exponent"].lstrip("+")
            power = f"10^{{{exponent}}}" if number == "1" else rf"{number} \cdot 10^{{{exponent}}}"
            raise unreadable(
                f"{found[0]}, which is {power} in a program, and a product with e in a formula",
                f"write {power} or all digits, such as 0.001; a product with e has blanks",
                found.start(),
            )


def _read_chain(statement: str, latex: str, vocabulary: Vocabulary, tables: Path | None) -> Chain:
    builder = Builder(vocabulary, statement)
    chain = builder.chain(_parse(statement, "chain", tables), latex)
    for side in chain.sides if builder.braces else ():
        printed = to_latex(side)
        again = Builder(vocabulary, printed).chain(_parse(printed, "chain", tables), printed)
        if without_places(again.sides[0]) != without_places(side):
            raise _hidden(side, builder.braces)
    return chain


def read_mention(latex: str, vocabulary: Vocabulary, tables: Path | None) -> tuple[Node, ...]:
    r"""Read symbols or expressions that claim nothing: `W_{jk}`, `x \to z`. Raises Problem."""
    _check_exponents(latex)
    nodes = Builder(vocabulary, latex).mention(_parse(latex, "mention", tables))
    _check_pairs(latex)
    return nodes


def _parse(latex: str, start: Start, tables: Path | None) -> lark.Tree[lark.Token]:
    try:
        return parser(tables).parse(latex, start=start)
    except lark.exceptions.UnexpectedInput as error:
        offset = len(latex) if error.pos_in_stream in (None, -1) else int(error.pos_in_stream or 0)
        ended = isinstance(error, lark.exceptions.UnexpectedToken) and error.token.type == "$END"
        raise unexpected(latex, len(latex) if ended else offset) from None


def without_marks(latex: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    r"""The LaTeX with blanks for each \wrong and its braces, and the places of what they hold."""
    blank, marks = list(latex), []
    for mark in re.finditer(r"\\wrong(?![a-zA-Z])\s*(\{?)", latex):
        depth, end = 1, mark.end()
        while mark[1] and depth and end < len(latex):
            escaped = latex[end - 1] == "\\"
            depth += 0 if escaped else {"{": 1, "}": -1}.get(latex[end], 0)
            end += 1
        if depth or not mark[1]:
            raise unreadable(r"\wrong without its braces", r"write \wrong{…}", mark.start())
        for place in (*range(mark.start(), mark.end()), end - 1):
            blank[place] = " "
        marks.append((mark.end(), end - 1))
    return "".join(blank), tuple(marks)


def _hidden(side: Node, braces: list[int]) -> Problem:
    r"""The complaint about an \underbrace that stands for brackets, which nobody sees."""
    places = [place for place in braces if side.start <= place < side.end]
    return unreadable(
        r"\underbrace groups what is drawn without brackets",
        "put brackets around what belongs together, or the brace under another part",
        places[0] if places else side.start,
    )


_SIZED = re.compile(
    r"\\(left|right|[bB]ig[lr])(?![a-zA-Z])\s*(?![\s()\[\]|]|\\([|{}]|[lr]?[vV]ert(?![a-zA-Z])))"
)
_PAIRS = re.compile(r"\\(?:left|right|begin|end)(?![a-zA-Z])|\\[\\{}&]|[{}&]")
_CLOSING = {r"\left": r"\right", r"\begin": r"\end", "{": "}"}


def _check_pairs(latex: str) -> None:
    r"""Demand \left and \right in pairs, in the same braces and one row, as TeX does; & in rows."""
    if found := _SIZED.search(latex):
        raise unreadable(
            rf"\{found[1]} without a bracket behind it",
            rf"write it directly before a bracket, or leave \{found[1]} out",
            found.start(),
        )
    opened: list[re.Match[str]] = []
    for found in _PAIRS.finditer(latex):
        sign, opener = found[0], opened[-1][0] if opened else ""
        if sign in (r"\{", r"\}", r"\&"):
            continue
        if sign in _CLOSING:
            opened.append(found)
        elif sign == _CLOSING.get(opener):
            opened.pop()
        elif opener == r"\left" or (opener == r"\begin" and sign == "}"):
            raise _unpaired(opened[-1])
        elif sign in _CLOSING.values():
            raise _unpaired(found)
        elif sign == "&" and opener != r"\begin":
            raise unreadable(
                r"a & outside of \begin{aligned} … \end{aligned}",
                "leave it out where there is one row",
                found.start(),
            )
    if opened:
        raise _unpaired(opened[-1])


def _unpaired(found: re.Match[str]) -> Problem:
    partners = _CLOSING | {closing: opening for opening, closing in _CLOSING.items()}
    partner = partners[found[0]]
    return unreadable(
        f"{found[0]} without its {partner} in the same braces and the same row",
        f"write {partner} where the pair begins or ends, or leave {found[0]} out",
        found.start(),
    )

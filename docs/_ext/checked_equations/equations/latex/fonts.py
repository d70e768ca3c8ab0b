"""Alphabets over more than a letter: they are the symbol's, and its indices stay as they are."""

import re
from typing import Any

import lark

from ..notation.vocabulary import Vocabulary
from .names import name_of
from .unread import unreadable


def in_font(sign: lark.Token, tree: Any) -> lark.Tree[lark.Token]:
    r"""`\mathbf{W_{ij}}` as `\mathbf{W}_{ij}`, `\mathbf{\hat{y}}` as `\hat{\mathbf{y}}`."""
    first, *others = tree.children or [None]
    if tree.data in ("expr", "term") and not others and isinstance(first, lark.Tree):
        return lark.Tree(tree.data, [in_font(sign, first)], tree.meta)
    if tree.data == "decorated":
        return lark.Tree("decorated", [in_font(sign, first), *others], tree.meta)
    if tree.data == "accent":
        (inner,) = others
        lettered = in_font(sign, as_symbol(inner) if isinstance(inner, lark.Token) else inner)
        return lark.Tree("accent", [first, lettered], tree.meta)
    if tree.data not in ("symbol", "number") or first.type not in ("LETTER", "GREEK", "NUMBER"):
        raise unreadable(
            f"{sign} over something that is not one symbol with its indices",
            f"write {sign}{{…}} around each letter by itself",
            tree.meta.start_pos,
        )
    token = lark.Token.new_borrow_pos("FONT", f"{sign}{{{first}}}", first)
    return lark.Tree("symbol", [token], tree.meta)


_WORD = re.compile(
    r"\\(?P<sign>mathbf|mathsf|bold|boldsymbol|bm|bf|sf)\s*\{?\s*(?P<letters>[a-zA-Z]{2,})\s*\}?"
)


def letters_of(child: Any, vocabulary: Vocabulary) -> list[Any]:
    r"""A factor, or the factors of `\mathbf{Wx}` where they are declared and it is not."""
    decorated = isinstance(child, lark.Tree) and child.data == "decorated"
    inner = child.children[0] if decorated else child
    token = inner.children[0] if isinstance(inner, lark.Tree) and inner.children else None
    if not isinstance(token, lark.Token) or token.type != "FONT":
        return [child]
    word = _WORD.fullmatch(token)
    if not word or vocabulary.declaring or name_of(token) in vocabulary.declared:
        return [child]
    letters = [
        lark.Token.new_borrow_pos("FONT", f"\\{word['sign']}{{{letter}}}", token)
        for letter in word["letters"]
    ]
    if not all(name_of(letter) in vocabulary.declared for letter in letters):
        raise unreadable(
            f"{token} is a name that is not declared, or a product of letters",
            f"declare it, or write each factor by itself, {' '.join(map(name_of, letters))}",
            token.start_pos or 0,
        )
    *before, last = map(as_symbol, letters)
    if decorated:
        last = lark.Tree("decorated", [last, *child.children[1:]], child.meta)
    return [*before, last]


def as_symbol(token: lark.Token) -> lark.Tree[lark.Token]:
    """The tree of one letter."""
    return lark.Tree("symbol", [token], place(token.start_pos or 0, token.end_pos or 0))


def place(start: int, end: int) -> lark.tree.Meta:
    """Where a tree begins and ends."""
    meta = lark.tree.Meta()  # type: ignore[no-untyped-call]  # lark gives it no types
    meta.start_pos, meta.end_pos, meta.empty = start, end, False
    return meta

"""Signs of mathematics that someone typed: no formula has them, so nothing checks them."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from ..equations.errors import Problem

_NAMES = re.compile(
    r"(?<!HYPHEN-)MINUS|PLUS|EQUALS|MULTIPLICATION|DIVISION|BOX DRAWINGS|DOUBLE VERTICAL LINE"
    r"|OVERLINE|FIGURE DASH|GETA MARK"
)
# Signs of mathematics that ordinary text has as well; arrows are others.
_ORDINARY = frozenset("+|~\u00ac\u00d7\u2044\u221e\u266f")
# Those that claim nothing by themselves.
_POWERS = frozenset("\u00b2\u00b3\u00b9\u2070\u2071" + "".join(map(chr, range(0x2074, 0x208F))))
_APPLIED = frozenset("\u2202\u2206\u2207\u220f\u2211\u221a\u221b\u221c\u222b")
_CLAIMLESS = _POWERS | _APPLIED | {"^", "\u2212"}

_SPACE = r"[^\S\n]*"
_ADDRESS = r"https?://[^\s<>]+"
_ARROW = r"<-+>?|-+>"
# A name of HTML that is spoken of.
_TAG = r"(?:(?<![\w)])<|</)[a-zA-Z][\w-]*>"
# `\u2202 for d` speaks of the sign.
_SPOKEN_OF = re.compile(rf"{_SPACE}(?:[^\w\s(\[{{\ufffc]|$)|[^\S\n]+[^\W\d_]{{2}}", re.MULTILINE)
_OPERAND_BEFORE = re.compile(rf"(?:[\d)\]}}\ufffc]|\b\w){_SPACE}$|\w$")
_OPERAND_BEHIND = re.compile(rf"{_SPACE}[\w({{\ufffc-]")


@cache
def is_operator(character: str) -> bool:
    """Whether it is a sign of mathematics, or looks like one."""
    is_sign = unicodedata.category(character) == "Sm"
    return is_sign or bool(_NAMES.search(unicodedata.name(character, "")))


def typed_signs(text: str) -> Iterator[re.Match[str]]:
    """The signs in a text that belong into a formula; OTHER stands for each of its pieces."""
    if signs := "".join(filter(_is_sign, set(text))):
        one = rf"{_ADDRESS}|{_ARROW}|{_TAG}|(?P<sign>[{re.escape(signs)}])"
        for found in re.finditer(one, text):
            if found["sign"] and not _is_harmless(found):
                yield found


def sign_in(text: str, where: str) -> Problem | None:
    """What is wrong with a text if a sign is typed into it."""
    found = next(typed_signs(text), None)
    return problem_with(found[0], where) if found else None


def drawn_relation(text: str) -> str:
    """The sign that relates something within one text of a picture; alone, it is a label."""
    signs = (found[0] for found in typed_signs(text) if found[0] not in _CLAIMLESS)
    return next((sign for sign in signs if text.strip() != sign), "")


def problem_with(sign: str, where: str) -> Problem:
    """The problem with a sign in a text."""
    return Problem(
        f"the sign {sign} is typed {where}, where nothing checks what it says",
        "formulas in the $…$ of running text, and words",
        "write the formula there, or say it in words; what is no formula can be inline code",
    )


@cache
def _is_sign(character: str) -> bool:
    if character in _POWERS or character == "^":
        return True
    is_ordinary = character in _ORDINARY or "ARROW" in unicodedata.name(character, "")
    return is_operator(character) and not is_ordinary


def _is_harmless(found: re.Match[str]) -> bool:
    """Whether a sign is spoken of, or that of a negative number or exponent."""
    before = found.string[max(found.start() - 20, 0) : found.start()]
    behind = found.string[found.end() : found.end() + 20]
    if found[0] in _APPLIED:
        return bool(_SPOKEN_OF.match(behind))
    has_left = bool(_OPERAND_BEFORE.search(before))
    if found[0] == "\u2212":
        is_exponent = re.search(r"\d[eE]$", before)
        return behind[:1].isdigit() and bool(is_exponent or not has_left)
    return found[0] == "^" and not (has_left and _OPERAND_BEHIND.match(behind))

"""Text beside a checked piece that makes another statement of it: `$t = 0.25$7`, `$L$ < 0`."""

import re
import unicodedata

from ..equations.errors import Problem
from .signs import is_operator

# Stands for any other piece.
OTHER = "\ufffc"

_PRIMES = frozenset("\u2032\u2033\u2034\u2035\u2036\u2037\u2057\u02b9\u02ba\u055a")
# These may end a quotation as well.
_QUOTES = frozenset("\"'\u2019`\u00b4")
# What may touch a piece, beside spaces, brackets and quotation marks.
_PUNCTUATION = frozenset(
    ".,;:!?-\u00a1\u00bf\u00a7\u2010\u2011\u2013\u2014\u2015\u2026\u3001\u3002"
)
_OPENING = re.compile(r"[(\[{\"'\u2018\u201c\u201e\u00ab\u2039]$")
_CLOSING = re.compile(r"[)\]}\"'\u2019\u201c\u201d\u00bb\u203a]")
_PASSED = re.compile(r"[\s()\[\]{}\"\u201c\u201d]*")
_HYPHENS = r"\-\u2010-\u2013"
_NARROW = "\u2006\u2008-\u200a\u202f\u205f"  # spaces
# A number goes on, or something is taken away; but `$n$-th` is a word.
_GOES_ON = re.compile(
    rf"[.,:;\u2026][\d{OTHER}]|[{_HYPHENS}][\d{OTHER}]|\s+-\s*[\d{OTHER}]|\s*[%\u2030]"
    r"|[)\]}]+[^\W_]"
)
_BEGINS = re.compile(
    rf"\d[.,]$|(?<![^\W\d_])[{_HYPHENS}][{_NARROW}]*$|[\d{OTHER}]\s*-\s+$"
    r"|(?<!\w)[\u0391-\u03c9]\s+$"  # a Greek letter
)
# A character between two operands, and one that may stand there.
_LETTER = r"[b-zB-HJ-Z]"
_THEN = re.compile(rf"\s+(\S)\s+\(*(?:[\d{OTHER}]|{_LETTER}(?!\w))")
_AFTER = re.compile(rf"(?:\d|(?<!\w){_LETTER})\s+(\S)\s+$")
_LINK = re.compile(r"(?![xX])[0-9A-Za-z\u00c0-\u024f\u0400-\u04ff,;.&()\[\]\"'\u2014\u2015\u2026]")


def shown_characters(text: str) -> str:
    """Text as it looks: no characters that take no room, and wide ones like any others."""
    looks = {ord(c): _look(c) for c in set(text) if not c.isascii()}
    return text.translate(looks)


def problem_beside(name: str, before: str, behind: str, is_formula: bool) -> Problem | None:
    """What is wrong with the text around a piece, with OTHER in it for any other one."""
    if text := typed_on(before, behind):
        return Problem(
            f"{text.replace(OTHER, 'another piece')} is typed on to {name}, so that the page shows "
            "another statement",
            "a space or punctuation beside what is checked",
            "put it into the formula, or leave a space",
        )
    if is_formula and (text := relation(before, behind)):
        return Problem(
            f"the sign {text} beside {name}, outside of any formula, is not checked",
            "one formula that says it all, or words",
            "put it inside the $…$",
        )
    return None


def typed_on(before: str, behind: str) -> str:
    """What of the text of a block is typed on to the piece between, so that it shows another."""
    if not _may_touch(before[-1:], "Pe") or _BEGINS.search(before) or _is_fraction(before):
        return before[-10:].lstrip()
    if call := _call(before):
        return call
    if not _may_touch(behind[:1], "Ps") or _GOES_ON.match(behind) or _is_prime(before, behind):
        return behind[:10].rstrip()
    if _is_wrapped(before, behind):
        return typed_on(before[:-1], behind[1:])
    return ""


def relation(before: str, behind: str) -> str:
    """The sign that relates the formula between to something outside of it."""
    ahead = _PASSED.sub("", before[::-1], count=1)[:1]
    after = _PASSED.sub("", behind, count=1)[:1]
    while _is_wrapped(before, behind):
        before, behind = before[:-1], behind[1:]
    between = [found[1] for found in (_THEN.match(behind), _AFTER.search(before)) if found]
    signs = [sign for sign in (after, ahead) if sign and is_operator(sign)]
    return next((sign for sign in (*signs, *between) if sign in signs or not _LINK.match(sign)), "")


def _look(character: str) -> str:
    if unicodedata.category(character) == "Cf" or character == "\u034f":
        return ""
    is_wide = unicodedata.decomposition(character).startswith(("<wide>", "<small>", "<narrow>"))
    return unicodedata.normalize("NFKC", character) if is_wide else character


def _is_wrapped(before: str, behind: str) -> bool:
    """Whether brackets or quotation marks hold a piece alone, and change nothing."""
    return bool(_OPENING.search(before) and _CLOSING.match(behind))


def _may_touch(character: str, bracket: str) -> bool:
    """Whether a character beside a piece is no part of it; `bracket` is the kind that is."""
    if not character or character in _PUNCTUATION or character in _QUOTES:
        return True
    if character == OTHER or is_operator(character):
        return is_operator(character)  # of which more is said
    category = unicodedata.category(character)
    return category[0] in "ZC" or category in {"Ps", "Pe", "Pi", "Pf", "Sc"} - {bracket}


def _call(before: str) -> str:
    """`f(` or `2(`, where it is open."""
    depth = 0
    for place in range(len(before) - 1, 0, -1):
        character = before[place]
        if character in ")]}":
            depth += 1
        elif character in "([{" and depth:
            depth -= 1
        elif character in "([{":
            ahead = before[place - 1]
            is_called = ahead.isalnum() or ahead in f"{OTHER})]}}"
            return before[max(place - 10, 0) :].lstrip() if is_called else ""
    return ""


def _is_prime(before: str, behind: str) -> bool:
    """Whether there is a prime behind a piece, and no mark that ends a quotation."""
    if behind.lstrip()[:1] in _PRIMES:
        return True
    quote = behind[:1]
    if quote not in _QUOTES:
        return False
    if quote == '"':
        return before.count(quote) % 2 == 0
    return not before.endswith({"\u2019": "\u2018"}.get(quote, quote))


def _is_fraction(before: str) -> bool:
    return unicodedata.decomposition(before.rstrip()[-1:] or " ").startswith("<fraction>")

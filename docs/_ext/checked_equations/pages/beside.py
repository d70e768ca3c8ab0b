"""Text beside a checked piece that makes another statement of it: `$t = 0.25$7`, `$L$ < 0`."""

import re
import unicodedata

from ..equations.errors import Problem

# Stands for any other piece.
OTHER = "\ufffc"

_PRIMES = frozenset("\"'\u2019\u2032\u2033\u2034\u2057`\u00b4\u02b9")
_OPERATORS = frozenset("*/^_\\\u00b7\u2022\u2215\u2217\u22c5%\u2030\u00b0")
_PASSED = re.compile(r"[\s()\[\]{}\"\u201c\u201d]*")
# A number goes on, or something is taken away; but `$n$-th` is a word.
_GOES_ON = re.compile(rf"[.,][\d{OTHER}]|[-\u2010\u2011\u2013][\d{OTHER}]|\s+-\s*[\d{OTHER}]")
_UNFINISHED = frozenset(".,-\u2010\u2011\u2013")
_BEGINS = re.compile(rf"\d[.,]$|(?<![^\W\d_])[-\u2010\u2011\u2013]$|[\d{OTHER}]\s*-\s+$")


def shown_characters(text: str) -> str:
    """Text without the characters that take no room."""
    odd = {c for c in set(text) if unicodedata.category(c) == "Cf" or c == "\u034f"}
    return "".join(c for c in text if c not in odd) if odd else text


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
    ahead, after = before[-1:], behind[:1]
    last = before.rstrip()[-1:]
    if _is_part(ahead) or (last in _UNFINISHED and _BEGINS.search(before)):
        return before[-10:].lstrip()
    if _is_part(after) or _GOES_ON.match(behind):
        return behind[:10].rstrip()
    return after if after and after in _PRIMES and not _is_closed(before, after) else ""


def _is_closed(before: str, quote: str) -> bool:
    """Whether a mark behind a piece ends a quotation, and is no prime."""
    if quote == '"':
        return before.count(quote) % 2 == 1
    return before.endswith({"\u2019": "\u2018"}.get(quote, quote))


def relation(before: str, behind: str) -> str:
    """The sign that relates the formula between to something outside of it."""
    ahead = _PASSED.sub("", before[::-1], count=1)[:1]
    after = _PASSED.sub("", behind, count=1)[:1]
    return next((sign for sign in (after, ahead) if sign and _is_relation(sign)), "")


def _is_part(character: str) -> bool:
    """A letter, a digit, an accent, an operator or another piece."""
    if not character:
        return False
    category = unicodedata.category(character)
    return category[0] in "LNM" or category == "Sk" or character in _OPERATORS | {OTHER}


def _is_relation(sign: str) -> bool:
    return unicodedata.category(sign) == "Sm"

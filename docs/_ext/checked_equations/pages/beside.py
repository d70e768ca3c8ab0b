"""Text beside a checked piece that makes another statement of it: `$t = 0.25$7`, `$L$ < 0`."""

import re
import unicodedata

# Stands for any other piece.
OTHER = "\ufffc"

_PRIMES = frozenset("\"'\u2019\u2032\u2033\u2034\u2057`\u00b4\u02b9")
_OPERATORS = frozenset("*/^_\\\u00b7\u2022\u2215\u2217\u22c5%\u2030\u00b0")
_PASSED = re.compile(r"[\s()\[\]{}\"\u201c\u201d]*")
# A number goes on, or something is taken away; but `$n$-th` is a word.
_GOES_ON = re.compile(rf"[.,][\d{OTHER}]|[-\u2010\u2011\u2013][\d{OTHER}]|\s+-\s*[\d{OTHER}]")
_BEGINS = re.compile(rf"\d[.,]$|(?<![^\W\d_])[-\u2010\u2011\u2013]$|[\d{OTHER}]\s*-\s+$")


def shown_characters(text: str) -> str:
    """Text without the characters that take no room."""
    return "".join(c for c in text if unicodedata.category(c) != "Cf" and c != "\u034f")


def typed_on(before: str, behind: str) -> str:
    """What of the text of a block is typed on to the piece between, so that it shows another."""
    ahead, after = before[-1:], behind[:1]
    if _is_part(ahead) or _BEGINS.search(before):
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

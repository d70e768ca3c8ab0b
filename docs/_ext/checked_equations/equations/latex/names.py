"""Letters, words and alphabets to the names of symbols."""

import itertools
import re
from typing import Any

from ..notation.tree import is_arithmetic, is_slice
from ..notation.vocabulary import STANDARD, Vocabulary
from .unread import unreadable

_FONT = re.compile(r"\\([a-z]+)\s*\{?\s*(\\[a-zA-Z]+|[a-zA-Z0-9]+)\s*\}?")
_ALPHABETS = {
    "bold": "mathbf",
    "bf": "mathbf",
    "bm": "boldsymbol",
    "sf": "mathsf",
    "rm": "mathrm",
    "it": "mathit",
    "cal": "mathcal",
}
_ACCENTS = {"widehat": "hat", "widetilde": "tilde", "overline": "bar"}


def name_of(token: Any) -> str:
    r"""The base that a token writes: `x`, `\eta`, `\mathbf{W}`, or the words of \text{…}."""
    if token.type == "TEXT":
        return _words(str(token)[len(r"\text{") : -1].strip(), token)
    if token.type != "FONT":
        return str(token)
    found = _FONT.fullmatch(str(token))
    assert found is not None
    alphabet, name = _ALPHABETS.get(found[1], found[1]), found[2]
    if alphabet in ("mathrm", "operatorname", "mathit") and len(name) > 1 and name[0] != "\\":
        return _words(name, token)
    if alphabet in ("mathrm", "operatorname", "mathit") and len(name) == 1:
        return name
    return rf"\{alphabet}{{{name}}}"


def letter_of(base: str) -> str:
    r"""The letter of a base, whatever its alphabet: `x`, of `\mathbf{x}` too."""
    found = _FONT.fullmatch(base)
    return found[2] if found else base


def _words(text: str, token: Any) -> str:
    if not text:
        raise unreadable(r"an empty \text", "write words, or leave it out", token.start_pos or 0)
    return "\\" + text if text in STANDARD else text


def accent_of(token: str) -> str:
    r"""The accent of a command: hat for \hat and for \widehat."""
    return _ACCENTS.get(token[1:], token[1:])


def subscripts_of(suffix: Any, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The subscripts that stand behind one `_`. Raises Problem."""
    found: list[str] = []
    run: list[Any] = []
    for child in (*suffix.children, None):
        if child is None or getattr(child, "type", "") == "COMMA":
            found.extend(_between_commas(run, vocabulary))
            run = []
        else:
            run.append(child)
    start, last = suffix.meta.start_pos, suffix.children[-1]
    if not found:
        raise unreadable("a subscript of nothing", "write an index, or no subscript", start)
    unbraced = getattr(last, "end_pos", None) == suffix.meta.end_pos
    if unbraced and last.type == "NUMBER" and len(last) > 1:
        raise unreadable(
            "an unbraced subscript of several digits, of which TeX takes only the first",
            "put braces around it",
            start,
        )
    return tuple(found)


def _between_commas(run: list[Any], vocabulary: Vocabulary) -> list[str]:
    """One word, one index with arithmetic, or several of one character each."""
    for token in run:
        if getattr(token, "type", "") == "NUMBER" and "." in token:
            raise unreadable(
                f"the subscript {token}", "write whole numbers or letters", token.start_pos
            )
    if all(getattr(token, "type", "") in ("LETTER", "NUMBER") for token in run):
        word = "".join(run)
        return [word] if word in vocabulary.subscripts else list(word)
    plain = "".join(_plain(token) for token in run)
    if is_arithmetic(plain):
        return [plain]
    if ":" in plain:
        return [_slice(plain, run)]
    for left, right in itertools.pairwise(run):
        if {getattr(left, "type", ""), getattr(right, "type", "")} == {"TEXT"}:
            raise unreadable(
                "two words side by side in a subscript, which are drawn as one",
                "put a comma between them, or write them as one",
                right.start_pos,
            )
    found: list[str] = []
    for token in run:
        if getattr(token, "data", "") == "primed":
            found.append(_plain(token))
            continue
        if not hasattr(token, "type") or token.type == "SIGN":
            raise unreadable(
                f"the subscript {plain}",
                "write indices, with + or - between letters and numbers, and commas between two",
                token.start_pos if hasattr(token, "type") else token.meta.start_pos,
            )
        found.extend(token if token.type in ("LETTER", "NUMBER") else [_single(token)])
    return found


def primes_in(mark: str) -> int:
    r"""How many primes a token has, `''` or `\prime`."""
    return mark.count("'") + mark.count(r"\prime")


def _slice(text: str, run: list[Any]) -> str:
    """A range of indices, such as `1:t`. Raises Problem."""
    text = text.replace(r"\colon", ":")
    if not is_slice(text):
        raise unreadable(
            "a : in a subscript with more than one index on a side",
            "write a range of indices as x_{1:t} or W_{:,j}, with commas between two",
            getattr(run[0], "start_pos", None) or run[0].meta.start_pos,
        )
    return text


def _plain(token: Any) -> str:
    if hasattr(token, "type"):
        if letter := re.fullmatch(r"\\text\{\s*([a-zA-Z])\s*\}", token):
            return letter[1]
        return str(token) if token.type in ("LETTER", "NUMBER", "GREEK", "SIGN", "COLON") else "\0"
    if token.data == "primed":
        letter, mark = token.children
        return str(letter) + "'" * primes_in(mark)
    inner = "".join(token.children)
    return f"_{inner}" if len(inner) == 1 else f"_{{{inner}}}"


def _single(token: Any) -> str:
    """A subscript of words or in another alphabet. Raises Problem."""
    words = token.type == "TEXT"
    name = str(token)[len(r"\text{") : -1] if words else name_of(token)
    if words and not name.strip():
        raise unreadable(r"an empty \text", "write words, or leave it out", token.start_pos)
    if words and (is_arithmetic(name) or is_slice(name)):
        raise unreadable(
            f"the words {name} of a subscript look like an index",
            "write the index without \\text",
            token.start_pos,
        )
    return name

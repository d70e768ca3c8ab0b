"""Where in a page's source something stands that Markdown shows in another form."""

import html
import re

from .beside import OTHER

# What of a source is no text: tags, comments, emphasis, and signs that Markdown may change.
_TAG = r"<!--.*?-->|</?[a-zA-Z][^<>]*>"
_SIGN = r"[^\s*_`~\\\"'\u2018-\u201d|>#\u2010-\u2014\u2026-]"
_CHARACTERS = re.compile(rf"(?P<entity>&#?\w+;)|{_SIGN}", re.DOTALL)
_WITHOUT_TAGS = re.compile(rf"{_TAG}|{_CHARACTERS.pattern}", re.DOTALL)
_PIECE = re.compile(f"[\ue000\ue002]\\d+\ue001|\ue003|{OTHER}")
_NEAR = 60  # characters of the text around


def place_of(source: str, shown: str, start: int, end: int) -> int | None:
    """The offset in a source of what is shown from `start` to `end`; None if it cannot be told.

    It is told by as many of the words around as the source has, where it has these once.
    """
    before = _PIECE.split(shown[max(start - _NEAR, 0) : start])[-1].split()
    behind = _PIECE.split(shown[end : end + _NEAR])[0].split()
    itself = _characters(shown[start:end])[0]
    for pattern in (_WITHOUT_TAGS, _CHARACTERS):
        text, places = _characters(source, pattern)
        for count in range(len(before) + len(behind), -1, -1):
            for ahead in range(max(count - len(behind), 0), min(count, len(before)) + 1):
                first = _characters("".join(before[len(before) - ahead :]))[0]
                last = _characters("".join(behind[: count - ahead]))[0]
                words = f"{first}{itself}{last}"
                if itself and text.count(words) == 1:
                    return places[text.index(words) + len(first)]
    return None


def _characters(text: str, pattern: re.Pattern[str] = _CHARACTERS) -> tuple[str, list[int]]:
    """The characters of a text that are shown, and the place of each."""
    characters: list[str] = []
    places: list[int] = []
    for found in pattern.finditer(text):
        if found["entity"]:
            shown = re.findall(_SIGN, html.unescape(found[0]))
        else:
            shown = [found[0]] if len(found[0]) == 1 else []
        characters += shown
        places += [found.start()] * len(shown)
    return "".join(characters), places

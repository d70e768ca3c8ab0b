"""The face of the text: written once, and with every letter that a page has in its text."""

import base64
import os
import re
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from backprop_site import text_font
from checked_equations.pages.memo import Memo
from checked_equations.pages.options import Options
from checked_equations.pages.reading import page_files
from checked_equations.pages.registry import Registry
from tests.site import ROOT, options_of

MARKS = set("✓✗")  # every system has these
LIMIT = 60_000  # bytes of all faces together


@pytest.mark.slow
def test_it_is_written_once_and_small(tmp_path: Path) -> None:
    registry = Registry(Options(tmp_path), {}, {}, Memo())
    file = registry.docs / "assets" / "text.css"
    text_font.write(registry)
    style = file.read_text(encoding="utf-8")
    faces = [base64.b64decode(found) for found in re.findall(r"base64,([^)]+)\)", style)]
    assert len(faces) == 3
    assert sum(map(len, faces)) <= LIMIT
    for face in faces:
        font = TTFont(BytesIO(face))
        assert set(map(ord, text_font.CHARACTERS)) <= set(font.getBestCmap())
        assert "fvar" not in font  # one style and weight each
    os.utime(file, (1, 1))
    text_font.write(registry)
    assert file.stat().st_mtime == 1


def test_it_has_every_letter_of_the_pages() -> None:
    for page in page_files(options_of(ROOT)):
        text = page.read_text(encoding="utf-8")
        prose = re.sub(r"```.*?```|`[^`]*`|\$[^$]*\$", "", text, flags=re.DOTALL)
        assert set(prose) - {"\n"} - MARKS <= set(text_font.CHARACTERS), page.name

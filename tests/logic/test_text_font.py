"""The face of the text: written once, and with every letter that a page has in its text."""

import os
import re
from pathlib import Path

import pytest

from backprop_site import text_font
from checked_equations.pages.memo import Memo
from checked_equations.pages.options import Options
from checked_equations.pages.reading import page_files
from checked_equations.pages.registry import Registry
from tests.site import ROOT, options_of

MARKS = set("✓✗")  # every system has these


def test_it_is_written_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = Registry(Options(tmp_path), {}, {}, Memo())
    file = registry.docs / "assets" / "text.css"
    monkeypatch.setattr(text_font, "_style", lambda: "p {}\n")
    text_font.write(registry)
    assert file.read_text(encoding="utf-8").endswith("\np {}\n")
    os.utime(file, (1, 1))
    text_font.write(registry)
    assert file.stat().st_mtime == 1


def test_it_has_every_letter_of_the_pages() -> None:
    for page in page_files(options_of(ROOT)):
        text = page.read_text(encoding="utf-8")
        prose = re.sub(r"```.*?```|`[^`]*`|\$[^$]*\$", "", text, flags=re.DOTALL)
        assert set(prose) - {"\n"} - MARKS <= set(text_font.CHARACTERS), page.name

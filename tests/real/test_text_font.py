"""The face of the text as it is published: small, and with all letters of the pages."""

import base64
import re
from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont

from backprop_site import text_font

LIMIT = 60_000  # bytes of all faces together


def test_each_face_has_all_letters_and_is_small(site: Path) -> None:
    style = (site / "assets" / "text.css").read_text(encoding="utf-8")
    faces = [base64.b64decode(found) for found in re.findall(r"base64,([^)]+)\)", style)]
    assert len(faces) == 3
    assert sum(map(len, faces)) <= LIMIT
    for face in faces:
        font = TTFont(BytesIO(face))
        assert set(map(ord, text_font.CHARACTERS)) <= set(font.getBestCmap())
        assert "fvar" not in font  # one style and weight each

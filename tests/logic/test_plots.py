"""The plots of the course: those that lie with the pages are what the numbers give."""

from pathlib import Path

import pytest

from backprop_site import plots
from checked_equations.equations.loading.load import Library
from checked_equations.pages.memo import Memo
from checked_equations.pages.options import Options
from checked_equations.pages.registry import Registry

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "assets" / "pictures"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the build draws, by name."""
    folder = tmp_path_factory.mktemp("site")
    models = Library(ROOT, "snippets").load()[0]
    registry = Registry(Options(folder), models, {}, Memo())
    plots.write(registry)
    files = (registry.docs / "assets" / "pictures").iterdir()
    return {file.name: file.read_text(encoding="utf-8") for file in files}


def test_the_pictures_of_the_pages_are_up_to_date(drawn: dict[str, str]) -> None:
    assert set(drawn) == {"one-number.svg", "learning-rates.svg"}
    for name, picture in drawn.items():
        assert (PICTURES / name).read_text(encoding="utf-8") == picture


def test_each_has_words_and_stays_within_its_frame(drawn: dict[str, str]) -> None:
    for name, picture in drawn.items():
        stem = name.removesuffix(".svg")
        assert f'<title id="picture-{stem}">' in picture
        for line in picture.splitlines():
            if line.startswith('<path d="M') and " L" in line:
                points = line.split('"')[1].removeprefix("M").split(" L")
                places = [tuple(map(float, point.split())) for point in points if "H" not in point]
                assert all(0 <= across <= 360 and 0 <= down <= 230 for across, down in places)

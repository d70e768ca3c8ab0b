"""What an author writes in the front matter is text, whatever characters it has."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config

THEME = Path(__file__).resolve().parents[2] / "docs" / "_ext" / "backprop_site" / "theme"
TITLE = 'A "title" </title><b>of</b> f & g'
DESCRIPTION = """Its "quotes", 'these' too, <b>tags</b> & signs"""


class Head(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.meta: dict[str, str | None] = {}
        self.title, self.tags = "", set[str]()
        self.feed(text.partition("</head>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.add(tag)
        if tag == "meta":
            self.meta[found.get("name") or found.get("property") or ""] = found.get("content")

    def handle_data(self, data: str) -> None:
        if self.lasttag == "title":
            self.title += data.strip("\n")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_front_matter_is_escaped(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    front = yaml.safe_dump({"title": TITLE, "description": DESCRIPTION})
    (tmp_path / "docs" / "index.md").write_text(f"---\n{front}---\n\n# Page\n", encoding="utf-8")
    config = {
        "site_name": "The 'site' & \"more\"",
        "site_url": "https://example.org/",
        "theme": {"name": "material", "custom_dir": str(THEME), "font": False},
        "plugins": [],
    }
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    build(load_config(str(tmp_path / "mkdocs.yml")))
    head = Head((tmp_path / "site" / "index.html").read_text(encoding="utf-8"))
    assert head.meta["description"] == head.meta["og:description"] == DESCRIPTION
    assert head.meta["og:title"] == TITLE
    assert head.meta["og:site_name"] == config["site_name"]
    assert head.title.strip() == f"{TITLE} - {config['site_name']}"
    assert "b" not in head.tags

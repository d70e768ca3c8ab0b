"""What search engines, social networks and the host of the site are told; who may publish it."""

import json
import re
import struct
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen
from xml.etree import ElementTree

import pytest
import yaml

from tests.server import serve
from tests.site import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


class _Head(HTMLParser):
    """Title, links and metadata of a page."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.said: dict[str, list[str]] = {}
        self.in_title = False
        self.feed(file.read_text(encoding="utf-8").partition("</head>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        self.in_title = tag == "title"
        if tag == "meta":
            self.note(found.get("name") or found.get("property", ""), found.get("content", ""))
        if tag == "link":
            self.note(found.get("rel", ""), found.get("href", ""))

    def handle_data(self, data: str) -> None:
        if self.in_title:
            self.note("title", data.strip())
            self.in_title = False

    def note(self, key: str, value: str) -> None:
        self.said.setdefault(key, []).append(value)

    def __getitem__(self, key: str) -> str:
        """What is said once."""
        (value,) = self.said[key]
        return value


@pytest.fixture(scope="module")
def heads(site: Path, pages: list[str]) -> dict[str, _Head]:
    return {name: _Head(site / name) for name in pages}


def test_canonical_links(heads: dict[str, _Head], site_url: str) -> None:
    for name, head in heads.items():
        if name == "404.html":  # it has no address of its own
            assert "canonical" not in head.said
            continue
        assert head["canonical"] == head["og:url"] == site_url + name


def test_titles_and_descriptions(heads: dict[str, _Head]) -> None:
    """Each page has its own, short enough to be shown whole."""
    pages = {name: head for name, head in heads.items() if name != "404.html"}
    titles = {name: head["title"] for name, head in pages.items()}
    descriptions = {name: head["description"] for name, head in pages.items()}
    assert len(set(titles.values())) == len(titles), titles
    assert len(set(descriptions.values())) == len(descriptions), descriptions
    assert {n: t for n, t in titles.items() if not 10 <= len(t) <= 90} == {}
    assert {n: d for n, d in descriptions.items() if not 50 <= len(d) <= 200} == {}
    for head in pages.values():
        assert head["og:description"] == head["description"]
        assert head["og:title"] in head["title"]


def test_sitemap(site: Path, pages: list[str], site_url: str) -> None:
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
    listed = {e.text for e in ElementTree.parse(site / "sitemap.xml").iter(name)}
    assert listed == {site_url + page for page in pages if page != "404.html"}


def test_social_image(heads: dict[str, _Head], site: Path, site_url: str) -> None:
    """One for the site, of the size that the pages state, small enough for every network."""
    (address,) = {head["og:image"] for head in heads.values()}
    assert address.startswith(site_url)
    content = (site / address.removeprefix(site_url)).read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", content[16:24]) == (1200, 630)
    assert len(content) < 300_000
    for head in heads.values():
        assert (head["og:image:width"], head["og:image:height"]) == ("1200", "630")
        assert len(head["og:image:alt"]) > 20
        assert head["twitter:card"] == "summary_large_image"


def test_missing_addresses(site: Path, site_url: str) -> None:
    """The 404 page stands for any address, so its own links begin at the root of the host."""
    html = (site / "404.html").read_text(encoding="utf-8")
    path = urlsplit(site_url).path
    links = [h for h in re.findall(r'(?:href|src)="?([^"\s>]+)', html) if "://" not in h]
    assert len(links) > 10
    relative = {h for h in links if not h.startswith((path, "#", "data:", "mailto:"))}
    assert relative - {"javascript:void(0)"} == set()
    assert f'href="{path}index.html"' in html


def test_one_setting_says_where_the_site_is() -> None:
    """No page and no template repeats the address that mkdocs.yml states."""
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    (default,) = re.findall(r'^site_url: !ENV \[SITE_URL, "([^"]+)"\]$', config, re.MULTILINE)
    files = [ROOT / "mkdocs.yml", *(ROOT / "docs").rglob("*.md"), *(ROOT / "docs").rglob("*.html")]
    assert [f for f in files if default in f.read_text(encoding="utf-8")] == [ROOT / "mkdocs.yml"]


def test_workflows_fit_the_schema() -> None:
    assert WORKFLOWS
    command = [sys.executable, "-m", "check_jsonschema"]
    command += ["--builtin-schema", "vendor.github-workflows", *map(str, WORKFLOWS)]
    finished = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr


def workflow(file: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_actions_are_pinned(file: Path) -> None:
    """By commit: a tag can be moved to other code."""
    used = [
        step["uses"]
        for job in workflow(file)["jobs"].values()
        for step in job["steps"]
        if "uses" in step
    ]
    assert used
    assert [u for u in used if not re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", u)] == []


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_least_permissions(file: Path) -> None:
    """None for all; reading for the job that runs code; deploying for the one that runs none."""
    found = workflow(file)
    assert found["permissions"] == {}
    for job in found["jobs"].values():
        runs = any("run" in step for step in job["steps"])
        deploys = {"pages": "write", "id-token": "write"}
        assert job["permissions"] == ({"contents": "read"} if runs else deploys)
        assert job["timeout-minutes"] <= 60
        for step in job["steps"]:
            if "actions/checkout@" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False
    assert "secrets." not in json.dumps(found)


def test_what_was_tested_is_what_is_published() -> None:
    """The oldest and the newest Python run .ci/run; the folder that it looked at is published."""
    jobs = workflow(ROOT / ".github" / "workflows" / "site.yml")["jobs"]
    check, publish = jobs["check"], jobs["publish"]
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    versions = check["strategy"]["matrix"]["python"]
    assert f'requires-python = ">={versions[0]}"' in pyproject
    commands = [step.get("run", "") for step in check["steps"]]
    uploads = [step for step in check["steps"] if "upload-pages-artifact@" in step.get("uses", "")]
    assert commands.index("bash .ci/run") < check["steps"].index(uploads[0])
    assert uploads[0]["with"]["path"] == "site"
    assert f"matrix.python == '{versions[-1]}'" in uploads[0]["if"]
    assert publish["needs"] == "check"
    assert "refs/heads/main" in publish["if"]
    assert not any("run" in step for step in publish["steps"])
    assert 'SITE_FOLDER="$PWD/site"' in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_server_of_these_tests(site: Path) -> None:
    """It shows the 404 page as the host will, so that the browser tests see what readers see."""
    with serve(site, "/somewhere/") as address:
        with urlopen(f"{address}/index.html") as answer:
            assert answer.status == 200
        with pytest.raises(HTTPError) as caught:
            urlopen(f"{address}/no-such-page.html")
        caught.value.close()
        assert caught.value.code == 404

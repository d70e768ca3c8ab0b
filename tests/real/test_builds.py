"""The real `mkdocs build`: what it makes of the real site; how it fails without damage."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest
from filelock import FileLock

from checked_equations.pages.registry import Registry
from tests.site import (
    ERROR,
    GOOD,
    build,
    check,
    copy_of_the_site,
    replaced,
    run,
    tiny_site,
    with_extension,
)


def test_every_page_is_published(pages: list[str], registry: Registry) -> None:
    assert sorted(map(registry.address, registry.pages.values())) == [
        page for page in pages if page != "404.html"
    ]


def test_the_extension_is_not_published(site: Path) -> None:
    names = [f.relative_to(site).as_posix() for f in site.rglob("*")]
    assert [n for n in names if "_ext" in n or n.endswith((".py", ".pyc", ".lark"))] == []


LOADED = re.compile(
    r"""(?:<(?:link(?![^>]*rel=.?canonical)|script|img|iframe|object|source|use)\b[^>]*?
        \b(?:href|src|srcset|data|xlink:href)= | url\( | @import)
        \s*["']?((?:https?:)?//[^"'\s)>]+)""",
    re.VERBOSE,
)


def test_no_page_loads_anything_from_another_host(site: Path, pages: list[str]) -> None:
    files = [f for f in site.rglob("*") if f.suffix in (".html", ".css", ".svg")]
    assert len(files) > len(pages)
    found = {f.name: LOADED.findall(f.read_text(encoding="utf-8")) for f in files}
    assert {name: loaded for name, loaded in found.items() if loaded} == {}
    # The pattern finds what it looks for.
    assert LOADED.findall('<script async src="https://a.org/x.js">') == ["https://a.org/x.js"]
    assert LOADED.findall("a{b:url('//a.org/x.woff')}") == ["//a.org/x.woff"]


class _Links(HTMLParser):
    """The ids and links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: set[str | None] = set()
        self.links: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.ids.add(given.get("id"))
        self.links.add(given.get("href") or "")


def test_links_lead_somewhere(site: Path, pages: list[str], site_url: str) -> None:
    """Every internal link and anchor exists."""
    read = {name: _Links((site / name).read_text(encoding="utf-8")) for name in pages}
    assert sum(len(page.links) for page in read.values()) > 1000
    for name, page in read.items():
        for link in page.links:
            address, anchor = urldefrag(urljoin(site_url + name, link))
            if address.startswith(site_url):
                target = address.removeprefix(site_url)
                target += "index.html" if target.endswith("/") or not target else ""
                assert (site / target).is_file(), (name, link)
                assert not anchor or anchor in read[target].ids, (name, link)


def test_no_formula_is_left_as_text(site: Path, pages: list[str]) -> None:
    for page in pages:
        html = (site / page).read_text(encoding="utf-8")
        assert "check-error" not in html
        text = re.sub(r"<(code|pre|script|style)\b.*?</\1>|<[^>]*>", "", html, flags=re.DOTALL)
        assert re.findall(r"\\(?:frac|partial|hat|sum)\b|```|\{\{|\ue000", text) == [], page


def test_no_line_can_begin_with_a_comma(site: Path, pages: list[str]) -> None:
    """Whatever sign stands behind a formula stays with it."""
    whole = r'<span class="unbroken">(<span[^>]*>)?<math.*?</math>(</span>)?[.,;:?)]+</span>'
    kept = 0
    for page in pages:
        html, count = re.subn(whole, "", (site / page).read_text("utf-8"), flags=re.DOTALL)
        kept += count
        assert not re.search(r"</math>(</span>)?[.,;:?)]", html), page
    assert kept > 100


CHAIN = "docs/scalar-chain.md"
# What a sabotage does: a file, what stands there and what instead; where the one message points,
# None for the changed line itself; and what it says. All other mistakes are tried by tests/logic.
SABOTAGES: dict[str, tuple[str, str, str, str | None, str]] = {
    "formula": (CHAIN, "z' = z w_2 + b_2", "z' = z w_1 + b_2", None, "sides 1 and 2 differ"),
    "snippet": (
        "snippets/scalar_chain.py",
        "return w1 - eta * dL_dw1",
        "return w1 + eta * dL_dw1",
        CHAIN,
        "sides 1 and 2 differ",
    ),
    "picture": (
        "docs/one-number.md",
        '--8<-- "docs/assets/pictures/one-number.svg"',
        '--8<-- "docs/assets/pictures/one-numbre.svg"',
        None,
        "includes no picture that exists",
    ),
}


@pytest.mark.parametrize("name", SABOTAGES)
def test_sabotage_stops_the_build(tmp_path: Path, name: str) -> None:
    file, old, new, where, says = SABOTAGES[name]
    site = copy_of_the_site(tmp_path / "site")
    line = replaced(site / file, old, new)
    result = build(site, "--quiet")
    assert result.returncode == 1
    (found,) = complaints(result)
    assert says in found[0]
    assert found["path"] == (where or file)
    if where is None:
        assert int(found["line"]) == line
    assert published(site) == []


def test_a_build_names_what_markdown_makes_of_all_pages(tmp_path: Path) -> None:
    """So does the check that makes them too, but no site."""
    late = "---\ntitle: Late\nmodel: tiny\n---\n\n# Late\n\nIt is 0<b>.</b>5.\n"
    pages = {"a": late, "b": late.replace("Late", "Later"), "good": GOOD}
    site = with_extension(tiny_site(tmp_path / "site", pages))
    both = ["docs/a.md", "docs/b.md"]
    checked = check(site, "--pages")
    assert checked.returncode == 1
    for result in (build(site, "--quiet"), checked):
        found = [ERROR.fullmatch(line) for line in result.stderr.splitlines()]
        assert sorted({message["path"] for message in found if message}) == both
    assert "2 errors" in checked.stdout


def complaints(result: subprocess.CompletedProcess[str]) -> list[re.Match[str]]:
    """All that a build complains about; nothing else is said."""
    head, *lines = result.stderr.splitlines()
    assert head == "The site is not published:"
    found = [ERROR.fullmatch(line) for line in lines]
    assert None not in found, result.stderr
    return [message for message in found if message]


def published(site: Path) -> list[Path]:
    return sorted((site / "site").rglob("*.html"))


SLIP = ("v_j f'(h_j') x_i", "v_j x_i")


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A tiny site, where the machinery alone is looked at."""
    return with_extension(tiny_site(tmp_path / "tiny", {"index": GOOD}))


@pytest.mark.parametrize("link", ["nowhere.md", "#nowhere"])
def test_dead_link_stops_the_build(tiny: Path, link: str) -> None:
    """With --quiet MkDocs by itself neither shows nor counts the warning: it ends with status 0."""
    replaced(tiny / "docs" / "index.md", "# Good\n", f"# Good\n\nSee [this]({link}).\n")
    result = build(tiny, "--quiet")
    assert result.returncode == 1
    assert re.search(
        r"'index\.md' contains a link '.*nowhere|docs/index\.md:8: .*nowhere", result.stderr
    )


@pytest.mark.parametrize(
    "command", [("-m", "mkdocs"), ("-c", "import mkdocs.__main__ as m; m.cli()")]
)
def test_what_was_built_before_stays(tiny: Path, command: tuple[str, ...]) -> None:
    """Whatever can be found wrong, on several pages at once, is found before it is removed."""
    (tiny / "site").mkdir()
    (tiny / "site" / "index.html").write_text("yesterday", encoding="utf-8")
    docs = tiny / "docs"
    slip = replaced(docs / "index.md", *SLIP)
    (docs / "drawn.md").write_text('---\nmodel: tiny\n---\n\n$\\foo${exempt="x"}\n', "utf-8")
    (docs / "hidden.md").write_text("---\ntitle: Hidden\nhide: 7\n---\n", "utf-8")
    (docs / "latin.md").write_bytes(b"# Latin\n\nCaf\xe9.\n")
    (docs / "picture.svg").write_bytes(b"<svg><title>Caf\xe9</title></svg>")
    (docs / "shown.md").write_text('# Shown\n\n--8<-- "docs/picture.svg"\n', "utf-8")
    result = run(*command, "build", "--strict", "--quiet", cwd=tiny)
    assert result.returncode == 1
    expected = {
        ("docs/drawn.md", 5): r"Undefined control sequence \foo",
        ("docs/hidden.md", 3): "hide of the front matter is 7",
        ("docs/index.md", slip): "sides 1 and 2 differ",
        ("docs/latin.md", 3): "the byte 0xe9 is not UTF-8",
        ("docs/shown.md", 3): "docs/picture.svg: the byte 0xe9 is not UTF-8",
    }
    found = {(m["path"], int(m["line"])): m[0] for m in complaints(result)}
    assert list(found) == list(expected)
    for place, says in expected.items():
        assert says in found[place]
    assert [f.read_text(encoding="utf-8") for f in published(tiny)] == ["yesterday"]


def test_what_markdown_shows_unchecked_stops_the_build(tiny: Path) -> None:
    """Only the finished page shows it, when MkDocs has cleaned its folder: that is restored."""
    (tiny / "site" / "a").mkdir(parents=True)
    (tiny / "site" / "a" / "index.html").write_text("yesterday", encoding="utf-8")
    page = tiny / "docs" / "a.md"
    page.write_text("---\nmodel: tiny\n---\n\n# A\n\n     $t$\n", encoding="utf-8")
    result = build(tiny)
    assert result.returncode == 1
    assert "docs/a.md:7: on the finished page $t$ stands in code" in result.stderr
    assert "Traceback" not in result.stderr
    assert [f.read_text(encoding="utf-8") for f in published(tiny)] == ["yesterday"]
    replaced(page, "     $t$", "It is $t$")
    assert build(tiny).returncode == 0
    names = {file.name for file in (tiny / "site").iterdir()}
    assert {"a", ".last"} & names == set()
    assert "a.html" in names


def test_the_extension_stops_a_build_without_the_hook(tiny: Path) -> None:
    configuration = tiny / "mkdocs.yml"
    text = configuration.read_text(encoding="utf-8")
    without, count = re.subn(r" +- .*/serve_hook\.py.*\n", "", text)
    assert count == 1
    configuration.write_text(without, encoding="utf-8")
    line = replaced(tiny / "docs" / "index.md", *SLIP)
    result = build(tiny, "--quiet")
    assert result.returncode == 1
    (found,) = complaints(result)
    assert found[0].startswith(f"docs/index.md:{line}: sides 1 and 2 differ")
    assert published(tiny) == []


class _Metadata(HTMLParser):
    """The named metadata of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str | None, str | None] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            attributes = dict(attrs)
            name = attributes.get("name") or attributes.get("property")
            self.found[name] = attributes.get("content")


def test_what_authors_write_does_no_harm(tmp_path: Path) -> None:
    """Line ends, tabs and byte order marks; signs of HTML in what describes a page."""
    title, description = 'A "good" <page> & more', """Its "loss" isn't <b>bold</b> & isn't small"""
    head = f"title: '{title}'\ndescription: |-\n  {description}\n"
    pages: dict[str, str | bytes] = {
        "index": GOOD.replace("\n", "\r\n").encode("utf-8-sig"),
        "signs": f"---\n{head}---\n\n# Signs\n",
        "tabs": "# Tabs\n\n\ta = b\n\nA\tb.\n",
        "empty": "",
    }
    site = with_extension(tiny_site(tmp_path / "site", pages))
    result = build(site, "--quiet")
    assert result.returncode == 0, result.stderr
    html = (site / "site" / "index.html").read_text(encoding="utf-8")
    assert html.count("Checked in this build") == 8
    found = _Metadata((site / "site" / "signs.html").read_text(encoding="utf-8")).found
    assert found["description"] == found["og:description"] == description
    assert found["og:title"] == title


def test_builds_in_one_folder_wait_for_each_other(tiny: Path) -> None:
    lock = tiny / ".cache" / "checked_equations" / "build.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    with FileLock(lock):
        builds = [subprocess.Popen(command, cwd=tiny, stderr=subprocess.PIPE) for _ in range(2)]
        for running in builds:
            assert running.stderr
            while b"waiting" not in (line := running.stderr.readline()):
                assert line, running.wait()
    for running in builds:
        _, said = running.communicate(timeout=300)
        assert running.returncode == 0, said
    html = (tiny / "site" / "index.html").read_text(encoding="utf-8")
    assert html.count("Checked in this build") == 8


def test_caches_that_were_cut_off_do_no_harm(tiny: Path) -> None:
    assert build(tiny, "--quiet").returncode == 0
    before = {file: file.read_bytes() for file in published(tiny)}
    made = [tiny / ".cache" / "checked_equations", tiny / "docs" / "assets" / "checked_equations"]
    files = [
        file
        for folder in made
        for file in folder.rglob("*")
        if file.is_file() and file.suffix != ".lock"
    ]
    assert {file.name for file in files} >= {"formulas.json", "latex.tables", "math.css"}
    for file in files:
        content = file.read_bytes()
        file.write_bytes(content[: len(content) // 2])
    result = build(tiny, "--quiet")
    assert result.returncode == 0, result.stderr
    assert {file: file.read_bytes() for file in published(tiny)} == before


TWICE = """
from pathlib import Path
import logging
{imports}

logging.basicConfig()
{build}
print("built once", flush=True)
snippets = Path("snippets/tiny.py")
text = snippets.read_text(encoding="utf-8")
snippets.write_text(text.replace("return s - t", "return t - s"), encoding="utf-8")
{build}
print("built twice")
"""
# By the functions of MkDocs, and by its command.
WAYS = {
    "functions": (
        "from mkdocs.commands.build import build; from mkdocs.config import load_config",
        "build(load_config(strict=True))",
    ),
    "command": (
        "from mkdocs.__main__ import cli",
        'cli(["build", "--strict"], standalone_mode=False)',
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_snippet_broken_between_two_builds_of_one_process(tiny: Path, way: str) -> None:
    """Nothing of the first build is left for the second."""
    imports, build = WAYS[way]
    result = run("-c", TWICE.format(imports=imports, build=build), cwd=tiny)
    assert result.returncode == 1
    assert "built once" in result.stdout
    assert "built twice" not in result.stdout
    assert "not what the snippet tiny.dL_ds computes" in result.stderr

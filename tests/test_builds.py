"""The real `mkdocs build` of copies of the real site: as it is, and sabotaged in one place."""

import re
from pathlib import Path

import pytest

from checked_equations.site_pass import page_files
from tests.site import (
    ERROR,
    GOOD,
    ROOT,
    build,
    copy_of_the_site,
    replaced,
    run,
    tiny_site,
    with_extension,
)

CHAIN = "docs/scalar-chain.md"
SNIPPETS = "snippets/scalar_chain.py"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the real site is built into."""
    site = copy_of_the_site(tmp_path_factory.mktemp("real") / "site")
    result = build(site)
    assert result.returncode == 0, result.stderr
    return site / "site"


def test_every_page_is_published(built: Path) -> None:
    pages = {f.relative_to(ROOT / "docs").with_suffix(".html") for f in page_files(ROOT)}
    assert pages <= {f.relative_to(built) for f in built.rglob("*.html")}


def test_the_extension_is_not_published(built: Path) -> None:
    names = [f.relative_to(built).as_posix() for f in built.rglob("*")]
    assert [n for n in names if "_ext" in n or n.endswith((".py", ".pyc", ".lark"))] == []


LOADED = re.compile(
    r"""(?:<(?:link(?![^>]*rel=.?canonical)|script|img|iframe|object|source|use)\b[^>]*?
        \b(?:href|src|srcset|data|xlink:href)= | url\( | @import)
        \s*["']?((?:https?:)?//[^"'\s)>]+)""",
    re.VERBOSE,
)


def test_no_page_loads_anything_from_another_host(built: Path) -> None:
    files = [f for f in built.rglob("*") if f.suffix in (".html", ".css", ".svg")]
    assert len(files) > len(page_files(ROOT))
    found = {f.name: LOADED.findall(f.read_text(encoding="utf-8")) for f in files}
    assert {name: loaded for name, loaded in found.items() if loaded} == {}
    # The pattern finds what it looks for.
    assert LOADED.findall('<script async src="https://a.org/x.js">') == ["https://a.org/x.js"]
    assert LOADED.findall("a{b:url('//a.org/x.woff')}") == ["//a.org/x.woff"]


def test_no_formula_is_left_as_text(built: Path) -> None:
    for page in page_files(ROOT):
        html = (built / page.relative_to(ROOT / "docs")).with_suffix(".html").read_text("utf-8")
        assert "check-error" not in html
        text = re.sub(r"<(code|pre|script|style)\b.*?</\1>|<[^>]*>", "", html, flags=re.DOTALL)
        assert re.findall(r"\\(?:frac|partial|hat|sum)\b|```|\{\{|\ue000", text) == [], page


def test_no_line_can_begin_with_a_comma(built: Path) -> None:
    """Whatever sign stands behind a formula stays with it."""
    whole = r'<span class="unbroken">(<span[^>]*>)?<math.*?</math>(</span>)?[.,;:?)]+</span>'
    kept = 0
    for file in built.rglob("*.html"):
        html, count = re.subn(whole, "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        kept += count
        assert not re.search(r"</math>(</span>)?[.,;:?)]", html), file.name
    assert kept > 100


# What a sabotage does: a file, what stands there and what instead; where the one message points,
# None for the changed line itself; and what it says.
Sabotage = tuple[str, str, str, str | None, str]
SABOTAGES: dict[str, Sabotage] = {
    "symbol swapped": (CHAIN, "z' = z w_2 + b_2", "z' = z w_1 + b_2", None, "sides 1 and 2 differ"),
    "sign": (
        CHAIN,
        "}{\\partial z'} = \\hat{y} - y",
        "}{\\partial z'} = y - \\hat{y}",
        None,
        "differ",
    ),
    "prime lost in prose": (
        CHAIN,
        "so $\\frac{\\partial L}{\\partial z'}$ is negative",
        "so $\\frac{\\partial L}{\\partial z''}$ is negative",
        None,
        "unknown symbol z''",
    ),
    "snippet broken": (
        SNIPPETS,
        "return w1 - eta * dL_dw1",
        "return w1 + eta * dL_dw1",
        CHAIN,
        "sides 1 and 2 differ",
    ),
    "snippet raises": (SNIPPETS, "return x\n", "return x.mean\n", CHAIN, "the snippet"),
    "snippet unreadable": (
        SNIPPETS,
        "return x\n",
        "return x)\n",
        SNIPPETS,
        "raises SyntaxError: unmatched ')'",
    ),
    "undefined macro": (
        CHAIN,
        "# A chain of two linear steps\n",
        '# A chain of two linear steps\n\nHere $\\foo z${exempt="for a test"} stands.\n',
        CHAIN,
        r"Undefined control sequence \foo",
    ),
    "not drawn by every browser": (
        CHAIN,
        "# A chain of two linear steps\n",
        '# A chain of two linear steps\n\nHere $\\mathbf{z}${exempt="for a test"} stands.\n',
        CHAIN,
        "that every browser draws alike",
    ),
    "include missing": (
        CHAIN,
        '--8<-- "docs/assets/pictures/scalar-chain.svg"',
        '--8<-- "docs/assets/pictures/scalar-chian.svg"',
        None,
        "includes no picture that exists",
    ),
    "fence forgotten": (
        CHAIN,
        "```math {#chain-w1-new snippet=scalar_chain.w1_new stage=hidden}\n"
        "w_1^{\\text{new}} = w_1 - \\eta\\, \\frac{\\partial L}{\\partial w_1}\n```",
        "$$\nw_1^{\\text{new}} = w_1 - \\eta\\, \\frac{\\partial L}{\\partial w_1}\n$$",
        None,
        "a bare $$",
    ),
    "number typed": (
        CHAIN,
        "{{scalar_chain.y_hat:.4f}}",
        "0.6457",
        None,
        "0.6457 is typed into prose",
    ),
    "refuted as it should be": (
        CHAIN,
        "(\\hat{y} - y)\\, \\wrong{w_1}\\, x",
        "(\\hat{y} - y)\\, \\wrong{w_2}\\, x",
        None,
        "a refuted formula that is true",
    ),
}


@pytest.mark.parametrize("name", SABOTAGES)
def test_sabotage_stops_the_build(tmp_path: Path, name: str) -> None:
    file, old, new, where, says = SABOTAGES[name]
    site = copy_of_the_site(tmp_path / "site")
    line = replaced(site / file, old, new)
    result = build(site, "--quiet")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    (found,) = filter(None, map(ERROR.fullmatch, result.stderr.splitlines()))
    assert says in found[0]
    assert found["path"] == (where or file)
    if where is None:
        assert int(found["line"]) == line
    assert published(site) == []


def published(site: Path) -> list[Path]:
    return list((site / "site").rglob("*.html"))


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


@pytest.mark.parametrize("slip", [SLIP, ("# Good\n", '# Good\n\n$\\foo${exempt="x"}\n')])
def test_what_was_built_before_stays(tiny: Path, slip: tuple[str, str]) -> None:
    (tiny / "site").mkdir()
    (tiny / "site" / "index.html").write_text("yesterday", encoding="utf-8")
    replaced(tiny / "docs" / "index.md", *slip)
    assert build(tiny).returncode == 1
    assert [f.read_text(encoding="utf-8") for f in published(tiny)] == ["yesterday"]


def test_the_extension_stops_a_build_without_the_hook(tiny: Path) -> None:
    replaced(tiny / "mkdocs.yml", "  - docs/_ext/serve_hook.py\n", "")
    line = replaced(tiny / "docs" / "index.md", *SLIP)
    result = build(tiny, "--quiet")
    assert result.returncode == 1
    assert f"\ndocs/index.md:{line}: sides 1 and 2 differ" in result.stderr
    assert published(tiny) == []


def test_line_ends_tabs_and_byte_order_marks_do_no_harm(tmp_path: Path) -> None:
    pages: dict[str, str | bytes] = {
        "index": GOOD.replace("\n", "\r\n").encode("utf-8-sig"),
        "tabs": "# Tabs\n\n\ta = b\n\nA\tb.\n",
        "empty": "",
    }
    site = with_extension(tiny_site(tmp_path / "site", pages))
    assert build(site, "--quiet").returncode == 0
    html = (site / "site" / "index.html").read_text(encoding="utf-8")
    assert html.count("Checked in this build") == 8


TWICE = """
import logging
from pathlib import Path
from mkdocs.commands.build import build
from mkdocs.config import load_config

logging.basicConfig()
build(load_config(strict=True))
print("built once", flush=True)
snippets = Path("snippets/tiny.py")
text = snippets.read_text(encoding="utf-8")
snippets.write_text(text.replace("return s - t", "return t - s"), encoding="utf-8")
build(load_config(strict=True))
print("built twice")
"""


def test_snippet_broken_between_two_builds_of_one_process(tiny: Path) -> None:
    """No module of the first build is left for the second."""
    result = run("-c", TWICE, cwd=tiny)
    assert result.returncode == 1
    assert "built once" in result.stdout
    assert "built twice" not in result.stdout
    assert "not what its snippet tiny.dL_ds computes" in result.stderr

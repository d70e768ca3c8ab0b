"""Another author's site in a folder elsewhere: the installed package, default options, no hooks."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest
from playwright.sync_api import Browser

from tests.server import serve
from tests.site import ERROR, ROOT, copy_caches, replaced

CONFIGURATION = """\
site_name: Elsewhere
docs_dir: content
theme: {{name: {theme}, {settings}}}
markdown_extensions:
  - checked_equations:
      snippets: formulas
extra_css:
  - assets/checked_equations/math.css
  - assets/checked_equations/equations.css
extra_javascript:
  - assets/checked_equations/equations.js
"""

MODULE = '''"""A line, and how far it is from a point."""


def y(w, x, b):
    return w * x + b


def L(y, t):
    return (y - t) ** 2 / 2


def dL_dw(y, t, x):
    return (y - t) * x


NOTATION = {
    "w": ("w", "scalar", "the slope"),
    "x": ("x", "scalar", "where"),
    "b": ("b", "scalar", "the height at 0"),
    "y": ("y", "scalar", "the height"),
    "t": ("t", "scalar", "the height of the point"),
    "L": ("L", "scalar", "the loss"),
}

FORWARD = [y, L]

EXAMPLE = {"w": 0.5, "x": 2.0, "b": 0.25, "t": 1.0}
'''

INDEX = r"""---
model: line
---

# A line

```math {#line-y snippet=line.y}
y = w x + b
```

```math {#line-L snippet=line.L}
L = \frac{1}{2} (y - t)^2
```

How it changes: [](#line-dL-dw).
"""

SLOPE = r"""---
model: line
---

# Its slope

```math {#line-dL-dw snippet=line.dL_dw}
\frac{\partial L}{\partial w} = (y - t) x
```

With [](#line-y) it is {{line.dL_dw:.3f}}, not 0.25.
"""
FALSE_LINE = 8

# What builds it, under which theme; neither theme is to load anything from elsewhere.
GENERATORS = {
    "mkdocs": ("mkdocs", "mkdocs", "highlightjs: false"),
    "material": ("mkdocs", "material", "font: false"),
    "zensical": ("zensical", "material", "font: false"),
}

# A command as it is installed, which says at the end what it used.
REPORTING = """
import atexit, sys
from importlib.metadata import entry_points

used = lambda: sys.modules["checked_equations"].__file__
atexit.register(lambda: print("used:", used(), flush=True))
sys.argv.pop(0)
(command,) = entry_points(group="console_scripts", name=sys.argv[0])
sys.exit(command.load()())
"""


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as others install it: a copy of its own, without this site's modules."""
    folder = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--no-build-isolation", "--target", str(folder), str(ROOT)]
    subprocess.run(command, cwd=folder, check=True)
    assert sorted(f.name for f in folder.glob("*") if f.suffix != ".dist-info") == [
        "bin",
        "checked_equations",
    ]
    return folder


@dataclass
class Elsewhere:
    """A site, alone in its own folder among those that a command may be tempted to write into."""

    parent: Path
    installed: Path

    @property
    def folder(self) -> Path:
        return self.parent / "elsewhere"

    @property
    def desk(self) -> Path:
        """Another working directory."""
        return self.parent / "desk"

    @property
    def built(self) -> Path:
        return self.folder / "site"

    def run(self, *command: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run an installed command, and see to it that it uses the installed package."""
        before = self.outside()
        finished = subprocess.run(
            [sys.executable, "-c", REPORTING, *command],
            cwd=cwd or self.folder,
            env={
                **{key: value for key, value in os.environ.items() if not key.startswith("XDG_")},
                "HOME": str(self.parent / "home"),
                "TMPDIR": str(self.parent / "temp"),
                "PYTHONPATH": str(self.installed),
                "NO_MKDOCS_2_WARNING": "1",
            },
            capture_output=True,
            encoding="utf-8",
            timeout=300,
        )
        used = re.findall(r"^used: (.*)$", finished.stdout, re.MULTILINE)
        assert used == [str(self.installed / "checked_equations" / "__init__.py")], finished
        assert self.outside() == before
        return finished

    def outside(self) -> set[Path]:
        """All files and folders but those of the site."""
        files = {*self.parent.rglob("*"), *self.installed.rglob("*")}
        return {file for file in files if not file.is_relative_to(self.folder)}

    def published(self) -> dict[str, str]:
        """The built pages, by their addresses."""
        return {
            file.relative_to(self.built).as_posix().removesuffix("index.html"): file.read_text(
                encoding="utf-8"
            )
            for file in self.built.rglob("*.html")
        }

    def copy(self, parent: Path) -> "Elsewhere":
        shutil.copytree(self.parent, parent, dirs_exist_ok=True)
        return Elsewhere(parent, self.installed)


def elsewhere(parent: Path, installed: Path, theme: str, settings: str) -> Elsewhere:
    found = Elsewhere(parent, installed)
    for folder in ("home", "temp", "desk", "elsewhere"):
        (parent / folder).mkdir()
    for name, text in {
        "mkdocs.yml": CONFIGURATION.format(theme=theme, settings=settings),
        "formulas/line.py": MODULE,
        "content/index.md": INDEX,
        "content/more/slope.md": SLOPE,
    }.items():
        file = found.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return found


@pytest.fixture(scope="module", params=GENERATORS)
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, installed: Path
) -> Elsewhere:
    """The site, built by one of the generators."""
    generator, theme, settings = GENERATORS[request.param]
    made = elsewhere(tmp_path_factory.mktemp(request.param), installed, theme, settings)
    # Zensical looks for files to copy before it loads an extension; this writes ours.
    assert made.run("checked-equations", "--styles").returncode == 0
    finished = made.run(generator, "build")
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return made


def test_it_shows_checked_equations(site: Elsewhere) -> None:
    pages = site.published()
    marks = {name: html.count("Checked in this build: ") for name, html in pages.items()}
    assert {name: count for name, count in marks.items() if count} == {"": 2, "more/slope/": 1}
    assert "it is 0.500, not 0.25" in re.sub("<[^>]*>", "", pages["more/slope/"])


def test_its_references_lead_to_equations(site: Elsewhere) -> None:
    """Both go from page to page, one of which lies in a folder of its own."""
    pages = site.published()
    found = []
    for here, html in pages.items():
        for link in re.findall('<a class="equation-reference" href="([^"]*)"', html):
            address, anchor = urldefrag(urljoin(f"https://host/a/b/{here}", link))
            target = address.removeprefix("https://host/a/b/")
            assert f'id="{anchor}"' in pages[target]
            found.append((here, target, anchor))
    assert found == [("", "more/slope/", "line-dL-dw"), ("more/slope/", "", "line-y")]


@pytest.mark.browser
def test_it_is_drawn_with_its_style_and_font(site: Elsewhere, browser: Browser) -> None:
    with serve(site.built, "/a/b/") as address, browser.new_context() as context:
        page = context.new_page()
        wrong: list[str] = []
        page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("requestfailed", lambda request: wrong.append(f"failed: {request.url}"))
        page.on("response", lambda r: wrong.append(f"{r.status}: {r.url}") if not r.ok else None)
        page.goto(f"{address}/more/slope/", wait_until="networkidle")
        loaded = "document.fonts.ready.then(fonts => [...fonts].map(f => [f.family, f.status]))"
        assert ["STIX Two Math", "loaded"] in [
            [family.strip('"'), status] for family, status in page.evaluate(loaded)
        ]
        card = page.locator("#line-dL-dw")
        assert card.locator("math").first.is_visible()
        row = card.locator(".equation-row")
        assert row.evaluate("e => getComputedStyle(e).display") == "grid"
        page.locator(".equation-reference").click()
        page.locator("#line-y:target math").first.wait_for(state="visible")
        page.wait_for_load_state("networkidle")  # what is under way when a page is left fails
        assert wrong == []


# The theme has no part in it.
@pytest.mark.parametrize("site", ["mkdocs", "zensical"], indirect=True)
def test_a_false_equation_stops_it(
    site: Elsewhere, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    copy = site.copy(tmp_path / "copy")
    before = copy.published()
    make_false(copy)
    (generator, *_) = GENERATORS[request.node.callspec.params["site"]]
    finished = copy.run(generator, "build")
    assert finished.returncode == 1
    assert_one_message(finished.stderr)
    if generator == "mkdocs":
        assert copy.published() == before
    else:  # it prints a traceback and removes what it could not render
        assert "more/slope/" not in copy.published()


def make_false(site: Elsewhere) -> None:
    slope = site.folder / "content" / "more" / "slope.md"
    assert replaced(slope, "= (y - t) x", "= (t - y) x") == FALSE_LINE


def assert_one_message(output: str) -> None:
    (found,) = {m[0]: m for m in map(ERROR.search, output.splitlines()) if m}.values()
    assert (found["path"], int(found["line"])) == ("content/more/slope.md", FALSE_LINE)
    assert "sides 1 and 2 differ" in found[0]


@pytest.fixture
def plain(tmp_path: Path, installed: Path) -> Elsewhere:
    """A site for MkDocs that nothing has built yet; what takes long to make is there."""
    made = elsewhere(tmp_path, installed, "mkdocs", "highlightjs: false")
    copy_caches(made.folder)
    return made


def test_what_mkdocs_was_told_about_addresses_holds(plain: Elsewhere) -> None:
    assert plain.run("mkdocs", "build", "--no-directory-urls").returncode == 0
    assert 'href="more/slope.html#line-dL-dw"' in plain.published()[""]


@pytest.mark.parametrize("option", ["", "      root: .\n"], ids=["found", "root"])
def test_a_build_from_another_working_directory(plain: Elsewhere, option: str) -> None:
    configuration = plain.folder / "mkdocs.yml"
    replaced(configuration, "      snippets: formulas\n", f"      snippets: formulas\n{option}")
    build = ("mkdocs", "build", "--quiet", "-f", "../elsewhere/mkdocs.yml")
    finished = plain.run(*build, cwd=plain.desk)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert plain.published()["more/slope/"].count("Checked in this build: ") == 1
    if not option:
        make_false(plain)
        finished = plain.run(*build, cwd=plain.desk)
        assert finished.returncode == 1
        assert_one_message(finished.stderr)


@pytest.mark.parametrize("command", ["mkdocs", "checked-equations"])
def test_a_wrong_root_is_one_message(plain: Elsewhere, command: str) -> None:
    configuration = plain.folder / "mkdocs.yml"
    replaced(configuration, "snippets: formulas", "{root: nowhere, snippets: formulas}")
    finished = plain.run(*((command, "build") if command == "mkdocs" else (command,)))
    assert finished.returncode == 1
    (found,) = filter(None, map(ERROR.fullmatch, finished.stderr.splitlines()))
    assert found["path"] == "mkdocs.yml"
    assert "nowhere" in found[0]
    assert "`root`" in found[0]
    assert not plain.built.exists()


def test_a_derivation_is_begun(plain: Elsewhere) -> None:
    """The skeleton is installed too; without tests and nav it is a module and a page."""
    begun = plain.run("checked-equations", "new", "second_line")
    assert (begun.returncode, begun.stderr) == (0, "")
    written = {f.relative_to(plain.folder).as_posix() for f in plain.folder.rglob("*second*line*")}
    assert written == {"formulas/second_line.py", "content/second-line.md"}
    tried = plain.run("checked-equations", "--mutants")
    assert (tried.returncode, tried.stderr) == (0, "")
    assert plain.run("mkdocs", "build", "--strict").returncode == 0
    assert plain.published()["second-line/"].count("Checked in this build: ") == 3


def section(title: str) -> str:
    """A section of README.md."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (found,) = re.findall(rf"^## {title}\n(.*?)(?=^## |\Z)", readme, re.MULTILINE | re.DOTALL)
    return str(found)


def test_the_readme_as_written(tmp_path: Path) -> None:
    """A block with a title is the file of that name; `console` holds commands.

    The files are written first. The commands run beside a clone of this repository, the folder
    `backprop`, in an environment that has what pip would fetch, but not the package.
    """
    fences = re.findall(
        r'^(````*)(\w+)(?: title="([^"\n]*)")?\n(.*?)^\1$',
        section("Use it on your own pages"),
        re.MULTILINE | re.DOTALL,
    )
    commands = []
    for _, language, name, text in fences:
        if language == "console":
            commands += text.splitlines()
            continue
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert commands
    (tmp_path / "backprop").symlink_to(ROOT, target_is_directory=True)
    venv.create(tmp_path / "venv", with_pip=False)
    scripts, packages = (
        Path(sysconfig.get_path(kind, "venv", {"base": str(tmp_path / "venv")}))
        for kind in ("scripts", "purelib")
    )
    # Unlike an installation of its own, this path does not bring the editable package with it.
    (packages / "fetched.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    which = "import checked_equations; print('used:', checked_equations.__file__)"
    finished = subprocess.run(
        ["sh", "-e", "-c", "\n".join([*commands, f'python -c "{which}"'])],
        cwd=tmp_path,
        env={
            **os.environ,
            "PATH": os.pathsep.join(
                [str(scripts), sysconfig.get_path("scripts"), os.environ["PATH"]]
            ),
            "PYTHONPATH": str(packages),  # for commands of the outer environment
            "PIP_NO_DEPS": "1",
            "PIP_NO_INDEX": "1",
            "PIP_NO_BUILD_ISOLATION": "0",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "NO_MKDOCS_2_WARNING": "1",
        },
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert f"used: {packages / 'checked_equations' / '__init__.py'}" in finished.stdout
    built = [file.read_text(encoding="utf-8") for file in tmp_path.glob("site/**/*.html")]
    assert any("Checked in this build: " in html for html in built)

"""What an author can set: each wrong setting is one clear message, each rule can be on and off."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from checked_equations.__main__ import main
from checked_equations.equations.errors import Problem
from checked_equations.pages.check import Checker
from checked_equations.pages.options import Fault, Options, read_options, settings_in
from tests.site import GOOD, TINY, check, tiny_site


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The root of a site, without a mkdocs.yml."""
    for name in ("docs", "content", "snippets", "odd-name"):
        (tmp_path / name).mkdir()
    return tmp_path


def configured(folder: Path, text: str) -> Path:
    file = folder / "mkdocs.yml"
    file.write_text(text, encoding="utf-8")
    return file


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "unknown": (
        {"decimal_in_prose": False},
        "option decimal_in_prose of checked_equations is unknown; expected one of root, docs_dir",
    ),
    "a text": ({"snippets": 7}, "the option snippets of checked_equations is 7; expected a text"),
    "true or false": (
        {"require_ids": "no"},
        "require_ids of checked_equations is 'no'; expected true",
    ),
    "one for true": (
        {"notebooks": 1},
        "notebooks of checked_equations is 1; expected true or false",
    ),
    "a number": (
        {"exempt_share": "2 %"},
        "exempt_share of checked_equations is '2 %'; expected a num",
    ),
    "true for a number": ({"exempt_share": True}, "is True; expected a number"),
    "a list": ({"exclude": "_ext"}, "exclude of checked_equations is '_ext'; expected a list"),
    "an optional list": (
        {"fences": "text"},
        "fences of checked_equations is 'text'; expected a list",
    ),
    "names of faults": (
        {"faults": ["source"]},
        "faults of checked_equations is ['source']; expected",
    ),
    "a fault": (
        {"faults": {"source": "Wrong"}},
        "expected names, each with text, and sourced true or false",
    ),
    "a key of a fault": (
        {"faults": {"source": {"txt": "Wrong"}}},
        "each with text, and sourced true or false",
    ),
    "no pages": (
        {"docs_dir": "pages"},
        "/pages; expected a root that holds the pages",
    ),
    "no snippets": (
        {"snippets": "python_code"},
        "/python_code; expected a root that holds the pages",
    ),
    "the wrong root": ({"root": "docs"}, "docs/docs; expected a root that holds"),
    "no root": ({"root": "nowhere"}, "nowhere/docs; expected a root that holds"),
    "a root that is no path": ({"root": 3}, "the option root of checked_equations is 3"),
    "text of a fault": ({"faults": {"source": {"text": 3}}}, "each with text, and sourced"),
    "a word for true": ({"faults": {"source": {"text": "A", "sourced": "no"}}}, "each with text"),
    "no name in a list": ({"front_matter": [None]}, "a list of names"),
    "less than nothing": ({"exempt_share": -1}, "a share from 0 to 1"),
    "less than no characters": ({"longest_line": -1}, "a number of characters, or 0"),
    "half a character": ({"longest_line": 44.5}, "a whole number"),
    "a word for a length": ({"longest_line": "short"}, "a whole number"),
    "true for a length": ({"longest_line": True}, "a whole number"),
    "no share": ({"exempt_share": float("nan")}, "a share from 0 to 1"),
    "assets elsewhere": ({"assets": "../outside"}, "a folder under docs_dir"),
    "assets anywhere": ({"assets": "/outside"}, "a folder under docs_dir"),
    "all excluded": ({"exclude": ["."]}, "folders under docs_dir"),
    "another package": ({"snippets": "json"}, "a name for a package of its own"),
    "no name for Python": (
        {"snippets": "odd-name"},
        "is 'odd-name'; expected a name for a package of its own, and no path",
    ),
}


def said(problem: Problem) -> str:
    return f"{problem.wrong}; expected {problem.expected}; fix: {problem.fix}"


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_setting_is_one_message(folder: Path, name: str) -> None:
    settings, says = WRONG[name]
    with pytest.raises(Problem) as caught:
        read_options(settings, configured(folder, ""))
    assert says in said(caught.value)
    assert "\n" not in said(caught.value)


WRONG_FILES = {
    "the extension is not named": (
        "markdown_extensions:\n  - tables\n",
        "does not name checked_eq",
    ),
    "no extensions": ("site_name: A\n", "mkdocs.yml does not name checked_equations"),
    "nothing": ("", "mkdocs.yml does not name checked_equations"),
    "a list": ("- a\n", "mkdocs.yml does not name checked_equations"),
    "no YAML": ("a: [\n", "mkdocs.yml cannot be read: "),
    "no settings": (
        "markdown_extensions:\n  - checked_equations: 7\n",
        "the options of checked_eq",
    ),
}


@pytest.mark.parametrize("name", WRONG_FILES)
def test_a_wrong_configuration_is_one_message(folder: Path, name: str) -> None:
    text, says = WRONG_FILES[name]
    with pytest.raises(Problem) as caught:
        settings_in(configured(folder, text))
    assert says in said(caught.value)
    assert "\n" not in said(caught.value)


def test_a_configuration_in_another_encoding_is_one_message(folder: Path) -> None:
    (folder / "mkdocs.yml").write_bytes("site_name: Café\n".encode("latin-1"))
    with pytest.raises(Problem, match=r"mkdocs\.yml cannot be read: 'utf-8'"):
        settings_in(folder / "mkdocs.yml")


def test_no_configuration(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder / "docs")
    with pytest.raises(Problem, match=r"no mkdocs\.yml in the working directory or above it"):
        read_options({})
    with pytest.raises(Problem, match=r"mkdocs\.yml cannot be read"):
        settings_in(folder / "mkdocs.yml")


def test_the_nearest_configuration_upwards_says_where_the_root_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured(folder, "docs_dir: content\n")
    monkeypatch.chdir(folder / "docs")
    assert read_options({}).root == folder
    assert read_options({"root": ".."}).docs == folder / "content"


def test_the_command_reports_a_wrong_setting_as_any_error(tmp_path: Path) -> None:
    site = tiny_site(tmp_path / "site", {"good": GOOD})
    file = site / "mkdocs.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("require_ids", "require_id"), "utf-8")
    result = check(site)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("mkdocs.yml:1: the option require_id of checked_equations is")
    assert result.stderr.count("\n") == 1


def test_the_command_reports_a_root_that_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["checked-equations", "--root", str(tmp_path / "nowhere")])
    assert main() == 1
    printed, complained = capsys.readouterr()
    assert printed == ""
    assert complained.startswith("mkdocs.yml:1: mkdocs.yml cannot be read: ")
    assert complained.count("\n") == 1


def test_what_the_configuration_says_holds_unless_it_is_set(folder: Path) -> None:
    file = configured(folder, "docs_dir: content\nuse_directory_urls: false\n")
    options = read_options({}, file)
    assert (options.docs, options.use_directory_urls) == (folder / "content", False)
    options = read_options({"docs_dir": "docs", "use_directory_urls": True}, file)
    assert (options.docs, options.use_directory_urls) == (folder / "docs", True)
    options = read_options({}, configured(folder, ""))
    assert options == Options(folder)


TAGGED = """
site_url: !ENV [SITE_URL, "https://example.org/"]
docs_dir: content
markdown_extensions:
  - pymdownx.emoji:
      emoji_generator: !!python/name:material.extensions.emoji.to_svg
  - checked_equations:
      exempt_share: 0.5
      fences:
plugins: !relative
"""


def test_tags_are_read_past_and_what_is_empty_is_not_set(folder: Path) -> None:
    file = configured(folder, TAGGED)
    options = read_options(settings_in(file), file)
    assert options == Options(folder, docs_dir="content", exempt_share=0.5)


@pytest.mark.parametrize(
    "text",
    [
        "markdown_extensions:\n  checked_equations:\n    exempt_share: 1\n",
        "markdown_extensions:\n  - checked_equations:\n      exempt_share: 1\n",
    ],
)
def test_extensions_as_a_list_or_by_name(folder: Path, text: str) -> None:
    file = configured(folder, text)
    assert read_options(settings_in(file), file).exempt_share == 1.0


def test_an_extension_without_settings(folder: Path) -> None:
    assert settings_in(configured(folder, "markdown_extensions: [checked_equations]\n")) == {}


# Each rule is a page that breaks it, what is said then, and the options without and with it.

STRAY = TINY.replace("\n\ndef dL_dv", "\n\ndef stray(t):\n    return t\n\n\ndef dL_dv")
OFF = dict[str, Any]()
WIDE = TINY.replace(
    "    return f(h_prime)",
    '    """A docstring may be as wide as it likes, no page shows it."""\n'
    "    return f(h_prime)  # wider than a margin of 48",
)
FAULTS = {"practice": Fault("Made up", sourced=False)}

RULES: dict[str, tuple[str, dict[str, str], str, dict[str, Any], dict[str, Any]]] = {
    "decimals in prose": (
        "It is 0.29.\n",
        {},
        "docs/a.md:1: the decimal number 0.29 is typed into prose",
        OFF,
        {"decimals_in_prose": False},
    ),
    "decimals in code": (
        "It is `0.29`.\n",
        {},
        "docs/a.md:1: the decimal number 0.29 is typed into inline code",
        OFF,
        {"decimals_in_prose": False},
    ),
    "decimals in the notation": (
        "It is.\n",
        {"tiny": TINY.replace('"the target"', '"the target, 0.25"')},
        "snippets/tiny.py:46: a decimal number in the meaning of t: the target, 0.25",
        OFF,
        {"decimals_in_prose": False},
    ),
    "decimals in a mention": (
        "---\nmodel: tiny\n---\nIt is $0.29$.\n",
        {},
        "docs/a.md:4: a decimal number in a formula that claims nothing",
        OFF,
        {"decimals_in_prose": False},
    ),
    "ids": (
        "---\nmodel: tiny\n---\n```math {snippet=tiny.h}\nh_j = f(h_j')\n```\n",
        {},
        "docs/a.md:4: a displayed formula without an id",
        OFF,
        {"require_ids": True},
    ),
    "snippets that nothing shows": (
        "It is.\n",
        {"tiny": STRAY},
        "snippets/tiny.py:34: nothing shows the snippet stray",
        OFF,
        {"require_shown": True},
    ),
    "a share of exemptions": (
        '---\nmodel: tiny\n---\n```math {#e exempt="a set"}\nt \\in \\mathbb{R}\n```\n',
        {},
        "docs/a.md:4: with this one 1 of 10 formulas are exempt from the check; "
        "expected at most 5%",
        OFF,
        {"exempt_share": 0.05},
    ),
    "a long line": (
        "It is.\n",
        {"tiny": WIDE},
        "snippets/tiny.py:12: a line of h has 50 characters, and a page shows it; "
        "expected at most 48",
        OFF,
        {"longest_line": 48},
    ),
    "faults": (
        '```math {#e .refuted of=#good-h fault=typo why="a prime"}\nh_j = f(h_j)\n```\n',
        {},
        "docs/a.md:1: a refuted equation without source",
        {"faults": {**FAULTS, "typo": Fault("Mistyped", sourced=False)}},
        {"faults": {**FAULTS, "typo": Fault("Mistyped")}},
    ),
    "front matter": (
        "---\nauthor: me\n---\nIt is.\n",
        {},
        "docs/a.md:2: the key author of the front matter is unknown; expected one of title, model",
        OFF,
        {"front_matter": ("title", "model")},
    ),
    "fences": (
        "```python\nx = 1\n```\n",
        {},
        "docs/a.md:1: the fence ```python is not understood; expected one of account, derive",
        OFF,
        {"fences": ("text",)},
    ),
    "fences that Pygments does not know": (
        "```nonsense\nx = 1\n```\n",
        {},
        "docs/a.md:1: the fence ```nonsense is not understood",
        {"fences": ("nonsense",)},
        OFF,
    ),
    "excluded folders": (
        "It is.\n",
        {},
        "docs/drafts/b.md:1: a $ without its partner",
        OFF,
        {"exclude": ()},
    ),
    "notebooks": (
        "It is.\n",
        {},
        "docs/c.ipynb:1: not a notebook",
        OFF,
        {"notebooks": True},
    ),
}


def complaints(
    folder: Path, page: str, modules: Mapping[str, str], settings: Mapping[str, Any]
) -> list[str]:
    site = tiny_site(folder, {"a": page, "good": GOOD}, modules)
    (site / "docs" / "drafts").mkdir()
    (site / "docs" / "drafts" / "b.md").write_text("It costs 5 $ today.\n", encoding="utf-8")
    (site / "docs" / "c.ipynb").write_text("{}", encoding="utf-8")
    base = {"faults": FAULTS, "exclude": ("drafts",)}
    options = Options(site, **{**base, **settings})
    return [str(c) for c in Checker(options).check().all_complaints()]


@pytest.mark.parametrize("name", RULES)
def test_each_rule_can_be_on_and_off(tmp_path: Path, name: str) -> None:
    page, modules, says, off, on = RULES[name]
    assert complaints(tmp_path / "off", page, modules, off) == []
    (message,) = complaints(tmp_path / "on", page, modules, on)
    assert message.startswith(says), message


def test_what_no_page_lists_may_be_wide(tmp_path: Path) -> None:
    page = "---\nmodel: tiny\n---\n```math {#e snippet=tiny.h .step}\nh_j = f(h_j')\n```\n"
    site = tiny_site(tmp_path, {"a": page}, {"tiny": WIDE})
    assert Checker(Options(site, longest_line=44)).check().all_complaints() == []


def test_snippets_are_a_package_of_any_name(tmp_path: Path) -> None:
    site = tiny_site(tmp_path / "site", {"good": GOOD})
    (site / "snippets").rename(site / "derivations")
    (site / "derivations" / "more.py").write_text(
        "from derivations.tiny import *\nfrom derivations.tiny import EXAMPLE, FORWARD, NOTATION\n",
        encoding="utf-8",
    )
    options = Options(site, snippets="derivations", faults=FAULTS)
    registry = Checker(options).check()
    assert registry.all_complaints() == []
    assert [m.path for m in registry.models.values()] == [
        "derivations/more.py",
        "derivations/tiny.py",
    ]
    (site / "derivations" / "tiny.py").write_text("x = 1 / 0\n", encoding="utf-8")
    broken = [str(c) for c in Checker(options).check().all_complaints()]
    assert [re.sub(r":.*", "", c) for c in broken] == ["derivations/more.py", "derivations/tiny.py"]


def test_pages_are_in_any_folder(tmp_path: Path) -> None:
    site = tiny_site(tmp_path / "site", {"good": GOOD, "bad": "It costs 5 $ today.\n"})
    (site / "docs").rename(site / "content")
    (complaint,) = (
        Checker(Options(site, docs_dir="content", faults=FAULTS)).check().all_complaints()
    )
    assert str(complaint).startswith("content/bad.md:1: a $ without its partner")

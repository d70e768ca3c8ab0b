"""What begins a derivation: what it writes, and what it refuses before it writes anything."""

from pathlib import Path

import pytest

from checked_equations.__main__ import main
from checked_equations.equations.errors import Problem
from checked_equations.pages.check import Checker, check_mutants
from checked_equations.pages.new import begin
from checked_equations.pages.options import Options, parse_configuration

EXTENSION = "markdown_extensions: [checked_equations]\n"
NAV = """site_name: !ENV [NAME, "A"] # a comment

nav:
  # the start
  - Home: index.md # first
  - More:
      - a.md

      - B: b.md
  # the end

markdown_extensions: [checked_equations]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("docs", "snippets"):
        (tmp_path / name).mkdir()
    return tmp_path


def begun(root: Path, name: str, configuration: str = EXTENSION) -> list[str]:
    file = root / "mkdocs.yml"
    file.write_bytes(configuration.encode())
    return begin(name, Options(root), file)


def test_it_passes_at_once_and_no_mutant_survives(root: Path) -> None:
    told = begun(root, "two_lines")
    assert told[:2] == ["wrote snippets/two_lines.py", "wrote docs/two-lines.md"]
    assert "no nav" in told[2]
    options = Options(root, plain_snippets=True, require_shown=True, require_descriptions=True)
    registry = Checker(options).check()
    assert check_mutants(registry) > 50
    assert registry.all_complaints() == []
    assert list(registry.equations) == ["two-lines-y-hat", "two-lines-L", "two-lines-dL-dw"]


@pytest.mark.parametrize("name", ["on", "true", "z9", "a" * 40])
def test_any_name_will_do(root: Path, name: str) -> None:
    begun(root, name)
    options = Options(root, require_ids=True, require_descriptions=True)
    assert Checker(options).check().all_complaints() == []


@pytest.mark.parametrize("folder", ["tests", "tests/quick"])
def test_its_test_stands_among_the_others(root: Path, folder: str) -> None:
    (root / folder).mkdir(parents=True)
    (root / folder / "test_a.py").touch()
    assert f"wrote {folder}/test_b.py" in begun(root, "b")
    text = (root / folder / "test_b.py").read_text(encoding="utf-8")
    assert "from snippets import b\n" in text


BAD = ["", "Two", "_a", "a_", "a__b", "a-b", "2a", "a/b", "lambda", "random", "numpy", "a" * 41]


@pytest.mark.parametrize("name", BAD)
def test_bad_names_are_refused(root: Path, name: str) -> None:
    with pytest.raises(Problem, match="the name "):
        begun(root, name)
    assert [f.name for f in root.rglob("*.*")] == ["mkdocs.yml"]


@pytest.mark.parametrize("taken", ["snippets/a_b.py", "docs/a-b.md", "tests/test_a_b.py"])
def test_no_file_is_overwritten(root: Path, taken: str) -> None:
    (root / "tests").mkdir()
    (root / taken).write_text("mine", encoding="utf-8")
    with pytest.raises(Problem, match=f"{taken} exists"):
        begun(root, "a_b")
    assert {f.name for f in root.rglob("*.*")} == {Path(taken).name, "mkdocs.yml"}
    assert (root / taken).read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "text",
    [
        NAV,
        NAV.replace("\n", "\r\n").replace("\r\n\r\n      - B", "\r\n      - B"),
        EXTENSION + "nav:\n- index.md",
        EXTENSION + "nav:\n    - index.md\n    - https://example.org\n",
    ],
)
def test_nav_gets_one_entry_and_keeps_the_rest(root: Path, text: str) -> None:
    assert "added new.md" in begun(root, "new", text)[-1]
    file = root / "mkdocs.yml"
    changed = file.read_bytes().decode()
    before, after = (parse_configuration(t, file) for t in (text, changed))
    assert after == {**before, "nav": [*before["nav"], "new.md"]}
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = changed.split(ending)
    (added,) = (line for line in lines if line.strip() == "- new.md")
    lines.remove(added)
    assert ending.join(lines) == text


@pytest.mark.parametrize(
    "text",
    [
        EXTENSION + "nav: [index.md]\n",
        EXTENSION + "nav:\n  [index.md]\n",
        EXTENSION + "nav:\n  - index.md\n  - More: [a.md,\n  b.md]\n",
        EXTENSION + "? nav\n:\n  - index.md\n",
    ],
)
def test_a_nav_that_is_written_otherwise_is_left_to_its_author(root: Path, text: str) -> None:
    assert begun(root, "a", text)[-1].endswith("yourself: - a.md")
    assert (root / "mkdocs.yml").read_bytes().decode() == text


def test_the_command(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "mkdocs.yml").write_text(EXTENSION, encoding="utf-8")
    command = ["checked-equations", "--root", str(root)]
    monkeypatch.setattr("sys.argv", [*command, "new", "a"])
    assert main() == 0
    assert "wrote snippets/a.py\n" in capsys.readouterr().out
    assert main() == 1
    assert capsys.readouterr().err.startswith("snippets/a.py:1: snippets/a.py exists; expected ")
    monkeypatch.setattr("sys.argv", command)
    assert main() == 0
    assert capsys.readouterr().out.startswith("3 equations checked, ")

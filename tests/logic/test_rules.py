"""The rules of the site: each is broken by one snippet or page, and kept by its near miss."""

from pathlib import Path
from typing import Any

import pytest

from checked_equations.pages.check import Checker
from checked_equations.pages.options import Options

BODY = '''

def double(x):
    """2 x."""
    return 2 * x


NOTATION = {"x": ("x", "scalar", "a number")}
FORWARD = [double]
EXAMPLE = {"x": 2.0}
'''
MAIN = '\nif __name__ == "__main__":\n    print(double(**EXAMPLE))\n'
GOOD = '"""Twice a number."""\n\nimport math\nimport numpy.linalg\nfrom snippets import _more\n'
MORE = '"""More."""\n\nimport numpy as np\n\n\ndef _half(x):\n    return x / 2\n'
EIGHT = "".join(f"    x = x + {n}\n" for n in range(7)) + "    return x\n"


def complaints(folder: Path, files: dict[str, str], rule: str) -> list[str]:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    settings: dict[str, Any] = {rule: True}
    options = Options(folder, **settings)
    return [str(complaint) for complaint in Checker(options).check().all_complaints()]


def snippets(folder: Path, module: str, private: str = MORE) -> list[str]:
    files = {"docs/a.md": "A.\n", "snippets/twice.py": module, "snippets/_more.py": private}
    return complaints(folder, files, "plain_snippets")


@pytest.mark.parametrize(
    "module",
    [
        GOOD + BODY + MAIN,
        GOOD + BODY.replace("    return 2 * x\n", EIGHT) + MAIN,
        GOOD + "\n\ndef _private(x):\n" + "    x = x\n" * 8 + "    return x\n" + BODY + MAIN,
        GOOD + "\n\ndef nothing():\n" + '    """0."""\n' + BODY + MAIN,
    ],
)
def test_plain_snippets_pass(tmp_path: Path, module: str) -> None:
    assert snippets(tmp_path, module) == []


@pytest.mark.parametrize(
    ("module", "line", "says"),
    [
        (GOOD.partition("\n")[2] + BODY + MAIN, 1, "the module has no docstring"),
        (GOOD + BODY.replace('    """2 x."""\n', "") + MAIN, 8, "double has no docstring"),
        (GOOD + BODY.replace("    return 2 * x", "    x = x\n" + EIGHT) + MAIN, 8, "9 lines"),
        (GOOD + "import lark.lexer\n" + BODY + MAIN, 6, "it imports lark.lexer"),
        (GOOD + "from jinja2 import Template\n" + BODY + MAIN, 6, "it imports jinja2"),
        (GOOD + "from . import _more as m\n" + BODY + MAIN, 6, "it imports ."),
        (GOOD + BODY, 15, "does nothing when it is run"),
        (GOOD + BODY + MAIN.replace("__main__", "main"), 18, "does nothing when it is run"),
    ],
)
def test_a_snippet_that_is_not_plain_is_named(
    tmp_path: Path, module: str, line: int, says: str
) -> None:
    (message,) = snippets(tmp_path, module)
    assert message.startswith(f"snippets/twice.py:{line}: ")
    assert says in message


def test_a_private_module_is_no_way_around(tmp_path: Path) -> None:
    (message,) = snippets(tmp_path, GOOD + BODY + MAIN, MORE + "import jinja2\n")
    assert message.startswith("snippets/_more.py:8: it imports jinja2")


def page(title: str, description: str) -> str:
    return f"---\ntitle: {title}\ndescription: {description}\n---\n{title} {description}\n"


WORDS = "What this page is about, in words that a search engine can show"
TWO = {"docs/a.md": page("A", WORDS), "docs/b.md": page("B", f"{WORDS} too")}


@pytest.mark.parametrize(
    ("b", "line", "says"),
    [
        (page("A", f"{WORDS} too"), 2, "the title in the front matter is that of docs/a.md"),
        (page("B" * 51, f"{WORDS} too"), 2, "the title in the front matter has 51 characters"),
        ("---\ndescription: " + WORDS + " 2\n---\nB\n", 1, "has 0 characters"),
        (page("B", WORDS), 3, "the description in the front matter is that of docs/a.md"),
        (page("B", "b" * 49), 3, "the description in the front matter has 49 characters"),
        (page("B", "b" * 201), 3, "the description in the front matter has 201 characters"),
    ],
)
def test_each_page_is_described(tmp_path: Path, b: str, line: int, says: str) -> None:
    (tmp_path / "snippets").mkdir()
    assert complaints(tmp_path, TWO, "require_descriptions") == []
    (message,) = complaints(tmp_path, {"docs/b.md": b}, "require_descriptions")
    assert message.startswith(f"docs/b.md:{line}: ")
    assert says in message

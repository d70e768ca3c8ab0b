"""Compiled templates are kept: the same text is compiled once, any other anew."""

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from checked_equations.pages.compiled import Compiled


class Counting(Environment):
    """Counts what it compiles."""

    compiled = 0

    def _generate(self, *arguments: object, **options: object) -> str:
        self.compiled += 1
        return super()._generate(*arguments, **options)  # type: ignore[arg-type]


def filled(folder: Path, text: str, version: bytes = b"") -> tuple[str, int]:
    """What a new process fills a template with, and how many templates it has compiled."""
    compiled = Compiled(folder, version)
    environment = Counting(loader=DictLoader({"a": text}), bytecode_cache=compiled)
    return environment.get_template("a").render(x=1), environment.compiled


def test_a_template_is_compiled_once(tmp_path: Path) -> None:
    assert [filled(tmp_path, "{{ x + 1 }}") for _ in range(3)] == [("2", 1), ("2", 0), ("2", 0)]
    assert filled(tmp_path, "{{ x + 2 }}") == ("3", 1)
    assert filled(tmp_path, "{{ x + 2 }}", b"another") == ("3", 1)


@pytest.mark.parametrize("content", [b"", b"nothing", None])
def test_what_is_damaged_is_compiled_anew(tmp_path: Path, content: bytes | None) -> None:
    filled(tmp_path, "{{ x + 1 }}")
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-9] if content is None else content)
    assert filled(tmp_path, "{{ x + 1 }}") == ("2", 1)


def test_where_nothing_can_be_kept_templates_work(tmp_path: Path) -> None:
    file = tmp_path / "no folder"
    file.write_text("", encoding="utf-8")
    assert filled(file, "{{ x + 1 }}") == ("2", 1)

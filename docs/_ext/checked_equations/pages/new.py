"""The skeleton of a derivation: a snippet, its page and its test, which pass as they are."""

import keyword
import os
import re
import sys
from pathlib import Path

import yaml

from ..equations.errors import Problem
from .options import Options, parse_configuration

_SKELETON = Path(__file__).parent / "skeleton"
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_LONGEST = 40  # characters: the title of a page is made of it


def begin(name: str, options: Options, configuration: Path) -> list[str]:
    """Write the files of a new derivation; what was done, in words. Raises Problem."""
    taken = {*sys.stdlib_module_names, *keyword.kwlist, "numpy"}
    if not _NAME.fullmatch(name) or len(name) > _LONGEST or name in taken:
        raise Problem(
            f"the name {name}",
            f"at most {_LONGEST} small letters, digits and single underscores, and no word or "
            "module of Python",
            "choose another name, such as logistic_regression",
        )
    slug = name.replace("_", "-")
    files = {
        options.root / options.snippets / f"{name}.py": "snippet.py.txt",
        options.docs / f"{slug}.md": "page.md.txt",
    }
    if (tests := options.root / "tests").is_dir():
        others = sorted(tests.rglob("test_*.py"))
        folder = others[0].parent if others else tests
        files[folder / f"test_{name}.py"] = "test.py.txt"
    for file in files:
        if file.exists():
            wrong = f"{os.path.relpath(file, options.root)} exists"
            raise Problem(wrong, "a name that is not taken", "choose another name")
    words = {
        "NAME": name,
        "SLUG": slug,
        "TITLE": name.replace("_", " ").capitalize(),
        "PACKAGE": options.snippets,
    }
    for file, skeleton in files.items():
        text = (_SKELETON / skeleton).read_text(encoding="utf-8")
        text = re.sub("|".join(words), lambda found: words[found[0]], text)
        file.write_text(text, encoding="utf-8")
    wrote = [f"wrote {os.path.relpath(file, options.root)}" for file in files]
    return [*wrote, _put_into_nav(f"{slug}.md", configuration)]


def _put_into_nav(page: str, configuration: Path) -> str:
    """Add a page as the last one of the navigation, if that is all that changes."""
    with configuration.open(encoding="utf-8", newline="") as file:
        text = file.read()
    before = parse_configuration(text, configuration)
    if before.get("nav") is None:
        return f"{configuration.name} has no nav: MkDocs finds the page by itself"
    changed = _with_last_entry(text, page)
    try:
        after = parse_configuration(changed, configuration)
    except yaml.YAMLError:
        after = {}
    if after != {**before, "nav": [*before["nav"], page]}:
        return f"add the page to nav in {configuration.name} yourself: - {page}"
    with configuration.open("w", encoding="utf-8", newline="") as file:
        file.write(changed)
    return f"added {page} at the end of nav in {configuration.name}: move it where it belongs"


def _with_last_entry(text: str, page: str) -> str:
    """The text with one more entry below the last one of its block `nav:`, if it has one."""
    block = re.search(r"^nav:[^\n]*\n(?:[ \t]*(?:[-#][^\n]*)?(?:\n|\Z))+", text, re.MULTILINE)
    entries = list(re.finditer(r"^([ \t]*)-[^\n\r]*", block[0], re.MULTILINE)) if block else []
    if not block or not entries:
        return text
    end = block.start() + entries[-1].end()
    ending = "\r\n" if "\r\n" in text else "\n"
    return f"{text[:end]}{ending}{entries[0][1]}- {page}{text[end:]}"

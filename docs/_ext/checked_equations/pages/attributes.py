"""The `{#id .class key="value"}` behind a fence's name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from ..equations.errors import Problem

_ATTRIBUTE = re.compile(
    r"""\#(?P<id>[a-zA-Z][a-zA-Z0-9_-]*)(?=\s|$)
      | \.(?P<class>[a-z]+)(?=\s|$)
      | (?P<key>[a-z]+)=(?:"(?P<quoted>[^"]*)"|(?P<plain>[^\s"'{}][^\s"{}]*))(?=\s|$)
      | (?P<space>\s+)""",
    re.VERBOSE,
)
_ODD_ID = re.compile(r"#(\S*)")
_SINGLE = re.compile(r"([a-z]+)='([^']*)'")


@dataclass(frozen=True)
class Attributes:
    """What an author writes behind the name of a fence."""

    id: str = ""
    classes: frozenset[str] = frozenset()
    options: dict[str, str] = field(default_factory=dict)

    def check(self, options: set[str], classes: set[str]) -> None:
        """Raise Problem for an option or a class that the directive does not know."""
        unknown = sorted(set(self.options) - options) + [
            f".{c}" for c in sorted(self.classes - classes)
        ]
        if unknown:
            raise Problem(
                f"the attribute {unknown[0]} is unknown here",
                "one of " + ", ".join(sorted(options) + [f".{c}" for c in sorted(classes)]),
                "correct or remove it",
            )

    def only(self, name: str, key: str, expected: str, holds: bool) -> None:
        """Raise Problem unless there is one option alone, and it `holds`."""
        if not holds or set(self.options) != {key} or self.classes or self.id:
            written = [f"#{self.id}"] if self.id else []
            written += [f".{c}" for c in sorted(self.classes)]
            written += [f"{k}={v}" for k, v in self.options.items()]
            raise Problem(
                f"the directive {name} with {' '.join(written) or 'no attributes'}",
                f"{expected}, and nothing else",
                "correct the attributes",
            )


def misspelt(info: str, directives: Iterable[str]) -> str:
    """What to do about a fence that is like a directive's, or ''."""
    name = re.match(r"[\w-]*", info)
    assert name is not None, "it may be empty"
    near = get_close_matches(name[0].lower(), directives, 1, cutoff=0.75)
    written = info[name.end() :].strip("{}() \t")
    if not near:
        return ""
    return f"write {near[0]}" + (
        f", and its attributes in braces, {{{written}}}" if written else ""
    )


def read_attributes(text: str) -> Attributes:
    """Read what stands between the braces. Raises Problem."""
    position = 0
    ids: list[str] = []
    classes: list[str] = []
    options: dict[str, str] = {}
    while position < len(text):
        found = _ATTRIBUTE.match(text, position)
        if not found and (odd := _ODD_ID.match(text, position)):
            raise Problem(
                f"the id {odd[1]}",
                "a letter, then letters from a to z, digits, - and _",
                "rename it",
            )
        if not found and (single := _SINGLE.match(text, position)):
            raise Problem(
                f"{single[0]} in single quotation marks",
                f'{single[1]}="{single[2]}"',
                "write double ones",
            )
        if not found:
            raise Problem(
                f"the attributes cannot be read from {text[position:]!r} on",
                '#id, .class or key="value"',
                "correct them",
            )
        position = found.end()
        key = found["key"]
        if found["id"]:
            if ids:
                raise Problem("two ids", "one #id", "remove one")
            ids.append(found["id"])
        elif found["class"]:
            if found["class"] in classes:
                raise Problem(
                    f"the class .{found['class']} is given twice", "each class once", "remove one"
                )
            classes.append(found["class"])
        elif key:
            if key in options:
                raise Problem(
                    f"the attribute {key} is given twice", "each attribute once", "remove one"
                )
            options[key] = found["plain"] if found["quoted"] is None else found["quoted"]
    return Attributes("".join(ids), frozenset(classes), options)

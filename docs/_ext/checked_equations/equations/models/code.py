"""The code of snippets, part by part: what a value runs, apart from what else its module holds."""

import ast
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

# What uses these may run any function, whatever it names.
_BY_NAME = {"eval", "exec", "getattr", "globals", "locals", "vars"}


class Part(NamedTuple):
    """The text of statements, without comments around them, and the names in it."""

    text: str
    names: frozenset[str]


class Parts(NamedTuple):
    """The functions and classes of a module by name, and all else that runs when it is imported."""

    named: Mapping[str, tuple[Part, ...]]
    rest: Part


@dataclass(frozen=True)
class Code:
    """What a model runs or reads: the texts of modules by name, and a digest of other files."""

    modules: Mapping[str, bytes]
    files: bytes

    @cached_property
    def digest(self) -> str:
        """Of all of it, comments too."""
        digest = hashlib.sha256(self.files)
        for name in sorted(self.modules):
            digest.update(name.encode() + b"\0" + self.modules[name] + b"\0")
        return digest.hexdigest()

    def behind(self, names: Iterable[str]) -> str:
        """A digest of what these functions run: all that bears a name that is used there."""
        rests = [rest for _, rest in self._parts]
        found, new = set[str](), [*names, *(name for rest in rests for name in rest.names)]
        used = set(new)
        while new:
            name = new.pop()
            if name in self._named and name not in found:
                found.add(name)
                inside = {one for part in self._named[name] for one in part.names}
                new += inside
                used |= inside
        known = sorted(self._named if used & _BY_NAME else found)
        digest = hashlib.sha256(self.files)
        for part in (*rests, *(part for name in known for part in self._named[name])):
            digest.update(part.text.encode() + b"\0")
        return digest.hexdigest()

    @cached_property
    def _parts(self) -> list[Parts]:
        return [_parts(self.modules[name]) for name in sorted(self.modules)]

    @cached_property
    def _named(self) -> dict[str, list[Part]]:
        found: dict[str, list[Part]] = {}
        for named, _ in self._parts:
            for name, parts in named.items():
                found.setdefault(name, []).extend(parts)
        return found


@lru_cache(maxsize=256)
def parsed(text: str) -> ast.Module:
    """The tree of a module's text, which nobody changes. Raises SyntaxError or ValueError."""
    return ast.parse(text)


@lru_cache(maxsize=256)
def _parts(module: bytes) -> Parts:
    lines = module.decode("utf-8-sig").splitlines()
    named: dict[str, tuple[Part, ...]] = {}
    rest: list[Part] = []
    for node in ast.parse(module).body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                named[name] = (*named.get(name, ()), _part(lines, node))
            case ast.Expr(value=ast.Constant()):
                pass  # a docstring
            case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
                pass  # it runs where the module is not imported
            case ast.Assign(targets=[ast.Name(id="FORWARD")]):
                rest.append(Part(_part(lines, node).text, frozenset()))  # a list, which runs none
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                rest.append(Part(_part(lines, node).text, frozenset()))
                for alias in aliases:
                    if alias.asname:
                        part = Part("", frozenset([alias.name]))
                        named[alias.asname] = (*named.get(alias.asname, ()), part)
            case _:
                rest.append(_part(lines, node))
    text = "\n".join(part.text for part in rest)
    return Parts(named, Part(text, frozenset().union(*(part.names for part in rest))))


def _part(lines: list[str], node: ast.stmt) -> Part:
    decorators = getattr(node, "decorator_list", [])
    start = min(one.lineno for one in (node, *decorators))
    names = set[str]()
    for inner in ast.walk(node):
        match inner:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                names.add(name)
    return Part("\n".join(lines[start - 1 : node.end_lineno]), frozenset(names))

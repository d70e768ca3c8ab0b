"""A module of the snippets as one listing that runs by itself: what it imports is written out."""

import ast
import re
import symtable
from collections.abc import Callable, Iterator

from ..equations.errors import Problem
from ..equations.models.code import parsed

_BETWEEN = "\n\n\n"  # two definitions
# For the program that prints what is the module's own.
_IMPORTED = "_imported = set(globals())"
_OWN = "_own = set(globals()) - _imported"


def standalone(text: str, package: str, module_text: Callable[[str], str]) -> str:
    """The module, with the definitions that it imports from its package instead of the imports.

    `module_text` gives the text of a module of the package by its full name. Raises Problem where
    a definition cannot be written out.
    """
    tree = parsed(text)
    main = tree.body[-1] if isinstance(tree.body[-1], ast.If) else None
    own = {name for name, node in _definitions(tree).items() if not _is_import(node)}
    imported = _Imported(package, module_text, own)
    above = [imported.instead_of(node) for node in tree.body]
    below = list(filter(None, map(imported.instead_of, main.body if main else [])))
    first = next(
        (node.lineno for node in tree.body if _is_import(node)),
        (tree.body[0].end_lineno or 0) + 1,
    )
    shown: list[str] = []
    cut = {number for node in imported.nodes for number in _lines(node)}
    for number, line in enumerate(text.splitlines(), start=1):
        if number == first:
            definitions = _BETWEEN.join(filter(None, above))
            shown += [*sorted(imported.imports, key=_order), "", definitions]
            shown += ["", _IMPORTED, ""] if below else []
        if main is not None and number == main.lineno:
            shown += [_OWN, "", "", _BETWEEN.join(below), "", ""] if below else []
        if number not in cut:
            shown.append(line)
    return re.sub(r"\n{4,}", _BETWEEN, "\n".join(shown)).rstrip() + "\n"


class _Imported:
    """What a module imports: other packages' lines, and definitions of its own, each once."""

    def __init__(self, package: str, module_text: Callable[[str], str], taken: set[str]) -> None:
        self.package = package
        self.module_text = module_text
        self.nodes: list[ast.stmt] = []
        self.imports: set[str] = set()
        self.origin: dict[str, tuple[str, str]] = {name: ("", name) for name in taken}

    def instead_of(self, node: ast.stmt) -> str:
        """What stands instead of a statement, if it is an import."""
        if not _is_import(node):
            return ""
        self.nodes.append(node)
        if not isinstance(node, ast.ImportFrom) or not self._is_ours(node.module):
            self.imports.add(ast.unparse(node))
            return ""
        pieces: list[str] = []
        for alias in node.names:
            pieces += self._written(str(node.module), alias.name, alias.asname or alias.name)
        return _BETWEEN.join(pieces)

    def _is_ours(self, module: str | None) -> bool:
        return str(module).split(".")[0] == self.package

    def _written(self, module: str, name: str, shown: str) -> Iterator[str]:
        """The text of a definition, after those that it needs itself."""
        text = self.module_text(module)
        definitions = _definitions(parsed(text))
        node = definitions.get(name)
        if isinstance(node, ast.ImportFrom) and self._is_ours(node.module):
            real = next(a.name for a in node.names if (a.asname or a.name) == name)
            yield from self._written(str(node.module), real, shown)
            return
        if self.origin.get(shown) == (module, name):
            return
        if node is None:
            raise Problem(
                f"{name} of {module}, which is no function, class or value that it defines",
                f"from {module} import … with names that it defines itself",
                "import the names, not a module",
            )
        if _is_import(node):
            self.imports.add(ast.unparse(node))
            return
        if shown in self.origin:
            raise Problem(
                f"{name} of {module}, where {shown} is another's name already",
                "a name of its own for all that a module imports",
                f"import it as another name: from {module} import {name} as …",
            )
        self.origin[shown] = (module, name)
        start = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        source = "\n".join(text.splitlines()[start - 1 : node.end_lineno])
        for needed in _globals(source):
            if needed in definitions and needed != name:
                yield from self._written(module, needed, needed)
        yield re.sub(rf"\b{name}\b", shown, source, count=1) if shown != name else source


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _lines(node: ast.stmt) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _order(line: str) -> tuple[bool, str]:
    """The standard library first, as the formatter sorts."""
    return ("numpy" in line, line)


def _definitions(tree: ast.Module) -> dict[str, ast.stmt]:
    """The statements of a module by the names that they define."""
    found: dict[str, ast.stmt] = {}
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found[name] = node
            case ast.Assign(targets=targets):
                found |= {target.id: node for target in targets if isinstance(target, ast.Name)}
            case ast.AnnAssign(target=ast.Name(id=name)):
                found[name] = node
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                found |= {alias.asname or alias.name: node for alias in names}
    return found


def _globals(source: str) -> list[str]:
    """The names that a definition takes from outside."""

    def taken(table: symtable.SymbolTable) -> Iterator[str]:
        yield from (s.get_name() for s in table.get_symbols() if s.is_global())
        for inner in table.get_children():
            yield from taken(inner)

    return list(dict.fromkeys(taken(symtable.symtable(source, "<definition>", "exec"))))

"""Snippet modules as the checker sees them: loaded afresh, with their notation and example."""

import ast
import contextlib
import importlib
import io
import re
import sys
import threading
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from typing import Any

import numpy as np

from .errors import PageError, Problem
from .latex import Function, Node, Symbol, parse_mention

_PACKAGE = "snippets"


@dataclass(frozen=True)
class Name:
    """One line of the notation: a LaTeX symbol and the Python value that it stands for."""

    python: str
    latex: str
    shape: str
    meaning: str
    axes: tuple[str, ...]
    symbol: Symbol | Function

    @property
    def is_function(self) -> bool:
        return self.shape.startswith("function")


@dataclass(frozen=True)
class Snippet:
    """A public function: the object that runs, and the text that it was compiled from."""

    module: str
    name: str
    function: Any
    source: str
    line: int


@dataclass
class Model:
    """What one snippet module declares."""

    name: str
    path: str
    text: str
    namespace: Mapping[str, Any]
    snippets: dict[str, Snippet]
    names: list[Name]
    forward: list[str]
    example: dict[str, Any]
    values_type: Any
    sizes: dict[str, int] = field(default_factory=dict)

    @property
    def functions(self) -> frozenset[str]:
        """The bases of symbols that are functions, as the LaTeX parser wants them."""
        return frozenset(n.symbol.name for n in self.names if isinstance(n.symbol, Function))

    def values(self, given: Mapping[str, Any]) -> Any:
        """All values that follow from the given ones."""
        return self.values_type(self.namespace, given)

    def find(self, symbol: Symbol) -> Name | None:
        """The declared name that a symbol of a formula stands for."""
        name = self._by_stem.get(symbol.stem)
        if name is not None and len(symbol.subscripts) in (0, len(name.axes)):
            return name
        return self._by_symbol.get((symbol.stem, symbol.subscripts))

    @cached_property
    def _by_stem(self) -> dict[Any, Name]:
        return {n.symbol.stem: n for n in self.names if isinstance(n.symbol, Symbol) and n.axes}

    @cached_property
    def _by_symbol(self) -> dict[Any, Name]:
        return {
            (n.symbol.stem, n.symbol.subscripts): n
            for n in self.names
            if isinstance(n.symbol, Symbol) and not n.axes
        }

    def named_function(self, base: str) -> Name | None:
        for name in self.names:
            if isinstance(name.symbol, Function) and name.symbol.name == base:
                return name
        return None

    def unknown(self, symbol: Symbol) -> Problem:
        """The complaint about a symbol that the notation does not declare."""
        near = max(self.names, key=lambda name: _likeness(name.latex, symbol.latex), default=None)
        return Problem(
            f"unknown symbol {symbol.latex}",
            f"a symbol of the model {self.name}" + (f", such as {near.latex}" if near else ""),
            f"correct it, or declare it in NOTATION of {self.path}",
            symbol.start,
        )


def _likeness(a: str, b: str) -> tuple[float, float]:
    """How like two symbols are: their letters first, then all that stands around them."""
    letters, others = (re.sub(r"\\(?:hat|text)|[{}]", "", latex) for latex in (a, b))
    return SequenceMatcher(a=letters, b=others).ratio(), SequenceMatcher(a=a, b=b).ratio()


class _Fresh(MetaPathFinder, Loader):
    """Imports snippets from text read now: no stale module and no stale bytecode while serving."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.texts: dict[str, str] = {}

    def file(self, fullname: str) -> Path:
        parts = fullname.split(".")
        return (
            self.root.joinpath(*parts, "__init__.py")
            if len(parts) == 1
            else (self.root.joinpath(*parts).with_suffix(".py"))
        )

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        if fullname.split(".")[0] != _PACKAGE or not self.file(fullname).is_file():
            return None
        return spec_from_loader(fullname, self, is_package=fullname == _PACKAGE)

    def exec_module(self, module: types.ModuleType) -> None:
        file = self.file(module.__name__)
        self.texts[module.__name__] = text = file.read_text(encoding="utf-8")
        module.__file__ = str(file)
        exec(compile(text, str(file), "exec"), module.__dict__)


_import_lock = threading.Lock()


def _imported() -> dict[str, types.ModuleType]:
    """The snippets that are imported now; of a copy, for other threads may import meanwhile."""
    return {n: m for n, m in sys.modules.copy().items() if n.split(".")[0] == _PACKAGE}


@contextlib.contextmanager
def _fresh_imports(root: Path) -> Iterator[_Fresh]:
    finder = _Fresh(root)
    with _import_lock:
        kept = _imported()
        for name in kept:
            del sys.modules[name]
        # A new list: an import in another thread would skip a finder of one that changes.
        sys.meta_path = [finder, *sys.meta_path]
        try:
            yield finder
        finally:
            sys.meta_path = [other for other in sys.meta_path if other is not finder]
            for name in _imported():
                del sys.modules[name]
            sys.modules.update(kept)


def load_models(root: Path) -> tuple[dict[str, Model], list[PageError]]:
    """Load every module under snippets/ from its present text, and say what is wrong with them."""
    models: dict[str, Model] = {}
    errors: list[PageError] = []
    with _fresh_imports(root) as finder:
        try:
            with _watched(_PACKAGE):
                package = importlib.import_module(_PACKAGE)
        except Problem as problem:
            return {}, [PageError(f"{_PACKAGE}/__init__.py", problem.offset or 1, problem)]
        for file in sorted((root / _PACKAGE).glob("*.py")):
            if file.stem.startswith(("_", ".")):
                continue
            path = f"{_PACKAGE}/{file.name}"
            try:
                with _watched(f"{_PACKAGE}.{file.stem}"):
                    module = importlib.import_module(f"{_PACKAGE}.{file.stem}")
                    text = finder.texts[module.__name__]
                    models[file.stem] = _model(file.stem, path, text, vars(module), package.Values)
            except Problem as problem:
                models.pop(file.stem, None)
                errors.append(PageError(path, problem.offset or 1, problem))
    return models, errors


@contextlib.contextmanager
def _watched(name: str) -> Iterator[None]:
    """Whatever a module raises or prints while it is loaded is a problem with its line."""
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            yield
    except Problem:
        raise
    except (Exception, SystemExit) as error:
        raise Problem(
            f"the module raises {type(error).__name__}: {error}",
            "a module that can be loaded",
            "mend the module",
            getattr(error, "lineno", None) or _last_line(error, name),
        ) from None
    if printed.getvalue():
        raise Problem(
            f"the module prints {printed.getvalue().strip()[:40]!r} while it is loaded",
            "silence",
            "print under `if __name__ == '__main__':` only",
        )


def _last_line(error: BaseException, module: str) -> int:
    line = 1
    trace = error.__traceback__
    while trace:
        if trace.tb_frame.f_globals.get("__name__") == module:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _model(name: str, path: str, text: str, namespace: dict[str, Any], values: Any) -> Model:
    for needed in ("NOTATION", "FORWARD", "EXAMPLE"):
        if needed not in namespace:
            raise Problem(f"no {needed}", "NOTATION, FORWARD and EXAMPLE", f"declare {needed}", 1)
    values = _read_only(values)
    snippets = _snippets(name, text, namespace)
    functions = frozenset(
        latex for latex, shape, _ in namespace["NOTATION"].values() if shape.startswith("function")
    )
    model = Model(
        name=name,
        path=path,
        text=text,
        namespace=namespace,
        snippets=snippets,
        names=[
            _name(python, entry, functions, _notation_line(text, python))
            for python, entry in namespace["NOTATION"].items()
        ],
        forward=[function.__name__ for function in namespace["FORWARD"]],
        example=dict(namespace["EXAMPLE"]),
        values_type=values,
    )
    _check_forward(model)
    model.sizes = _sizes(model)
    return model


def _read_only(base: Any) -> Any:
    """`Values` whose arrays no snippet can change under the others."""

    class ReadOnly(base):  # type: ignore[misc]
        def __init__(self, functions: Mapping[str, Any], given: Mapping[str, Any]) -> None:
            arrays = {n: v.copy() for n, v in given.items() if isinstance(v, np.ndarray)}
            super().__init__(functions, {**given, **arrays})
            for array in arrays.values():
                array.flags.writeable = False

        def __missing__(self, name: str) -> Any:
            value = super().__missing__(name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
            return value

    return ReadOnly


def _snippets(module: str, text: str, namespace: Mapping[str, Any]) -> dict[str, Snippet]:
    """The public functions; each is the very object that its shown text makes."""
    lines = text.split("\n")
    found = {
        node.name: Snippet(
            module,
            node.name,
            namespace[node.name],
            "\n".join(lines[node.lineno - 1 : node.end_lineno]),
            node.lineno,
        )
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    made_here = {
        name: value.__code__.co_firstlineno
        for name, value in namespace.items()
        if isinstance(value, types.FunctionType)
        and value.__code__.co_filename == namespace["__file__"]
        and not name.startswith("_")
    }
    shown = {name: snippet.line for name, snippet in found.items()}
    for name in sorted(shown.keys() | made_here.keys()):
        if made_here.get(name) != shown.get(name):
            raise Problem(
                f"{name} is not the function that its text shows",
                f"one plain `def {name}`, without a decorator, and nothing else of that name",
                "write it so, or begin the name of what is not shown with _",
                shown.get(name) or made_here[name],
            )
    return found


def _notation_line(text: str, python: str) -> int:
    """The line of a name in NOTATION."""
    before = text[: text.rfind(f'"{python}": (')]
    return before.count("\n") + 1


def _name(python: str, entry: tuple[str, str, str], functions: frozenset[str], line: int) -> Name:
    latex, shape, meaning = entry
    try:
        parsed = parse_mention(latex, functions)
        for formula in re.findall(r"\$([^$]*)\$", meaning):
            parse_mention(formula, functions)
    except Problem:
        parsed = ()
    if re.search(r"\d\.\d", meaning):
        raise Problem(
            f"a decimal number in the meaning of {python}: {meaning}",
            "words",
            "leave it out; the running example is shown beside it",
            line,
        )
    if len(parsed) != 1 or not isinstance(parsed[0], Symbol | Function):
        raise Problem(f"the notation {latex} of {python}", "one symbol", "write one symbol", line)
    axes = tuple(a.strip() for a in shape.split(",")) if shape != "scalar" else ()
    if shape.startswith("function"):
        axes = ()
    symbol: Node = parsed[0]
    assert isinstance(symbol, Symbol | Function)
    if axes and (not isinstance(symbol, Symbol) or len(symbol.subscripts) != len(axes)):
        raise Problem(
            f"the notation {latex} of {python} has another number of indices than axes ({shape})",
            "one index letter for each axis",
            "make them agree",
            line,
        )
    return Name(python, latex, shape, meaning, axes, symbol)


def _check_forward(model: Model) -> None:
    """A forward function takes inputs and earlier forward values only: no gradient can leak in."""
    allowed = set(model.example)
    declared = {
        python
        for name in model.names
        for python in (name.python, f"{name.python}_prime" if name.is_function else name.python)
    }
    for name in model.forward:
        code = model.namespace[name].__code__
        for argument in code.co_varnames[: code.co_argcount]:
            if argument not in allowed:
                raise Problem(
                    f"the forward function {name} takes {argument}",
                    "inputs of EXAMPLE and earlier values of FORWARD",
                    "reorder FORWARD or correct the argument",
                    code.co_firstlineno,
                )
            if argument in model.example and argument not in declared:
                raise Problem(
                    f"the forward function {name} takes {argument}, which is not in NOTATION",
                    "a symbol for each input, so that the checks vary it",
                    f"declare {argument} in NOTATION",
                    code.co_firstlineno,
                )
        allowed.add(name)


def _sizes(model: Model) -> dict[str, int]:
    """The size of every axis, read off the running example."""
    sizes: dict[str, int] = {}
    values = model.values(model.example)
    for name in model.names:
        if name.is_function:
            continue
        if name.python not in model.example and name.python not in model.namespace:
            raise Problem(
                f"the notation names {name.python}, which is neither an input nor a function",
                "a name of EXAMPLE or a function of the module",
                "correct the name, or remove the line",
                _notation_line(model.text, name.python),
            )
        if name.python not in model.example and name.python not in model.forward:
            continue
        shape = np.shape(values[name.python])
        if len(shape) != len(name.axes):
            raise Problem(
                f"{name.python} has the shape {shape}",
                f"the axes {name.shape}",
                "make the value and its notation agree",
                _notation_line(model.text, name.python),
            )
        for axis, size in zip(name.axes, shape, strict=True):
            if sizes.setdefault(axis, size) != size:
                raise Problem(
                    f"the axis {axis} has the sizes {sizes[axis]} and {size}",
                    "one size for each axis",
                    "correct the running example",
                    _notation_line(model.text, name.python),
                )
    return sizes

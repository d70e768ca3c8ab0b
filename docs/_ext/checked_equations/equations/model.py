"""What a snippet module declares: symbols, a forward pass, a running example, functions."""

import ast
import re
import types
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from .domains import read_domain
from .errors import Elsewhere, Problem
from .parse import parse_symbol
from .signatures import Signature, read_signature
from .sizes import Rule, other_sizes, read_rules
from .tables import check_entries, check_tables, line_of
from .tree import Function, Symbol, counted
from .vocabulary import Vocabulary


class Values(dict[str, Any]):
    """Values by name: a given one as it is, any other computed when it is asked for.

    A function's argument names say which values it needs. No snippet can change the arrays that
    others read: they are read-only.
    """

    def __init__(self, functions: Mapping[str, Any], given: Mapping[str, Any]) -> None:
        arrays = {name: v.copy() for name, v in given.items() if isinstance(v, np.ndarray)}
        super().__init__({**given, **arrays})
        self.functions = functions
        for array in arrays.values():
            array.flags.writeable = False

    def __missing__(self, name: str) -> Any:
        function = self.functions[name]
        try:
            arguments = [self[argument] for argument in _parameters(function)]
        except KeyError as error:
            raise self._unknown(function, error) from None
        value = function(*arguments)
        if value is None:
            raise _at(
                function,
                f"{function.__name__} returns nothing",
                "a value",
                "write `return` before what it computes",
            )
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
        self[name] = value
        return value

    def _unknown(self, function: Any, error: KeyError) -> Exception:
        """The complaint about an argument that nothing gives; any other error as it is."""
        (missing,) = error.args[:1] or ("",)
        if missing not in _parameters(function) or missing in self.functions:
            return error
        return _at(
            function,
            f"{function.__name__} takes {missing}, which is neither an input in EXAMPLE nor a "
            "function of the module",
            "arguments that are called as inputs or functions",
            f"correct the argument, or give {missing} in EXAMPLE; or declare it in NOTATION, "
            f"{AS_SIZE}",
        )


def _at(function: types.FunctionType, wrong: str, expected: str, fix: str) -> Elsewhere:
    """The complaint about a function, at its own line."""
    path = f"{function.__module__.replace('.', '/')}.py"
    return Elsewhere(wrong, expected, fix, path, function.__code__.co_firstlineno)


def _parameters(function: Any) -> tuple[str, ...]:
    code = function.__code__
    return tuple(code.co_varnames[: code.co_argcount])


@dataclass(frozen=True)
class Name:
    """One line of the notation: a LaTeX symbol and the Python value that it stands for."""

    python: str
    latex: str
    shape: str
    meaning: str
    axes: tuple[str, ...]
    symbol: Symbol | Function
    line: int  # in its module
    domain: tuple[str, ...] = ()  # what all values of an input obey

    @property
    def is_function(self) -> bool:
        return self.shape.startswith("function")

    @property
    def size_of(self) -> str:
        """The axis whose size it is, or ''."""
        return self.shape.removeprefix(_SIZE_OF).strip() if self.shape.startswith(_SIZE_OF) else ""

    @cached_property
    def signature(self) -> Signature:
        """Of a function, what it takes and gives."""
        return read_signature(self.shape)

    @property
    def formulas(self) -> list[str]:
        """The formulas in its meaning."""
        return re.findall(r"\$([^$]*)\$", self.meaning)


# The shape of a symbol that stands for the size of an axis.
_SIZE_OF = "size of "
# The layouts of a Jacobian: the rows are what is differentiated, or what it is differentiated by.
NUMERATOR, DENOMINATOR = "numerator", "denominator"
# What messages say of it.
AS_SIZE = f"with the shape `{_SIZE_OF}AXIS` if it is the size of an axis"


@dataclass(frozen=True)
class Snippet:
    """A public function: the object that runs, and the text that it was compiled from."""

    module: str
    name: str
    function: Any
    source: str
    line: int


@dataclass(eq=False)
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
    size_rules: Mapping[str, Rule] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    # Of the derivative of a vector by a vector: whether rows are what is differentiated.
    layout: str = NUMERATOR

    @cached_property
    def declared(self) -> frozenset[str]:
        """The Python names that have a line in NOTATION; a function's has its derivative too."""
        primes = {f"{name.python}_prime" for name in self.names if name.is_function}
        return frozenset({name.python for name in self.names} | primes)

    @cached_property
    def other_sizes(self) -> dict[str, int]:
        """Sizes for points that are not of the running example's. Raises Problem."""
        return other_sizes(self.sizes, self.size_rules)

    def sizes_but(self, kept: frozenset[str]) -> dict[str, int] | None:
        """Other sizes with these axes as in the running example; None where there are none."""
        if not kept:
            return self.other_sizes
        if any(callable(self.size_rules.get(axis)) for axis in kept):
            return None
        try:
            sizes = other_sizes(self.sizes, self.size_rules, kept)
        except Problem:
            return None
        return None if sizes == self.sizes else sizes

    @cached_property
    def index_letters(self) -> frozenset[str]:
        """The letters that the notation uses for indices."""
        symbols = [name.symbol for name in self.names if name.axes]
        return frozenset(s for x in symbols if isinstance(x, Symbol) for s in x.subscripts)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The bases of the symbols, by kind, as the LaTeX parser wants them."""
        vocabulary = Vocabulary()
        for name in self.names:
            vocabulary = vocabulary.with_name(name.symbol, is_array=bool(name.axes))
        return vocabulary

    def values(self, given: Mapping[str, Any]) -> "Values":
        """All values that follow from the given ones."""
        return Values(self.namespace, given)

    def behind(self, names: Iterable[str]) -> frozenset[str]:
        """These values and all that they follow from."""
        found, rest = set[str](), list(names)
        while rest:
            name = rest.pop()
            if name not in found:
                found.add(name)
                function = None if name in self.example else self.namespace.get(name)
                rest += _parameters(function) if isinstance(function, types.FunctionType) else ()
        return frozenset(found)

    def find(self, symbol: Symbol) -> Name | None:
        """The declared name that a symbol of a formula stands for."""
        name = self.by_stem.get(symbol.stem)
        if name is not None and len(symbol.subscripts) in (0, len(name.axes)):
            return name
        return self._by_symbol.get((symbol.stem, symbol.subscripts))

    @cached_property
    def by_stem(self) -> dict[Any, Name]:
        """The arrays, by their symbols without indices."""
        return {n.symbol.stem: n for n in self.names if isinstance(n.symbol, Symbol) and n.axes}

    @cached_property
    def _by_symbol(self) -> dict[Any, Name]:
        return {
            (n.symbol.stem, n.symbol.subscripts): n
            for n in self.names
            if isinstance(n.symbol, Symbol) and not n.axes
        }

    def named(self, node: Symbol | Function) -> Name | None:
        """The declared name that a symbol or a function of a formula stands for."""
        return self.find(node) if isinstance(node, Symbol) else self.named_function(node.name)

    def named_function(self, base: str) -> Name | None:
        for name in self.names:
            if isinstance(name.symbol, Function) and name.symbol.name == base:
                return name
        return None


def read_model(name: str, path: str, text: str, namespace: dict[str, Any]) -> Model:
    """The model that a loaded module declares. Raises Problem, its `offset` being a line."""
    check_tables(parsed(text), namespace)
    snippets = _snippets(name, text, namespace)
    check_entries(parsed(text), namespace)
    functions = frozenset(
        latex.removeprefix(r"\text{").removesuffix("}") if latex.startswith(r"\text{") else latex
        for latex, shape, *_ in namespace["NOTATION"].values()
        if shape.startswith("function")
    )
    model = Model(
        name=name,
        path=path,
        text=text,
        namespace=namespace,
        snippets=snippets,
        names=[
            _name(python, entry, Vocabulary(functions), line_of(parsed(text), "NOTATION", python))
            for python, entry in namespace["NOTATION"].items()
        ],
        forward=[function.__name__ for function in namespace["FORWARD"]],
        example=dict(namespace["EXAMPLE"]),
        size_rules=read_rules(namespace, text),
        layout=namespace.get("LAYOUT", NUMERATOR),
    )
    _check_forward(model)
    return model


@lru_cache(maxsize=256)
def parsed(text: str) -> ast.Module:
    """The tree of a module's text, which nobody changes. Raises SyntaxError or ValueError."""
    return ast.parse(text)


def _snippets(module: str, text: str, namespace: Mapping[str, Any]) -> dict[str, Snippet]:
    """The public functions; each is the very object that its shown text makes."""
    lines, tree = text.split("\n"), parsed(text)
    found = {
        node.name: Snippet(
            module,
            node.name,
            namespace[node.name],
            "\n".join(lines[node.lineno - 1 : node.end_lineno]),
            node.lineno,
        )
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    made_here = {
        name: value.__code__.co_firstlineno
        for name, value in namespace.items()
        if isinstance(value, types.FunctionType)
        and value.__code__.co_filename == namespace["__file__"]
        and not name.startswith("_")
    }
    for definition in ast.walk(tree):
        if isinstance(definition, ast.FunctionDef):
            given = definition.args
            hidden = given.kwonlyargs or given.vararg or given.kwarg
            if hidden and definition.name in found:
                raise Problem(
                    f"{definition.name} has arguments that have to be "
                    "given by name, or any number of them",
                    "a name for each input or value that it needs",
                    "write plain arguments",
                    definition.lineno,
                )
            for part in ast.walk(definition):
                if isinstance(part, ast.Name) and part.id == "EXAMPLE":
                    raise Problem(
                        f"{definition.name} reads EXAMPLE, which is never varied",
                        "inputs as arguments",
                        "take the input as an argument of its name",
                        part.lineno,
                    )
                if isinstance(part, ast.Import | ast.ImportFrom):
                    raise Problem(
                        f"{definition.name} imports something when it is called",
                        "imports at the top of the module",
                        "move the import there",
                        part.lineno,
                    )
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


def _name(python: str, entry: tuple[str, ...], vocabulary: Vocabulary, line: int) -> Name:
    latex, shape, meaning, *domain = entry
    symbol = parse_symbol(latex, replace(vocabulary, declaring=True))
    if symbol is None:
        raise Problem(
            f"the notation {latex} of {python} is not one symbol that the checker reads",
            "one symbol",
            "write a letter, or a word as \\text{…}, with an index letter for each axis",
            line,
        )
    is_array = shape != "scalar" and not shape.startswith(("function", _SIZE_OF))
    axes = tuple(a.strip() for a in shape.split(",")) if is_array else ()
    indices = symbol.subscripts if isinstance(symbol, Symbol) else ()
    if axes and len(indices) not in (0, len(axes)):
        raise Problem(
            f"the notation {latex} of {python} has {counted(len(indices))} for {len(axes)} axes "
            f"({shape})",
            "one index letter for each axis, or none",
            "make them agree",
            line,
        )
    try:
        parts = read_domain(domain[0], axes) if domain else ()
    except Problem as problem:
        problem.offset = line
        raise
    return Name(python, latex, shape, meaning, axes, symbol, line, parts)


def _check_forward(model: Model) -> None:
    """A forward function takes inputs and earlier forward values only: no gradient can leak in."""
    allowed = {*model.example, *(name.python for name in model.names if name.size_of)}
    for name in model.forward:
        code = model.namespace[name].__code__
        for argument in _parameters(model.namespace[name]):
            if argument not in allowed:
                raise Problem(
                    f"the forward function {name} takes {argument}",
                    "inputs of EXAMPLE and earlier values of FORWARD",
                    _given(model, argument),
                    code.co_firstlineno,
                )
            if argument in model.example and argument not in model.declared:
                raise Problem(
                    f"the forward function {name} takes {argument}, which is not in NOTATION",
                    "a symbol for each input, so that the checks vary it",
                    f"declare {argument} in NOTATION, {AS_SIZE}",
                    code.co_firstlineno,
                )
        allowed.add(name)


def _given(model: Model, argument: str) -> str:
    """How a forward function gets an argument that it does not get yet."""
    if argument in model.forward:
        return f"put {argument} before it in FORWARD, or correct the argument"
    if argument in model.snippets:
        return f"add {argument} to FORWARD, before it, or correct the argument"
    return f"give {argument} in EXAMPLE; or declare it in NOTATION, {AS_SIZE}"

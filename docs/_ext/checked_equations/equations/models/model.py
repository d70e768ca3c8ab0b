"""What a snippet module declares: symbols, a forward pass, a running example, functions."""

import ast
import types
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from ..errors import Problem
from ..latex.parse import parse_symbol
from ..notation.domains import read_domain
from ..notation.sizes import Rule, other_sizes, read_rules, sizes_beside
from ..notation.symbols import (
    IDENTITY,
    LINES_OF,
    PLACE_OF,
    Name,
    steps_in,
    with_arguments,
    without_each,
)
from ..notation.tables import check_entries, check_tables, line_of
from ..notation.tree import Function, Symbol, counted
from ..notation.vocabulary import Vocabulary
from ..notation.walks import AS_SIZE, SIZE_OF, Range, axis_of, layer_parts, read_axis, read_steps
from .code import Code, parsed
from .depths import families_of, other_depths, read_walks
from .forward import Values, parameters
from .lookup import Lookup

# The layouts of a Jacobian: the rows are what is differentiated, or what it is differentiated by.
NUMERATOR, DENOMINATOR = "numerator", "denominator"
# How factors side by side are multiplied: as matrices, or as their axes say.
AS_MATRICES, BY_AXES = "as matrices", "by axes"


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
    steps: Mapping[str, Range] = field(default_factory=dict)  # by letter
    walks: Mapping[str, Range] = field(default_factory=dict)  # by Python name
    # Of the derivative of a vector by a vector: whether rows are what is differentiated.
    layout: str = NUMERATOR
    arrays: str = AS_MATRICES
    updates: Mapping[str, str] = field(default_factory=dict)  # by the Python name of what is old
    # What its module runs or reads; None where nothing about it is kept.
    code: Code | None = None
    # What was found out about its Python, by the function that did; see `per_model`.
    remembered: dict[Any, Any] = field(default_factory=dict)

    @cached_property
    def declared(self) -> frozenset[str]:
        """The Python names that have a line in NOTATION; a function's has its derivative too."""
        primes = {f"{name.python}_prime" for name in self.names if name.is_function}
        return frozenset({name.python for name in self.names} | primes)

    @cached_property
    def other_sizes(self) -> dict[str, int]:
        """Sizes for points that are not of the running example's. Raises Problem."""
        return self._others()

    def _others(self, kept: Collection[str] = ()) -> dict[str, int]:
        if self.steps:
            return other_depths(self.sizes, self.size_rules, kept, self.families, self.steps)
        return other_sizes(self.sizes, self.size_rules, kept)

    @cached_property
    def families(self) -> dict[str, Range]:
        """The steps that axes such as `units[l]` have a size for each of, by `units`."""
        return families_of(self.names, self.steps)

    @cached_property
    def ends(self) -> dict[str, str]:
        """The step letter that each symbol of a last step is the end of."""
        return {steps.last: letter for letter, steps in self.steps.items()}

    def shape(self, name: Name, sizes: Mapping[str, int], step: int | None) -> tuple[int, ...]:
        """The shape of a value, at one step if it has steps. Raises KeyError for no such size."""
        if not self.steps:
            return tuple(sizes[axis] for axis in name.axes)
        steps = {last: sizes[letter] for last, letter in self.ends.items()}
        if step is not None:
            steps[name.step] = step
        return tuple(sizes[axis_of(axis, steps)] for axis in name.axes)

    def sizes_but(self, kept: frozenset[str]) -> list[dict[str, int]]:
        """Other sizes with these axes as in the running example; none where there are none."""
        if not kept:
            return [self.other_sizes]
        if not self.steps and any(map(callable, self.size_rules.values())):
            return sizes_beside(self.sizes, self.size_rules, kept)
        try:
            sizes = self._others(kept)
        except Problem:
            return []
        return [] if sizes == self.sizes else [sizes]

    @cached_property
    def index_letters(self) -> frozenset[str]:
        """The letters that the notation uses for indices."""
        return frozenset(
            subscript
            for name in self.names
            if name.axes and isinstance(name.symbol, Symbol)
            for subscript in name.symbol.subscripts[len(name.labels) :]
        )

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The bases of the symbols, by kind, as the LaTeX parser wants them."""
        vocabulary = Vocabulary(
            settled=frozenset("*" if self.arrays == BY_AXES else ""),
            sizes=frozenset(name.latex for name in self.names if name.size_of),
        )
        for name in self.names:
            vocabulary = vocabulary.with_name(
                name.symbol, is_array=bool(name.axes), is_valued=bool(name.arguments)
            )
        return vocabulary.with_elements(self.lookup.bold)

    def values(self, given: Mapping[str, Any]) -> "Values":
        """All values that follow from the given ones."""
        return Values(self.namespace, given, self.walks)

    def behind(self, names: Iterable[str]) -> frozenset[str]:
        """These values and all that they follow from."""
        found, rest = set[str](), list(names)
        while rest:
            name = rest.pop()
            if name not in found:
                found.add(name)
                given = name in self.example and name not in self.walks
                function = None if given else self.namespace.get(name)
                rest += parameters(function) if isinstance(function, types.FunctionType) else ()
        return frozenset(found)

    def find(self, symbol: Symbol) -> Name | None:
        """The declared name that a symbol of a formula stands for."""
        return self.lookup.find(symbol)

    @cached_property
    def lookup(self) -> Lookup:
        return Lookup(self.names)

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
    steps = read_steps(namespace, text)
    model = Model(
        name=name,
        path=path,
        text=text,
        namespace=namespace,
        snippets=snippets,
        names=[
            _name(
                python,
                entry,
                Vocabulary(functions),
                line_of(parsed(text), "NOTATION", python),
                steps,
            )
            for python, entry in namespace["NOTATION"].items()
        ],
        forward=[function.__name__ for function in namespace["FORWARD"]],
        example=dict(namespace["EXAMPLE"]),
        size_rules=read_rules(namespace, text),
        steps=steps,
        layout=namespace.get("LAYOUT", NUMERATOR),
        arrays=namespace.get("ARRAYS", AS_MATRICES),
        updates=namespace.get("UPDATES", {}),
    )
    if steps:
        model.walks = read_walks(model.names, namespace, model.example, steps)
    _ = model.families
    _check_forward(model)
    return model


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


def _name(
    python: str,
    entry: tuple[str, ...],
    vocabulary: Vocabulary,
    line: int,
    steps: Mapping[str, Range],
) -> Name:
    latex, shape, meaning, *domain = entry
    own, arguments = with_arguments(latex, shape)
    symbol = parse_symbol(own, replace(vocabulary, declaring=True))
    if symbol is None:
        raise Problem(
            f"the notation {latex} of {python} is not one symbol that the checker reads",
            "one symbol",
            "write a letter, or a word as \\text{…}, with an index letter for each axis",
            line,
        )
    if shape.startswith("function") and isinstance(symbol, Symbol):
        if layer_parts(symbol.layer)[1] in steps or set(symbol.subscripts) & steps.keys():
            raise Problem(
                f"the notation {latex} of {python}, a function with a step",
                "one function for all steps",
                "leave the step out; give the last one a symbol of its own if it is another "
                "function, and what else depends on the step as an argument",
                line,
            )
        symbol = Function(name=symbol.latex, start=0, end=0)
    is_array = shape not in ("scalar", IDENTITY) and not shape.startswith(
        ("function", SIZE_OF, PLACE_OF, *LINES_OF)
    )
    axes = tuple(map(read_axis, without_each(shape).split(","))) if is_array else ()
    indices = symbol.subscripts if isinstance(symbol, Symbol) else ()
    hidden: list[str] = []
    if isinstance(symbol, Symbol) and not symbol.layer and not set(symbol.subscripts) & {*steps}:
        hidden = steps_in(arguments, steps)
        symbol = replace(symbol, layer=f"({hidden[0]})" if hidden else "")
    written = [*indices, layer_parts(symbol.layer)[1]] if isinstance(symbol, Symbol) else []
    letters = [letter for letter in written if letter in steps and not _is_of_one_size(shape)]
    letters += hidden[1:]
    if len(letters) > 1:
        raise Problem(
            f"the notation {latex} of {python} has {len(letters)} steps, {' and '.join(letters)}",
            "one step letter at most",
            "keep one, and give each value of the other a line of its own, with its number: "
            "h_t^{(1)}, h_t^{(2)}",
            line,
        )
    step = "".join(letters)
    name = Name(
        python,
        latex,
        shape,
        meaning,
        axes,
        symbol,
        line,
        step=step,
        arguments=arguments,
        steps_by_arguments=bool(hidden),
    )
    indices = name.indices(symbol) if isinstance(symbol, Symbol) else ()
    if axes and len(indices) not in (0, len(axes)):
        raise Problem(
            f"the notation {latex} of {python} has {counted(len(indices))} for {len(axes)} axes "
            f"({shape})",
            "one index letter for each axis, or none, behind words in \\text{…} if there are any",
            "make them agree",
            line,
        )
    try:
        parts = read_domain(domain[0], axes) if domain else ()
    except Problem as problem:
        problem.offset = line
        raise
    return replace(name, domain=parts)


def _is_of_one_size(shape: str) -> bool:
    return shape.startswith(SIZE_OF) and "[" not in shape


def _check_forward(model: Model) -> None:
    """A forward function takes inputs and earlier forward values only: no gradient can leak in."""
    allowed = {*model.example, *(name.python for name in model.names if name.size_of)}
    for name in model.forward:
        steps = model.walks.get(name)
        if steps is not None:
            # A recurrence goes through all names that have its steps.
            allowed |= {steps.letter, *(n for n in model.forward if model.walks.get(n) == steps)}
        code = model.namespace[name].__code__
        for argument in parameters(model.namespace[name]):
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
    if any(name.python == argument and name.is_function for name in model.names):
        return f"call the module's {argument} in it, and take it out of the arguments"
    if argument in model.snippets:
        return f"add {argument} to FORWARD, before it, or correct the argument"
    return f"give {argument} in EXAMPLE; or declare it in NOTATION, {AS_SIZE}"

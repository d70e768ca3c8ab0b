"""What a model declares must fit together: symbols, sizes and domains."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from ..errors import Problem
from ..meaning.updates import check_updates
from ..models.code import parsed
from ..models.forward import Values
from ..models.model import AS_MATRICES, BY_AXES, DENOMINATOR, NUMERATOR, Model
from ..models.slices import of_line
from ..notation.domains import ADDS_UP, BINARY, obeys
from ..notation.signatures import DIAGONAL, SCALAR, TRACE, Signature
from ..notation.sizes import UNIT_AXIS, rule_line, with_rules
from ..notation.symbols import Name
from ..notation.tables import line_of
from ..notation.tree import Function, Symbol
from ..notation.walks import Place, Walk, axis_of, axis_parts, family_of, parts_of, steps_of
from .alone import remember_state
from .axes import check_axes
from .derivatives import check_given


def check_declarations(model: Model) -> None:
    """Raise Problem, its `offset` being a line, unless all fits; the model gets its sizes."""
    remember_state(model)
    _check_symbols(model)
    _check_size_symbols(model)
    _check_layout(model)
    if any(UNIT_AXIS in name.axes for name in model.names):
        model.size_rules = {**model.size_rules, UNIT_AXIS: 1}
    model.sizes = _sizes(model)
    _check_functions(model)
    _check_other_sizes(model)
    check_axes(model)
    check_updates(model)
    check_given(model)


def _check_symbols(model: Model) -> None:
    """A symbol of a formula stands for one value."""
    for name in model.names:
        found: Name | None
        if isinstance(name.symbol, Symbol):
            found = next((n for n in model.lookup.readings(name.symbol) if n is not name), name)
        else:
            found = model.named_function(name.symbol.name)
        if found is not None and found is not name:
            first, second = sorted((name, found), key=model.names.index)
            raise Problem(
                f"the symbol {second.latex} of {second.python} is that of {first.python} too, "
                f"{first.latex}",
                "a symbol of its own for each line of NOTATION",
                "rename one of them" + _in_words(first, second),
                second.line,
            )


def _in_words(first: Name, second: Name) -> str:
    """How letters below a symbol become a part of its name, where they may be meant so."""
    one, other = (getattr(name.symbol, "subscripts", ()) for name in (first, second))
    if one == other or len(other) < 2 or not all(map(str.isalpha, other)):
        return ""
    word = rf"{getattr(second.symbol, 'base', '')}_{{\text{{{''.join(other)}}}}}"
    return f"; letters that are no indices are written as a word, {word}"


def _check_size_symbols(model: Model) -> None:
    """A size is one number for the whole axis."""
    letters = {s for n in model.names if n.axes for s in getattr(n.symbol, "subscripts", ())}
    for name in model.names:
        indices = letters & set(getattr(name.symbol, "subscripts", ()))
        if name.size_of and indices:
            raise Problem(
                f"the notation {name.latex} of the size {name.python} has the index "
                f"{', '.join(sorted(indices))}",
                "one number for the whole axis, without an index",
                r"write a word as \text{…}, or leave it out",
                name.line,
            )


def _sizes(model: Model) -> dict[str, int]:
    """The size of every axis, read off the running example, whose inputs are in their domains."""
    for name in model.names:
        known = name.python in model.example or name.python in model.namespace
        if name.is_identity:
            _check_identity(name, known)
        elif name.is_shorthand:
            _check_shorthand(name, known)
            _check_place(name, model)
            _check_line(name, model)
        elif not known and not name.size_of:
            raise Problem(
                f"the notation names {name.python}, which is neither an input nor a function",
                "a name of EXAMPLE or a function of the module",
                "correct the name, or remove the line",
                name.line,
            )
    values = model.values(model.example)
    sizes = {letter: model.example[own.size] for letter, own in model.steps.items()}
    _read_sizes(model, model.example.keys(), values, sizes)
    _check_domains(model)
    axes = dict.fromkeys(axis for name in model.names for axis in name.axes)
    axes |= dict.fromkeys(model.steps)
    sizes = with_rules(sizes, model.size_rules, axes, model.text)
    for name in model.names:
        if name.size_of:
            model.example[name.python] = values[name.python] = _size(name, model, sizes)
    _check_all_steps(model, values)
    _read_sizes(model, model.forward, values, sizes)
    families = {parts[0] for axis in sizes if (parts := axis_parts(axis))}
    for name in model.names:
        for axis in name.axes:
            parts = axis_parts(axis)
            if not (parts[0] in families if parts else axis in sizes):
                raise Problem(
                    f"the axis {axis} of {name.python} has no size",
                    "an axis of an input or a forward value: " + (", ".join(sizes) or "none"),
                    "correct the name of the axis",
                    name.line,
                )
    _check_families(model, sizes)
    return sizes


def _check_identity(name: Name, known: bool) -> None:
    """Kronecker's delta has two indices, and no value in Python."""
    if known or len(getattr(name.symbol, "subscripts", ())) != 2:
        raise Problem(
            f"{name.python} is an identity, and its notation {name.latex}"
            if not known
            else f"{name.python} is an identity, and has a value in Python too",
            r"a symbol with two indices, such as \delta_{ij}, and no value",
            "correct the notation, remove the value, or declare the axes of the array",
            name.line,
        )


def _check_shorthand(name: Name, known: bool) -> None:
    """What multiplies derivatives has no value in Python, nor has a size at each step."""
    if known:
        raise Problem(
            f"{name.python} is a {name.shape}, and has a value in Python too",
            "no value",
            "remove the value, or declare its shape",
            name.line,
        )
    parts = axis_parts(name.size_at)
    if parts is not None and parts[1] != Place(name.step, 0):
        raise Problem(
            f"the notation {name.latex} of the {name.shape}",
            "a size with the step of its axis, such as n_l of units[l]",
            "correct the symbol, or the axis",
            name.line,
        )


def _check_place(name: Name, model: Model) -> None:
    """What is the place of something is that of the 1 of a one-hot vector."""
    array = next((n for n in model.names if n.python == name.place_of), None)
    if name.place_of and (
        array is None
        or len(array.axes) != 1
        or array.step != name.step
        or not {BINARY, f"{ADDS_UP}{array.axes[0]}"} <= {*array.domain}
    ):
        raise Problem(
            f"{name.python} is the {name.shape}",
            'a vector of the domain "0 or 1, adds up to one along AXIS"',
            "name such an input, or declare it so",
            name.line,
        )


def _check_line(name: Name, model: Model) -> None:
    """A row or column is written as its matrix, with an index in brackets behind the layer."""
    matrix = next((n for n in model.names if n.python == name.line_of), None)
    if name.line_of and (
        matrix is None
        or len(matrix.axes) != 2
        or not isinstance(name.symbol, Symbol)
        or (parted := of_line(name.symbol)) is None
        or model.find(parted[0]) is not matrix
    ):
        raise Problem(
            f"the notation {name.latex} of {name.python}, the {name.shape}",
            "the symbol of a matrix with an index in brackets behind it, such as Z^{[l](i)}",
            "correct the notation, or name a matrix",
            name.line,
        )
    earlier = model.names[: model.names.index(name)]
    if name.line_of and any(other.line_of == name.line_of for other in earlier):
        raise Problem(
            f"the notation {name.latex} of {name.python}, the {name.shape}, whose rows or columns "
            "have one already",
            "one notation for either rows or columns of a matrix",
            "leave one out",
            name.line,
        )


def _check_families(model: Model, sizes: Mapping[str, int]) -> None:
    """An axis such as `units[l]` has a size at each step from its first to its last."""
    for family in model.families:
        known = steps_of(family, sizes)
        if known != list(range(known[0], known[-1] + 1)):
            raise Problem(
                f"the axis {family} has a size at the steps {', '.join(map(str, known))}",
                "a size at each step, without a gap",
                "correct the axes, or the running example",
                max(n.line for n in model.names if family in map(family_of, n.axes)),
            )


def _read_sizes(model: Model, which: Iterable[str], values: Values, sizes: dict[str, int]) -> None:
    """Add the sizes that the axes of these values have."""
    for name in model.names:
        if name.is_function or name.size_of or name.python not in which:
            continue
        for value, axes in _with_axes(name, model, values[name.python], sizes):
            shape = np.shape(value)
            if len(shape) != len(axes):
                raise Problem(
                    f"{name.python} has the shape {shape}",
                    f"the axes {name.shape}",
                    "make the value and its notation agree",
                    name.line,
                )
            for axis, size in zip(axes, shape, strict=True):
                if sizes.setdefault(axis, size) != size:
                    raise Problem(
                        f"the axis {axis} has the sizes {sizes[axis]} and {size}",
                        "one size for each axis",
                        "correct the running example",
                        name.line,
                    )


def _with_axes(
    name: Name, model: Model, value: Any, sizes: Mapping[str, int]
) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """A value with its axes, or that of each of its steps."""
    steps = {last: sizes[letter] for last, letter in model.ends.items()}
    if not isinstance(value, Walk):
        yield value, tuple(axis_of(axis, steps) for axis in name.axes)
        return
    for step in value.steps():
        own = {**steps, name.step: step}
        yield value[step], tuple(axis_of(axis, own) for axis in name.axes)


def _check_all_steps(model: Model, values: Values) -> None:
    """A forward pass goes through all steps that STEPS declares."""
    for python in model.forward:
        walk = values[python] if python in model.walks else None
        if isinstance(walk, Walk):
            for step in range(walk.range.first, walk.last + 1):
                try:
                    walk[step]
                except Problem as problem:
                    raise Problem(
                        f"{python} cannot be computed at {walk.range.letter} = {step}: "
                        f"{problem.wrong}",
                        "a forward value at each step of STEPS",
                        "correct the function, EXAMPLE, or the range in STEPS",
                        model.namespace[python].__code__.co_firstlineno,
                    ) from None


def _size(name: Name, model: Model, sizes: Mapping[str, int]) -> int:
    """The value of a symbol for the size of an axis."""
    if name.size_of not in sizes:
        raise Problem(
            f"{name.python} is the size of {name.size_of}, which no input has",
            "an axis of an input, or of SIZES: " + (", ".join(sizes) or "none"),
            "correct the name of the axis, or say in SIZES how its size follows from others",
            name.line,
        )
    size = sizes[name.size_of]
    if name.python in model.namespace or model.example.get(name.python, size) != size:
        raise Problem(
            f"{name.python} is the size of {name.size_of}, and has another value too",
            f"{size} in EXAMPLE, or no value at all",
            "remove the other value",
            name.line,
        )
    return size


def _check_layout(model: Model) -> None:
    """Jacobians are laid out in one of two ways, and arrays of one element are scalars."""
    if model.layout not in (NUMERATOR, DENOMINATOR):
        raise Problem(
            f"LAYOUT is {model.layout!r}",
            f'"{NUMERATOR}", each row of a Jacobian being what is differentiated, or '
            f'"{DENOMINATOR}"',
            "write one of them",
            1,
        )
    if model.arrays not in (AS_MATRICES, BY_AXES):
        raise Problem(
            f"ARRAYS is {model.arrays!r}",
            f'"{AS_MATRICES}", or "{BY_AXES}": factors are multiplied element by element where '
            "only this fits",
            "write one of them",
            line_of(parsed(model.text), "ARRAYS"),
        )
    for name in model.names:
        if name.each and (len(name.axes) != 1 or (name.step and "[" in name.axes[0])):
            raise Problem(
                f"the shape {name.shape} of {name.python}, an array with {len(name.axes)} axes",
                "one axis, of a vector that is the same in each row or in each column",
                "correct the shape",
                name.line,
            )
        if name.axes and set(name.axes) == {UNIT_AXIS}:
            raise Problem(
                f"the shape {name.shape} of {name.python}, an array of one element",
                "scalar, or an axis that has a name",
                "correct the shape",
                name.line,
            )


def _check_functions(model: Model) -> None:
    """A function to an axis is one of vectors, or of each row or column of a matrix."""
    for name in model.names:
        if isinstance(name.symbol, Function) and name.symbol.name in (DIAGONAL, TRACE):
            raise Problem(
                f"the notation {name.latex} of {name.python}, a function that every notation has",
                "diag for the matrix with a diagonal, tr for the sum of a diagonal",
                "rename it",
                name.line,
            )
        function = name.signature if name.is_function else Signature()
        axes = {*function.takes, function.gives} - {SCALAR}
        known = function.is_of_arrays and all(_has_one_size(axis, model) for axis in axes)
        of_one = len(function.takes) == 1 and function.each in ("row", "column")
        if function.gives and not (known and (of_one or not function.each)):
            raise Problem(
                f"the shape {name.shape} of {name.python}",
                "`function of AXIS to AXIS`, of several as `function of AXIS, AXIS to AXIS`, or of "
                "one and `in each row` or `in each column`, with axes among "
                + ", ".join(model.sizes),
                "correct the shape",
                name.line,
            )
        if function.each and name.python in model.example:
            raise Problem(
                f"the shape {name.shape} of {name.python}, which EXAMPLE gives",
                "a function of the module, or one of a vector",
                "define it in the module",
                name.line,
            )


def _has_one_size(axis: str, model: Model) -> bool:
    """Whether an axis is one of the model's, be it `units[L]` at the last step."""
    parts = axis_parts(axis)
    if parts is None:
        return axis in model.sizes
    family, step = parts
    return family in model.families and step.letter in {"", *model.ends}


def _check_other_sizes(model: Model) -> None:
    """There are other sizes to check at."""
    try:
        _ = model.other_sizes
    except Problem as problem:
        problem.offset = rule_line(model.text)
        raise


def _check_domains(model: Model) -> None:
    """Domains are those of inputs, and the running example is inside them."""
    for name in model.names:
        value = model.example.get(name.python)
        computed = name.step and name.python in model.namespace
        if name.domain and (value is None or computed or name.is_function or name.size_of):
            what = "a function" if name.is_function else "a size" if name.size_of else "computed"
            raise Problem(
                f"the domain of {name.python}, which is {what}",
                "domains of inputs",
                "remove it",
                name.line,
            )
        for part in name.domain:
            if not all(obeys(part, name.axes, one) for one in parts_of(value)):
                raise Problem(
                    f"{name.python} is {value} in the running example, outside its domain {part!r}",
                    "a running example inside the domain of each input",
                    "correct the value or the domain",
                    name.line,
                )

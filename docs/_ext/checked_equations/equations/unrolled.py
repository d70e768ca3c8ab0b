"""Arrays that are computed one element after the other: none of them can be moved alone."""

import ast
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from .errors import Problem
from .model import Model
from .names import Name
from .sources import Source, given, locals_of, reached, sources
from .tree import Symbol

# What computes an element from others, or keeps something from one element to the next.
_NAMES = """
accumulate cumsum cumprod nancumsum nancumprod reduce append extend insert next send
lfilter solve inv pinv lstsq put place putmask roll values
"""
_SEQUENTIAL = frozenset(_NAMES.split())
_LIBRARIES = ("builtins", "numpy")
_SYNTAX: dict[type[ast.AST], str] = {
    ast.For: "a for loop",
    ast.While: "a while loop",
    ast.NamedExpr: "a :=",
    ast.Nonlocal: "a nonlocal",
    ast.Global: "a global",
}


def check_alone(symbol: Symbol, name: Name, model: Model) -> None:
    """Demand an array of which one element can be moved alone. Raises Problem."""
    reason = name.python in model.forward and one_after_another(model, name.python)
    if reason:
        raise Problem(
            f"a derivative by {symbol.latex}, one element of an array whose elements may follow "
            f"from each other: {reason}. Moved alone, it would move no other",
            "an array that is computed all at once",
            "name each state as a value of its own in FORWARD, or write the function without that",
            symbol.start,
        )


@lru_cache(maxsize=4096)
def one_after_another(model: Model, python: str) -> str:
    """Why the elements of a value may depend on each other: `h has a for loop`, or ''."""
    for value in given(model, python):
        if getattr(value, "__name__", "") in _SEQUENTIAL:
            return f"{python} uses {value.__name__}"
    for source in sources(model, python):
        for reason in _reasons(source, model):
            return f"{source.name} {reason}"
    return ""


def _reasons(source: Source, model: Model) -> Iterator[str]:
    if source.tree is None:
        yield "is not in its module's text"
        return
    inner = reached([use.value for use in source.uses], model)
    if source.function in [used.function for used in inner]:
        yield "calls itself"
    for node in ast.walk(source.tree):
        if type(node) in _SYNTAX:
            yield f"has {_SYNTAX[type(node)]}"
        match node:
            case ast.FunctionDef(name=name) if _reads(node, name) and name not in locals_of(node):
                yield f"has a function {name} that calls itself"
            case ast.Assign() | ast.AugAssign() | ast.AnnAssign() if node.value is not None:
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    if isinstance(target, ast.Subscript) and _computed(node.value, source.tree):
                        yield f"sets an element of {ast.unparse(target.value)} by others"
            case ast.List(elts=[_, _, *_]) | ast.Tuple(elts=[_, _, *_], ctx=ast.Load()):
                yield from _listed(node, source.tree)
    for use in source.uses:
        # What the methods of a class do is not read.
        is_own_class = isinstance(use.value, type) and use.value.__module__ not in _LIBRARIES
        if use.name in _SEQUENTIAL or is_own_class:
            yield f"uses {use.written}"


def _reads(node: ast.AST, name: str) -> bool:
    return any(
        isinstance(part, ast.Name) and part.id == name and isinstance(part.ctx, ast.Load)
        for part in ast.walk(node)
    )


def _computed(value: ast.AST, tree: ast.AST) -> bool:
    """Whether it reads anything that the function has computed before, not arguments alone."""
    stored = {
        n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    return any(_reads(value, name) for name in stored)


def _listed(listed: ast.List | ast.Tuple, tree: ast.AST) -> Iterator[str]:
    """An element that is also read elsewhere: another element may be computed from it."""
    times = Counter(map(ast.dump, ast.walk(tree)))
    computed = locals_of(tree) - {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    for element in listed.elts:
        made_here = any(
            isinstance(part, ast.Call | ast.BinOp)
            or (isinstance(part, ast.Name) and part.id in computed)
            for part in ast.walk(element)
        )
        if made_here and times[ast.dump(element)] > 1:
            yield f"lists {ast.unparse(element)}, and reads it elsewhere"

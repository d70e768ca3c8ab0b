"""Formulas that claim nothing: all that they name is known, and its indices exist."""

import re

from ..equations.errors import Problem
from ..equations.latex.parse import parse_mention
from ..equations.latex.printer import to_latex
from ..equations.meaning.application import without_subscripts
from ..equations.meaning.conditions import is_extreme
from ..equations.meaning.free import free_indices
from ..equations.meaning.meant import unknown
from ..equations.meaning.scope import index_axes
from ..equations.meaning.shorthands import in_full
from ..equations.models.model import Model
from ..equations.models.unvalued import check_one_argument
from ..equations.notation.tree import Call, Function, Group, Node, Number, Symbol, Underbrace
from ..equations.notation.walks import family_of
from .derivation import Derivation

_ARROW = re.compile(r"\\(to|rightarrow)(?![a-zA-Z])")


def check_mention(latex: str, derivation: Derivation, otherwise: str = "") -> None:
    """Demand known symbols, with indices that they can have. Raises Problem.

    `otherwise` is what else can be done about an unknown one.
    """
    scope = derivation.scope()
    written = parse_mention(latex, scope.model.vocabulary)
    read = (in_full(node, scope.model) for node in written)
    nodes = tuple(without_subscripts(node, scope.model, scope.knows) for node in read)
    known: list[Symbol] = []
    for part in (part for node in nodes for part in node.walk()):
        if isinstance(part, Underbrace) and part.claim is not None:
            body, claim = to_latex(part.body), to_latex(part.claim)
            raise Problem(
                f"a brace that claims {claim}, in a formula that is not checked",
                "an equation, or words under the brace",
                f"write ${body} = {claim}$, or the whole equation that it is part of",
                part.start,
            )
        if (
            isinstance(part, Call)
            and not is_extreme(part)
            and scope.model.named_function(part.function.name) is None
        ):
            check_one_argument(part)
        if not isinstance(part, Symbol) or part.latex in ("e", *derivation.talked_about):
            continue
        if scope.model.named_function(part.latex) is not None:
            continue
        meant = scope.meant(part)
        if scope.defined(meant) is not None:
            derivation.used.add(meant.key)
        elif scope.model.find(meant) is not None:
            known.append(meant)
        elif not _is_index(meant, scope.model):
            problem = unknown(part, Group(items=nodes, start=0, end=0), scope.model)
            problem.fix += otherwise
            raise problem
    _check_indices(known, derivation)
    if _ARROW.search(latex):
        _check_path(nodes)


def axes_of(letter: str, derivation: Derivation) -> set[str]:
    """What an index letter runs over, by the notation and by the displays so far."""
    declared = {letter} & derivation.model.steps.keys() | {
        axis
        for name in derivation.model.names
        if isinstance(name.symbol, Symbol)
        for subscript, axis in zip(name.indices(name.symbol), name.axes, strict=False)
        if subscript == letter
    }
    return declared | {axes[letter] for axes in derivation.axes if letter in axes}


def _check_indices(symbols: list[Symbol], derivation: Derivation) -> None:
    """Demand indices that exist, and letters for the axes that they stand for elsewhere."""
    group = Group(items=tuple(symbols), start=0, end=0)
    for letter, axis in index_axes(group, derivation.scope()).items():
        usual = axes_of(letter, derivation)
        # What has a size for each step has one letter for all of them.
        if usual and family_of(axis) not in map(family_of, usual):
            scope = derivation.scope()
            where = next(symbol for symbol in symbols if letter in free_indices(symbol, scope))
            raise Problem(
                f"the index {letter} runs over {axis} in {where.latex}",
                f"{' or '.join(sorted(usual))}, as in the notation and the displays so far",
                "swap or rename the index",
                where.start,
            )


def _check_path(nodes: tuple[Node, ...]) -> None:
    r"""Demand mere names beside an arrow: `x \to z`, `x \to f(x)`, `h \to 0`."""
    for node in nodes:
        parts = node.arguments if isinstance(node, Call) else (node,)
        is_zero = isinstance(node, Number) and node.text == "0"
        if not is_zero and not all(isinstance(part, Symbol | Function) for part in parts):
            raise Problem(
                "arithmetic beside an arrow, which is not checked",
                "symbols alone",
                "write what it says as an equation",
                node.start,
            )


def _is_index(symbol: Symbol, model: Model) -> bool:
    """A single index letter, as in `the index $k$`."""
    return symbol.latex == symbol.base and (
        symbol.base in model.steps
        or any(
            symbol.base in name.symbol.subscripts
            for name in model.names
            if name.axes and isinstance(name.symbol, Symbol)
        )
    )

r"""What a derivative is by, and an operator that multiplies two by the chain rule: `prod`.

`\text{prod}(\frac{\partial J}{\partial o}, \frac{\partial o}{\partial W})` is the sum over all
elements of o.
"""

from ..errors import Problem
from ..latex.printer import to_latex
from ..notation.tree import Call, Node, Partial, Symbol, bare
from .scope import Scope


def variable(node: Partial, scope: Scope) -> Symbol:
    """What a derivative is by. Raises Problem for anything but a symbol of the model."""
    bottom = bare(node.bottom)
    if not isinstance(bottom, Symbol) or scope.defined(bottom) is not None:
        raise Problem(
            "a derivative by something that is not a value of the model",
            "one declared symbol below",
            "name a value that the forward model computes",
            node.bottom.start,
        )
    return bottom


def linked(node: Call) -> tuple[Partial, Partial]:
    """The derivatives that are multiplied, the first by what the second is of. Raises Problem."""
    match tuple(map(bare, node.arguments)):
        case (
            Partial(top=Node(), bottom=before) as outer,
            Partial(top=Node() as behind) as inner,
        ) if not node.function.primes and _same(bare(before), bare(behind)):
            return outer, inner
    raise Problem(
        f"{to_latex(node)}, where {node.function.name} multiplies derivatives by the chain rule",
        "two derivatives, with the variable below the first again on top of the second",
        "correct one of them, or their order",
        node.start,
    )


def _same(one: Node, other: Node) -> bool:
    return isinstance(one, Symbol) and isinstance(other, Symbol) and one.key == other.key

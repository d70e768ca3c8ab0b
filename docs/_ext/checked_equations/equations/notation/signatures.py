"""What a function takes and gives, by its shape in NOTATION."""

from typing import NamedTuple

SCALAR = "scalar"

# The shape of an operator that multiplies two derivatives by the chain rule.
OF_DERIVATIVES = "function of derivatives"

# The functions of matrices that every notation has: diag(v) and tr(A).
DIAGONAL, TRACE = "diag", "tr"


class Signature(NamedTuple):
    """The axis of each argument of a function, or `scalar`, and the axis of what it gives.

    `gives` is empty where that is a number. A function of each `row` or each `column` takes a
    matrix, and gives one.
    """

    takes: tuple[str, ...] = (SCALAR,)
    gives: str = ""
    each: str = ""

    @property
    def is_of_arrays(self) -> bool:
        """Whether it acts on whole arrays; a function of a number acts on each element."""
        return self.takes != (SCALAR,)

    def __str__(self) -> str:
        result = f" to {self.gives}" if self.gives else ""
        return ", ".join(self.takes) + result + (f" in each {self.each}" if self.each else "")


def read_signature(shape: str) -> Signature:
    """`function`, `function of a, b`, `function of a to b in each row`."""
    taken, _, result = shape.removeprefix("function").removeprefix(" of ").partition(" to ")
    takes = tuple(axis.strip() for axis in taken.split(",")) if taken.strip() else (SCALAR,)
    gives, _, each = result.partition(" in each ")
    return Signature(takes, gives.strip(), each.strip())

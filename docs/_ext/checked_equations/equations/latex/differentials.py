r"""The d of `\frac{dL}{dw}` and of `dL/dw`, where no d is declared."""

import itertools
from typing import Any

import lark

from ..notation.vocabulary import Vocabulary
from .unread import unreadable


def is_d(tree: Any, vocabulary: Vocabulary) -> bool:
    """Whether it is a d that is declared as nothing, and so may be a derivative's."""
    return (
        isinstance(tree, lark.Tree)
        and tree.data == "symbol"
        and tree.children == ["d"]
        and "d" not in vocabulary.declared
    )


def order(tree: Any, vocabulary: Vocabulary) -> str:
    """The order of the derivative whose d it may be, `d^2`; '' for anything else."""
    if getattr(tree, "data", "") != "decorated" or not is_d(tree.children[0], vocabulary):
        return ""
    suffix = tree.children[1]
    digits = "".join(str(token) for token in suffix.scan_values(str.isdigit))
    return digits if suffix.data == "superscript" else ""


def split(trees: list[Any], vocabulary: Vocabulary) -> list[list[Any]]:
    """What stands behind each d of `dx dy`."""
    rows: list[list[Any]] = []
    for tree in trees:
        if is_d(tree, vocabulary):
            rows.append([])
        elif rows:
            rows[-1].append(tree)
    return list(filter(None, rows))


def inline(children: list[Any], vocabulary: Vocabulary) -> tuple[int, int, int] | None:
    """Where among factors and signs the first `dL/dw` begins, has its slash and ends."""
    signs = [place for place, child in enumerate(children) if isinstance(child, lark.Token)]
    for slash in signs:
        first = max((sign + 1 for sign in signs if sign < slash), default=0)
        begins = [i for i in range(first, slash - 1) if is_d(children[i], vocabulary)]
        end = min((sign for sign in signs if sign > slash), default=len(children))
        is_slash = children[slash].type == "SLASH"
        if is_slash and begins and end > slash + 2 and is_d(children[slash + 1], vocabulary):
            return begins[-1], slash, end
    return None


def check_none_is_left(children: list[Any], vocabulary: Vocabulary) -> None:
    """Demand that no d stands in front of a factor like a differential's. Raises Problem."""
    for tree, behind in itertools.pairwise(children):
        if is_d(tree, vocabulary) and isinstance(behind, lark.Tree):
            raise unreadable(
                "d in front of a factor is a differential, or a factor that is not declared",
                r"write a derivative as \frac{\partial L}{\partial w}, and declare the names that "
                "begin with d, such as dW, or d itself",
                tree.meta.start_pos,
            )


def factors(expression: Any) -> list[Any]:
    """The factors of an expression that is one product without signs; none of another one."""
    if isinstance(expression, lark.Token) or len(expression.children) != 1:
        return []
    children = expression.children[0].children
    return [] if any(isinstance(c, lark.Token) for c in children) else children

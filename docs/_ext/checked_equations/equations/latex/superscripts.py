"""What a superscript means: a layer, a transpose, a prime or a power, by what is declared."""

import re
from dataclasses import replace

from ..notation.nodes import Matrix, Nabla
from ..notation.tree import (
    Function,
    Node,
    Number,
    Partial,
    Power,
    Quotient,
    Symbol,
    Transpose,
    is_bracketed,
    is_step,
)
from ..notation.vocabulary import Vocabulary
from .unread import unreadable

_LAYOUT = re.compile(
    r"\\(left|right|[bB]igg?[lrm]?|mathopen|mathclose)(?![a-zA-Z])|\\[,;:! ]|[~&]|\s+"
)
_TRANSPOSE = re.compile(
    r"\\(top|intercal)(?![a-zA-Z])|\\(mathsf|mathrm|mathit|text|rm|sf)(?![a-zA-Z])\s*(\{\s*T\s*\}|T)"
)
_MARK = "⊤"
# Braces around all of it change nothing that is drawn.
_UNSEEN = re.compile(r"^\{+([^{}]*)\}+$")
# Vectors of ones and of zeros, in every notation.
_ARRAYS = (r"\mathbf{1}", r"\mathbf{0}")


def written(latex: str) -> str:
    """A superscript without layout, with one sign for a transpose that can be nothing else."""
    text = _LAYOUT.sub("", _TRANSPOSE.sub(_MARK, latex))
    text = _UNSEEN.sub(r"\1", text)
    return re.sub(r"_\{(\w)\}", r"_\1", text.replace(r"\langle", r"\langle "))


def raised(node: Node, exponent: Node | None, text: str, vocabulary: Vocabulary, end: int) -> Node:
    """What stands in front of a superscript, with it. Raises Problem.

    `text` is what it says; `exponent` is None where that is no expression, such as `+`.
    """
    start = exponent.start if exponent else end - 1
    if isinstance(node, Nabla):
        raise unreadable(
            r"a superscript on \nabla",
            r"write a second derivative as \frac{\partial^2 L}{\partial w^2}",
            start,
        )
    layer, transposed = _split(text, node, vocabulary)
    layer = words_in(exponent) or layer
    if layer and isinstance(node, Symbol | Function):
        if isinstance(node, Symbol) and node.layer:
            raise unreadable("a second layer on one symbol", "keep one", start)
        _check_is_no_power(layer, node, vocabulary, start)
        node = _symbol(node, layer, end)
    elif exponent is None or (layer and transposed):
        raise unreadable(
            f"the superscript {text}, which belongs to no symbol", "put it behind a symbol", start
        )
    elif re.search(r".T$", text) and _is_array(node, vocabulary) and not _is_T(vocabulary):
        raise unreadable(
            f"the superscript {text} is a layer with a transpose, or a power",
            r"declare the array with a superscript if it has layers; write ^\top for a transpose "
            "behind brackets, or declare the number T",
            start,
        )
    elif not transposed or (text == "T" and _is_number(node, vocabulary, start)):
        power = _power(node, exponent, end)
        if is_bracketed(layer) and not isinstance(node, Number):
            raise unreadable(
                f"the superscript {layer} behind brackets or bars: a layer or another index, or a "
                "power",
                "write an index behind each symbol that has it, and a power without brackets",
                start,
            )
        return power
    if not transposed:
        return node
    if isinstance(node, Quotient | Partial | Power):
        raise unreadable(
            "a transpose of what stands without brackets", "put brackets around it", start
        )
    return Transpose(body=node, start=node.start, end=end)


def words_in(exponent: Node | None) -> str:
    r"""The words of a superscript `\text{new}`, which name a layer; '' for anything else."""
    if not isinstance(exponent, Symbol) or len(exponent.base) < 2:
        return ""
    return exponent.base if exponent.latex == rf"\text{{{exponent.base}}}" else ""


def _base(node: Node) -> str:
    return node.base if isinstance(node, Symbol) else getattr(node, "name", "")


def _split(text: str, node: Node, vocabulary: Vocabulary) -> tuple[str, bool]:
    """The layer that a superscript names, if any, and whether it ends with a transpose."""
    certain = text.endswith(_MARK)
    front = text[:-1] if certain or (text.endswith("T") and not text.endswith("_T")) else text
    alone = vocabulary.declaring or _base(node) in vocabulary.stepped
    for layer in (front, text):
        named = is_bracketed(layer) or (is_step(layer) and alone) or text in ("+", "*", "-")
        if named and layer != "T":
            return layer, layer != text
    return "", text == "T" or (certain and front == "")


def _symbol(node: Symbol | Function, layer: str, end: int) -> Symbol:
    if isinstance(node, Symbol):
        return replace(node, layer=layer, end=end)
    return Symbol(base=node.name, primes=node.primes, layer=layer, start=node.start, end=end)


def _check_is_no_power(layer: str, node: Node, vocabulary: Vocabulary, start: int) -> None:
    """Demand that what may be a power in brackets stands where layers do. Raises Problem.

    It may be with arithmetic, `x^{(l-1)}`, and on e.
    """
    is_e = isinstance(node, Symbol) and node.is_e and "e" not in vocabulary.declared
    unclear = is_bracketed(layer) if is_e else re.search(r"[(\[].*[-+]", layer)
    layered = vocabulary.layered | vocabulary.arrays  # of an array it is hardly a power
    if unclear and not vocabulary.declaring and _base(node) not in layered:
        raise unreadable(
            f"the superscript {layer} is a layer, or a power in brackets",
            f"declare {_base(node)} with a superscript in brackets if it has layers, or write the "
            "power without brackets",
            start,
        )


def _is_array(node: Node, vocabulary: Vocabulary) -> bool:
    """Whether an array stands in it."""
    return any(
        isinstance(p, Matrix)
        or (isinstance(p, Symbol) and (p.base in vocabulary.arrays or p.base in _ARRAYS))
        for p in node.walk()
    )


def _is_T(vocabulary: Vocabulary) -> bool:
    """Whether T is a declared number."""
    return "T" in vocabulary.declared


def _is_number(node: Node, vocabulary: Vocabulary, start: int) -> bool:
    """Whether the superscript T is a number's, and not a transpose. Raises Problem."""
    array, number = _is_array(node, vocabulary), _is_T(vocabulary)
    if array != number:
        return number
    raise unreadable(
        "the superscript T is a transpose, or a power with the declared number T"
        if number
        else "the superscript T on what is declared as no array, where T is no declared number",
        r"write ^\top for a transpose, or rename the number"
        if number
        else r"declare the array in NOTATION, or write ^\top for a transpose",
        start,
    )


def _power(base: Node, exponent: Node, end: int) -> Node:
    if isinstance(base, Quotient | Partial):
        raise unreadable(
            "a power of a fraction without brackets",
            "put brackets around the fraction",
            exponent.start,
        )
    if isinstance(base, Power | Transpose):
        raise unreadable("a power of a power", "use parentheses", exponent.start)
    return Power(base=base, exponent=exponent, start=base.start, end=end)

"""MathML back to LaTeX, by what a reader can see: boxes that only group are not there."""

import re
from xml.etree import ElementTree

from ..equations.errors import Problem
from ..equations.parse import parse_chain, parse_mention, version
from ..equations.tree import Node, without_places
from ..equations.vocabulary import Vocabulary
from ..files import Store

Element = ElementTree.Element

_SIGNS = {
    "−": "-",
    "⋅": r"\cdot",
    "×": r"\times",
    "≈": r"\approx",
    "≤": r"\le",
    "≥": r"\ge",
    "≠": r"\ne",
    "→": r"\to",
    "…": r"\dots",
    "⋯": r"\cdots",
    "∑": r"\sum",
    "′": "'",
    "\N{FUNCTION APPLICATION}": "",
}
_NAMES = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "eta", "theta", "kappa"),
    *("lambda", "mu", "nu", "pi", "rho", "sigma", "tau", "phi", "varphi", "omega"),
    *("ell", "partial"),
)
_LETTERS = dict(zip("αβγδϵεηθκλμνπρστϕφωℓ∂", _NAMES, strict=True))
_SCRIPT = {0x1D49C + i: chr(ord("A") + i) for i in range(26)} | dict(
    zip(map(ord, "ℬℰℱℋℐℒℳℛ"), "BEFHILMR", strict=True)
)
_WORDS = ("exp", "log", "ln", "sin", "cos", "tanh")
_BRACE = "⏟"


class Unreadable(ValueError):
    """Something is drawn that no formula of the checker looks like."""


def check_drawn(latex: str, mathml: str, vocabulary: Vocabulary) -> None:
    """Demand that what is drawn is read as the tree that is checked. Raises Problem."""
    checked = _shape(latex, vocabulary)
    try:
        drawn = read_back(mathml)
        if _shape(drawn, vocabulary) == checked:
            return
        why = f"what is drawn reads {drawn}"
    except (Problem, Unreadable) as error:
        why = str(error)
    raise Problem(
        f"{' '.join(latex.split())[:60]} is drawn as something else than what is checked: {why}",
        "a formula that reads as it is checked",
        "write it so that nothing is grouped by what cannot be seen",
    )


# The sides of a chain with its relations, or what is mentioned with none.
Shape = tuple[tuple[Node, ...], tuple[str, ...]]
shapes = Store(version)


def _shape(latex: str, vocabulary: Vocabulary) -> Shape:
    """The trees of a formula, wherever its parts stand. Raises Problem."""

    def read() -> Shape:
        try:
            chain = parse_chain(latex, vocabulary)
            nodes, relations = chain.sides, tuple(_SAME.get(r, r) for r in chain.relations)
        except Problem:
            parts = latex.split("=")  # a range, k = 1, …, n, has a list behind it
            nodes = tuple(node for part in parts for node in parse_mention(part, vocabulary))
            relations = ("=",) * (len(parts) - 1)
        return tuple(map(without_places, nodes)), relations

    shape: Shape = shapes.get((latex, vocabulary), read)
    return shape


# Two ways to write one sign.
_SAME = {r"\leq": r"\le", r"\geq": r"\ge", r"\neq": r"\ne"}


def read_back(mathml: str) -> str:
    """The LaTeX that a reader would write down for a drawn formula."""
    return " ".join(_row(ElementTree.fromstring(mathml)).split())


def _row(element: Element) -> str:
    parts = [_read(child) for child in element]
    # Two numbers side by side are drawn as one.
    joined = " ".join(part for part in parts if part)
    return re.sub(r"(?<=\d) (?=[\d.])", "", joined)


def _read(element: Element) -> str:
    text = element.text or ""
    match element.tag:
        case "math" | "mrow" | "mtd" | "mstyle" | "mtr" | "mtable":
            return _row(element)
        case "mspace":
            return ""
        case "mn":
            return text
        case "mi":
            return _letter(text)
        case "mo":
            return _sign(text)
        case "mtext":
            return _word(text)
        case "msqrt":
            return rf"\sqrt{{{_row(element)}}}"
        case "mfrac":
            top, bottom = map(_read, element)
            return rf"\frac{{{top}}}{{{bottom}}}"
        case "mover":
            base, accent = element
            if accent.text != "ˆ":
                raise Unreadable(f"the accent {accent.text}")
            return rf"\hat{{{_read(base)}}}"
        case "munder" if element[0].tag == "munder":
            body, brace = element[0]
            if brace.text != _BRACE:
                raise Unreadable(f"{brace.text} below something")
            # What stands over the brace is read as if there were none.
            return rf"\underbrace{{{_read(body)}}}_{{{_read(element[1])}}}"
        case "munder" | "munderover" | "msub" | "msup" | "msubsup":
            return _scripts(element)
    raise Unreadable(f"the element {element.tag}")


def _scripts(element: Element) -> str:
    base, *scripts = element
    read = _read(base)
    kinds = {
        "munder": "_",
        "munderover": "_^",
        "msub": "_",
        "msup": "^",
        "msubsup": "_^",
    }[element.tag]
    for kind, script in zip(kinds, scripts, strict=True):
        inside = list(script) if script.tag == "mrow" else [script]
        primes = 0
        while kind == "^" and primes < len(inside) and set(inside[primes].text or "") == {"′"}:
            primes += 1
        read += "'" * sum(len(p.text or "") for p in inside[:primes])
        rest = " ".join(filter(None, map(_read, inside[primes:])))
        if rest:
            read += f"{kind}{{{rest}}}"
    return read


def _letter(text: str) -> str:
    if text in _LETTERS:
        return f"\\{_LETTERS[text]}"
    if len(text) == 1 and ord(text) in _SCRIPT:
        return rf"\mathcal{{{_SCRIPT[ord(text)]}}}"
    if len(text) > 1 or not (text == "" or (text.isascii() and text.isalpha())):
        raise Unreadable(f"the letter {text}")
    return text


def _sign(text: str) -> str:
    if text in _SIGNS:
        return _SIGNS[text]
    if set(text) == {"′"}:
        return "'" * len(text)
    if text in "()[],=<>+/":
        return text
    raise Unreadable(f"the sign {text}")


def _word(text: str) -> str:
    if text in _WORDS:
        return f"\\{text}"
    return r"\mathrm{d}" if text == "d" else rf"\text{{{text}}}"

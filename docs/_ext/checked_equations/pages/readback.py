"""MathML back to LaTeX, by what a reader can see: boxes that only group are not there."""

import re
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

from ..equations.errors import Problem
from ..equations.latex.beside import FOR_ALL
from ..equations.latex.layout import statements
from ..equations.latex.parse import parse_chains, parse_mention, version
from ..equations.notation import vocabulary as vocabularies
from ..equations.notation.tree import Node, without_places
from ..equations.notation.vocabulary import STANDARD, Vocabulary
from ..files import Store

Element = ElementTree.Element

_SIGNS = {
    "−": "-",
    "⋅": r"\cdot",
    "×": r"\times",
    "≈": r"\approx",
    "∀": r"\forall",
    "≤": r"\le",
    "≥": r"\ge",
    "≠": r"\ne",
    "→": r"\to",
    ".": ".",  # of "..."
    "…": r"\dots",
    "⋯": r"\cdots",
    "∑": r"\sum",
    "′": "'",
    "\N{FUNCTION APPLICATION}": "",
    "∗": "*",
    "⊙": r"\odot",
    "∘": r"\circ",
    "∙": r"\bullet",
    "⊗": r"\otimes",
    "⊤": r"\top",
    "∏": r"\prod",
    "∈": r"\in",
    "←": r"\gets",
    "≡": r"\equiv",
    "≜": r"\triangleq",
    "∥": r"\|",
    "‖": r"\|",
    "⇒": r"\Rightarrow",
    "⟹": r"\implies",
    "∣": r"\mid",
    "{": r"\{",
    "}": r"\}",
    "⟨": r"\langle",
    "⟩": r"\rangle",
    "⋮": r"\vdots",
    "⋱": r"\ddots",
    "∼": r"\sim",
    "↦": r"\mapsto",
}
_ACCENTS = {"ˆ": "hat", "˜": "tilde", "¯": "bar", "˙": "dot", "¨": "ddot", "→": "vec"}
_NAMES = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta"),
    *("vartheta", "iota", "kappa", "lambda", "mu", "nu", "xi", "pi", "rho", "varsigma", "sigma"),
    *("tau", "upsilon", "phi", "varphi", "chi", "psi", "omega", "Gamma", "Delta", "Theta"),
    *("Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega", "ell", "partial", "nabla"),
    "top",
)
_LETTERS = dict(zip("αβγδϵεζηθϑικλμνξπρςστυϕφχψωΓΔΘΛΞΠΣΥΦΨΩℓ∂∇⊤", _NAMES, strict=True))
# The alphabets beyond the slanted one: where rows of their letters begin.
_ROWS = {
    0x1D400: ("mathbf", 65, 26),
    0x1D41A: ("mathbf", 97, 26),
    0x1D7CE: ("mathbf", 48, 10),
    0x1D468: ("boldsymbol", 65, 26),
    0x1D482: ("boldsymbol", 97, 26),
    0x1D736: ("boldsymbol", ord("α"), 25),
    0x1D5A0: ("mathsf", 65, 26),
    0x1D5BA: ("mathsf", 97, 26),
    0x1D538: ("mathbb", 65, 26),
    0x1D7D9: ("mathbb", 49, 1),
}
_ALPHABETS = {
    chr(begin + i): (alphabet, chr(first + i))
    for begin, (alphabet, first, count) in _ROWS.items()
    for i in range(count)
} | {letter: ("mathbb", plain) for letter, plain in zip("ℂℍℕℙℚℝℤ", "CHNPQRZ", strict=True)}
_SCRIPT = {0x1D49C + i: chr(ord("A") + i) for i in range(26)} | dict(
    zip(map(ord, "ℬℰℱℋℐℒℳℛ"), "BEFHILMR", strict=True)
)
_BRACE = "⏟"


class Unreadable(ValueError):
    """Something is drawn that no formula of the checker looks like."""


def check_drawn(latex: str, mathml: str, vocabulary: Vocabulary) -> None:
    """Demand that what is drawn is read as the tree that is checked. Raises Problem."""
    checked = _shape(latex, vocabulary)
    try:
        read = drawn.get(mathml, lambda: read_back(mathml))
        if _shape(read, vocabulary) == checked:
            return
        why = f"what is drawn reads {read}"
    except (Problem, Unreadable) as error:
        why = str(error)
    raise Problem(
        f"{' '.join(latex.split())[:60]} is drawn as something else than what is checked: {why}",
        "a formula that reads as it is checked",
        "write it so that nothing is grouped by what cannot be seen",
    )


def _version() -> bytes:
    """What the LaTeX of something drawn depends on beside its MathML."""
    return Path(__file__).read_bytes() + Path(vocabularies.__file__).read_bytes()


drawn = Store(_version)

# The sides of a chain with its relations, or what is mentioned with none.
Shape = tuple[tuple[Node, ...], tuple[str, ...]]
shapes = Store(version)


def _shape(latex: str, vocabulary: Vocabulary) -> Shape:
    """The trees of a formula, wherever its parts stand. Raises Problem."""

    def read() -> Shape:
        try:
            chains = parse_chains(latex, vocabulary)
            nodes = tuple(
                node
                for chain in chains
                for node in (*chain.sides, *([chain.where] if chain.where else []))
            )
            # A statement that ends leaves a gap between its relations and the next one's.
            relations = tuple(_SAME.get(r, r) for c in chains for r in (*c.relations, ""))
        except Problem:
            several = statements(latex)
            if len(several) > 1:  # with a range beside an equation
                each = [_shape(part.strip(), vocabulary) for part in several]
                relations = tuple(r for _, its in each for r in (*its, ""))
                return tuple(node for its, _ in each for node in its), relations
            # A range, k = 1, …, n, has a list behind it.
            parts = latex.replace(FOR_ALL, "").split("=")
            nodes = tuple(node for part in parts for node in parse_mention(part, vocabulary))
            relations = ("=",) * (len(parts) - 1)
        return tuple(map(without_places, nodes)), relations

    shape: Shape = shapes.get((latex, vocabulary), read)
    return shape


# Two ways to write one sign.
_SAME = {r"\leq": r"\le", r"\geq": r"\ge", r"\neq": r"\ne"}


def read_back(mathml: str) -> str:
    """The LaTeX that a reader would write down for a drawn formula."""
    read = " ".join(_row(ElementTree.fromstring(mathml)).split())
    return read.replace(rf"\{{ {_BRACED}", r"\begin{cases}")


# Rows of cases, which a brace has to stand in front of.
_BRACED = r"\begin{rows}"
# What opens a matrix; a table behind anything else is rows of formulas.
_OPENING = ("(", "[", r"\{")
# Two bars in front of anything are a double one, and so are two behind it.
_DOUBLE_BARS = re.compile(r"(?:^|(?<=[-=+(\[,{] ))\| \|([^|]+)\| \|")
# Upright letters side by side, as \rm draws them, are a word.
_UPRIGHT = re.compile(r"\\text\{([a-zA-Z])\}")
_WORD_OF_LETTERS = re.compile(rf"{_UPRIGHT.pattern}( {_UPRIGHT.pattern})+")


def _row(elements: Iterable[Element]) -> str:
    parts: list[str] = []
    space = 0.0  # of thin ones side by side
    for child in elements:
        space = space + _width(child) if child.tag == "mspace" else 0.0
        opened = next(filter(None, reversed(parts)), "") in _OPENING
        if child.tag == "mtable" and opened and child.get("class") != "cases":
            rows = r" \\ ".join(" & ".join(map(_row, row)) for row in child)
            parts.append(rf"\begin{{matrix}} {rows} \end{{matrix}}")
            continue
        parts.append(r"\quad" if space >= _WIDE else _read(child))
    # Two numbers side by side are drawn as one.
    joined = " ".join(part for part in parts if part)
    joined = re.sub(r"(?<=\d) (?=[\d.])", "", joined)
    joined = _DOUBLE_BARS.sub(r"\\|\1\\|", joined)
    return _WORD_OF_LETTERS.sub(lambda m: rf"\text{{{''.join(_UPRIGHT.findall(m[0]))}}}", joined)


def _read(element: Element) -> str:
    text = element.text or ""
    match element.tag:
        case "math" | "mrow" | "mtd" | "mstyle" | "mtr":
            return _row(element)
        case "mtable" if element.get("class") == "cases":
            rows = r" \\ ".join(" & ".join(map(_row, row)) for row in element)
            return rf"{_BRACED} {rows} \end{{cases}}"
        case "mtable":
            return r" \\ ".join(map(_columns, element))
        case "mspace":
            return ""
        case "mn":
            return _alphabet(text) or text
        case "mi":
            return _letter(text)
        case "mo":
            return _sign(text)
        case "mtext":
            return _word(text) if text.strip() else ""  # `\ ` is a space alone
        case "msqrt":
            return rf"\sqrt{{{_row(element)}}}"
        case "mfrac":
            top, bottom = map(_read, element)
            return rf"\frac{{{top}}}{{{bottom}}}"
        case "mover":
            base, accent = element
            if base.tag == "mo" and (base.text or "") in _RELATIONS:
                return rf"\overset{{{_read(accent)}}}{{{_read(base)}}}"
            if accent.text not in _ACCENTS:
                raise Unreadable(f"the accent {accent.text}")
            return rf"\{_ACCENTS[accent.text]}{{{_read(base)}}}"
        case "munder" if element[0].tag == "munder":
            body, brace = element[0]
            if brace.text != _BRACE:
                raise Unreadable(f"{brace.text} below something")
            # What stands over the brace is read as if there were none.
            return rf"\underbrace{{{_read(body)}}}_{{{_read(element[1])}}}"
        case "munder" | "munderover" | "msub" | "msup" | "msubsup":
            return _scripts(element)
    raise Unreadable(f"the element {element.tag}")


# Relations that something may stand above.
_RELATIONS = ("=", "≡", "≈", ":=", "≜")


def _columns(row: Element) -> str:
    r"""A row of formulas; each column behind the first relation's is a thing of its own."""
    cells = list(map(_row, row))
    pairs = (" ".join(filter(None, cells[at : at + 2])) for at in range(0, len(cells), 2))
    return r" \quad ".join(filter(None, pairs))


# Spaces of so many em part what stands side by side.
_WIDE = 0.4
_EM = {"em": 1, "in": 7, "cm": 3}


def _width(space: Element) -> float:
    """The width of a space, in em."""
    width = re.fullmatch(r"([\d.]+)(em|in|cm)", space.get("width", ""))
    return float(width[1]) * _EM[width[2]] if width else 0.0


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
        end = len(inside)
        while kind == "^" and end > primes and set(inside[end - 1].text or "") == {"′"}:
            end -= 1
        read += "'" * sum(len(p.text or "") for p in (*inside[:primes], *inside[end:]))
        rest = _row(inside[primes:end])
        if rest:
            read += f"{kind}{{{rest}}}"
    return read


def _alphabet(text: str) -> str:
    """A letter of another alphabet as LaTeX; '' for any other text."""
    letters = [_ALPHABETS.get(character, ("", "")) for character in text]
    alphabets = {alphabet for alphabet, _ in letters}
    if len(alphabets) != 1 or alphabets == {""}:
        return ""
    plain = "".join(_letter(letter) if letter.isalpha() else letter for _, letter in letters)
    return rf"\{alphabets.pop()}{{{plain}}}"


def _letter(text: str) -> str:
    if text in _ALPHABETS:
        return _alphabet(text)
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
    if text in STANDARD or text in ("lim", "sup", "inf"):
        return f"\\{text}"
    if set(text) == {"′"}:
        return "'" * len(text)
    if text in "()[],;:|=<>+/" or text in (":=", "<=", ">="):
        return text
    raise Unreadable(f"the sign {text}")


def _word(text: str) -> str:
    if text in _LETTERS:
        return f"\\{_LETTERS[text]}"
    if text in STANDARD:
        return f"\\{text}"
    if lettered := _alphabet(text):
        return lettered
    return r"\mathrm{d}" if text == "d" else rf"\text{{{text}}}"

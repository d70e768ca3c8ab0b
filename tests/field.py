"""`python -m tests.field`: how much of what the field writes the checker reads.

It reads the displayed equations of well-known derivations, as their authors wrote them, from
tests/data. field.toml and field-more.toml are for work on the grammar; field-held-out.toml only
measures it. "Read" says that there is a tree and that nothing in it shows a misreading. "Verified"
says that the check of a note passes it, with the model that its section names; see
tests/verified.py.
"""

import itertools
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checked_equations.equations.errors import Problem
from checked_equations.equations.latex.parse import parse_chains
from checked_equations.equations.notation.tree import Group, Node, Power, Product, Symbol
from checked_equations.equations.notation.vocabulary import Vocabulary
from checked_equations.pages.side_by_side import side_by_side
from tests.verified import Outcome, outcomes

DATA = Path(__file__).with_name("data")
WORKED_ON = (DATA / "field.toml", DATA / "field-more.toml")
COLLECTIONS = (*WORKED_ON, DATA / "field-held-out.toml")

# A word outside \text (see `_without_words`), which is drawn as one name.
WORD = r"(?<![\\a-zA-Z])(?<!begin\{)(?<!end\{)[a-zA-Z]{3,}"

# What the field writes beyond the grammar. Where two are at one place, the first gives the name.
CONSTRUCTS = {
    "a matrix written out": r"\\begin\{([bp]?matrix)\}.*?\\end\{\1\}",
    "cases, array": r"\\begin\{(cases|array)\}.*?\\end\{\1\}",
    "align, eqnarray and the like": r"\\(begin|end)\{(?!aligned)\w+\*?\}",
    "a row that begins a new formula": r"\\\\",
    r"\tag": r"\\tag\{.*?\}",
    "a step in angle brackets": r"\^\{?\\langle.*?\\rangle\}?",
    "bold and other alphabets": r"\\(mathbf|mathsf|mathrm|bold|rm|vec)(?![a-zA-Z])",
    "a set": r"\\in(?![a-zA-Z])|\\mathbb\{R\}",
    "an indicator": r"\\mathbb\{1\}",
    "an elementwise or outer product": r"\\(odot|bullet|circ|otimes)(?![a-zA-Z])",
    "a gradient or difference": r"\\(nabla|Delta)(?![a-zA-Z])",
    r"\partial as an operator": r"\\partial\s*[_^[]|(?<!\{)\\partial\s*[a-z]\s*[(:]",
    "a norm": r"\\\|",
    "a subscript on a function": r"(?<![\\a-zA-Z])[fhJ]_(\w|\{[^{}]*\})\(",
    "a sum to a letter": r"\\sum\s*(\\limits)?\s*_\s*\{?[^{}^]*\}?\s*\^\s*\{?[^{}]*[a-zA-Z]",
    "another sum": r"\\sum\s*\\limits|\\sum(?!\s*_)|\\sum\s*_\s*\{(\\|\w[\s,]*[\\\w])",
    "a product over an index": r"\\prod(?![a-zA-Z])",
    "an index with arithmetic": r"_\{[^{}]*[+-][^{}]*\}",
    "an index with an index, a slice": r"_\{[^{}]*[_:\\]",
    r"\prime": r"\\prime(?![a-zA-Z])",
    "a prime behind brackets": r"\)'",
    "* for times": r"\*",
    "a name of several letters": WORD,
    "d for a derivative": r"(?<![\\a-zA-Z])d\s*(\\|[a-zA-Z](?![a-zA-Z]))",
    "a Greek letter": r"\\(xi|zeta|Sigma|Gamma|varsigma)(?![a-zA-Z])",
    "another function": r"\\(max|min|lim|underset)(?![a-zA-Z])",
    "a root": r"\\sqrt(?![a-zA-Z])",
    "a tilde": r"\\tilde(?![a-zA-Z])",
    "a sign as a superscript": r"\^\{?[+-]\}",
    "formulas side by side": r"\\hspace|\\xrightarrow|~",
    "a map, a condition, a definition": r"\\(mapsto|rightarrow|equiv)|(?<!_\{[a-z]):|(?<!\\)\|",
    "T, l or L as a superscript": r"\^\s*\{?\s*(T|\\top|[lL])(?![a-zA-Z])",
    "dots between operators": r"\\[cl]?dots",
    "punctuation at the end": r"[.,?]\s*(\\(end|tag)\{\S+?\})*\s*$",
}


@dataclass(frozen=True)
class Equation:
    """One displayed equation: where it stands, and what is written there."""

    source: str
    place: str
    section: str
    number: int
    vocabulary: Vocabulary
    kind: str
    latex: str
    meant: str = ""
    fault: str = ""  # why it is false as published
    resists: str = ""  # why it is true, and no check can or should pass it
    lacks: str = ""  # what the checker cannot compute yet
    model: str = ""


@dataclass(frozen=True)
class Reading:
    """What the checker makes of an equation; `why` names what went wrong."""

    verdict: str  # read, misread, refused
    why: str = ""


def load(file: Path) -> list[Equation]:
    """All equations of a collection, in order."""
    return [
        Equation(
            source=section["source"],
            place=section["place"],
            section=section["title"],
            number=number,
            vocabulary=declared(section),
            **{"model": section.get("model", ""), **equation},
        )
        for section in tomllib.loads(file.read_text(encoding="utf-8"))["section"]
        for number, equation in enumerate(section["equation"], start=1)
    ]


def declared(section: dict[str, Any]) -> Vocabulary:
    """What a section's text declares; what stands nowhere in it is declared as nothing."""

    def kind(name: str) -> frozenset[str]:
        return frozenset(section.get(name, ()))

    return Vocabulary(
        functions=kind("functions"),
        arrays=kind("arrays"),
        others=kind("others"),
        layered=kind("layered"),
        stepped=kind("stepped"),
        subscripts=kind("subscripts"),
        sizes=kind("sizes"),
    )


def reading(latex: str, vocabulary: Vocabulary) -> Reading:
    """Try to read an equation."""
    try:
        equations, _ = side_by_side(latex, vocabulary)
        chains = [chain for equation in equations for chain in parse_chains(equation, vocabulary)]
    except Problem as problem:
        return Reading("refused", construct_at(latex, problem.offset or 0))
    sides = [side for chain in chains for side in chain.sides]
    found = [why for side in sides for node in side.walk() for why in misreadings(node, latex)]
    return Reading("misread", found[0]) if found else Reading("read")


def misreadings(node: Node, latex: str) -> Iterator[str]:
    """What a tree shows that its author cannot have meant."""
    match node:
        case Power(exponent=exponent):
            names = {part.base for part in exponent.walk() if isinstance(part, Symbol)}
            if names == {"T"}:
                yield "a transpose as a power"
            elif names & {"l", "L"}:
                yield "a layer as a power"
        case Product(factors=factors):
            if any(isinstance(factor, Group) and len(factor.items) > 1 for factor in factors):
                yield "a call as a product"
            symbols = [factor for factor in factors if isinstance(factor, Symbol)]
            names = {symbol.base for symbol in symbols}
            if "d" in names:
                yield "the d of a derivative as a factor"
            threes = zip(symbols, symbols[1:], symbols[2:], strict=False)
            if any(map(_side_by_side, threes)):
                yield "a word as a product"
            if names & {"and", "for", "if", "or", "where"}:
                yield "a word between formulas as a factor"
        case Symbol(subscripts=subscripts, start=start, end=end) if "," not in latex[start:end]:
            if len(subscripts) > 2 and all(s.isalpha() and len(s) == 1 for s in subscripts):
                yield "a word as indices"


def _side_by_side(letters: tuple[Symbol, ...]) -> bool:
    """Whether letters stand without a blank between them, as in a word."""
    pairs = itertools.pairwise(letters)
    return all(len(s.base) == 1 for s in letters) and all(a.end == b.start for a, b in pairs)


def construct_at(latex: str, offset: int) -> str:
    """The name of the construct at an offset, else what stands there."""
    for name, pattern in CONSTRUCTS.items():
        for found in re.finditer(pattern, _without_words(latex), re.DOTALL):
            if found.start() <= offset < found.end():
                return name
    token = re.compile(r"\\[a-zA-Z]+|.|$", re.DOTALL).match(latex, offset)
    return f"unexpected {token.group() if token else ''}"


def constructs_in(latex: str) -> set[str]:
    """The names of all constructs that an equation has beyond the grammar."""
    text = _without_words(latex)
    return {name for name, pattern in CONSTRUCTS.items() if re.search(pattern, text, re.DOTALL)}


def _without_words(latex: str) -> str:
    r"""The LaTeX with blanks for what \text holds."""
    return re.sub(r"(?<=\\text\{)[^{}]*", lambda text: " " * len(text.group()), latex)


def report(equations: list[Equation]) -> str:
    """The counts of a collection: by verdict, by kind, and by what stops or misleads the reader."""
    readings = [reading(equation.latex, equation.vocabulary) for equation in equations]
    pairs = list(zip(equations, readings, strict=True))
    verdicts = Counter(r.verdict for r in readings)
    meant = [reading(e.meant, e.vocabulary).verdict for e in equations if e.meant]
    lines = [
        f"{len(equations)} equations of {len({e.source for e in equations})} sources: "
        + ", ".join(f"{verdicts[verdict]} {verdict}" for verdict in ("read", "misread", "refused")),
        f"{len(meant)} of them also in another notation: {meant.count('read')} read",
        f"{sum(bool(e.fault) for e in equations)} of them false as published",
    ]
    read = Counter(e.kind for e, r in pairs if r.verdict == "read")
    for kind, total in Counter(e.kind for e in equations).most_common():
        lines.append(f"  {kind}: {read[kind]} read of {total}")
    lines.append("misread:")
    why = Counter(r.why for r in readings if r.verdict == "misread")
    lines += [f"  {count:4}  {name}" for name, count in why.most_common()]
    refused = [(r.why, constructs_in(e.latex)) for e, r in pairs if r.verdict == "refused"]
    first = Counter(name for name, _ in refused)
    anywhere = Counter(name for _, names in refused for name in names)
    alone = Counter(name for _, names in refused for name in names if len(names) == 1)
    lines.append("refused, first for it; that have it; that have nothing else:")
    for name in sorted({*first, *anywhere}, key=lambda name: (-first[name], -anywhere[name], name)):
        lines.append(f"  {first[name]:4} {anywhere[name]:4} {alone[name]:4}  {name}")
    if any(equation.model for equation in equations):
        lines += verification(equations, list(outcomes(equations)))
    return "\n".join(lines)


def verification(equations: list[Equation], found: list[Outcome]) -> list[str]:
    """What the check says of the equations, and why it passes no more of them."""
    pairs = list(zip(equations, found, strict=True))
    verified = [equation for equation, outcome in pairs if outcome.verified]
    false = sum(bool(e.fault) for e, outcome in pairs if not outcome.verified)
    others = [(e, o.why) for e, o in pairs if not o.verified and not e.fault]
    lines = [f"{len(verified)} verified, {false} refused that are false as published; the others:"]
    for kind, reasons in {
        "resists": Counter(e.resists for e, _ in others if e.resists),
        "lacks": Counter(e.lacks for e, _ in others if e.lacks),
        "": Counter(" ".join(why.split()[:6]) for e, why in others if not e.resists + e.lacks),
    }.items():
        for reason, count in reasons.most_common():
            lines.append(f"  {count:4}  {kind:7} {reason}")
    for equation in verified:
        if equation.fault or equation.resists or equation.lacks:
            lines.append(f"  not expected: {equation.section}, {equation.number}")
    return lines


def main() -> None:
    """Report on each collection."""
    for file in COLLECTIONS:
        print(f"{file.name}: {report(load(file))}\n")


if __name__ == "__main__":
    main()

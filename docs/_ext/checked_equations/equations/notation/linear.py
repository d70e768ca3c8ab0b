"""Sums of letters and whole numbers: steps such as `T+t-i`, and powers such as `W^{T-i}`."""

import re
from collections import Counter
from collections.abc import Mapping

from .tree import Group, Node, Number, Sum, Symbol

# How often each letter is added; the number stands under ''.
Linear = Mapping[str, int]

_TERM = re.compile(r"([+-]?)(?:([a-zA-Z](?:_[a-zA-Z0-9])?)|(\d+))")
_WHOLE = re.compile(rf"({_TERM.pattern})+")


def read_linear(text: str) -> Linear | None:
    """What is added in an index or a step; None for anything else."""
    if not _WHOLE.fullmatch(text):
        return None
    found: Counter[str] = Counter()
    for sign, letter, number in _TERM.findall(text):
        found[letter] += (-1 if sign == "-" else 1) * int(number or 1)
    return found


def linear_of(node: Node) -> Linear | None:
    """What is added in a term; None for anything else."""
    match node:
        case Number(text=text) if text.isdigit():
            return {"": int(text)}
        case Symbol():
            found = read_linear(node.latex.replace("{", "").replace("}", ""))
            return found if found is not None and len(found) == 1 else None
        case Group(items=(inner,)):
            return linear_of(inner)
        case Sum(terms=terms, signs=signs):
            parts = [linear_of(term) for term in terms]
            pairs = [(p, sign) for p, sign in zip(parts, signs, strict=True) if p is not None]
            return added(*pairs) if len(pairs) == len(terms) else None
    return None


def added(*parts: tuple[Linear, int]) -> Linear:
    """The sum of some, each as often as it says."""
    found: Counter[str] = Counter()
    for part, times in parts:
        for letter, count in part.items():
            found[letter] += times * count
    return found


def letters(form: Linear) -> dict[str, int]:
    """How often each letter is in it, of those that do not cancel."""
    return {letter: count for letter, count in form.items() if letter and count}


def written(form: Linear) -> str:
    """It as a step is written: letters that are added first."""
    terms = sorted(letters(form).items(), key=lambda term: (term[1] < 0, term[0]))
    text = "".join(f"{'+' if n > 0 else '-'}{letter}" * abs(n) for letter, n in terms)
    if form.get("", 0) or not text:
        text += f"{form.get('', 0):+d}"
    return text.removeprefix("+")


def as_node(form: Linear, start: int, end: int) -> Node:
    """It as a term of a formula."""
    terms: list[Node] = []
    signs: list[int] = []
    for letter, count in sorted(letters(form).items(), key=lambda term: (term[1] < 0, term[0])):
        base, _, below = letter.partition("_")
        symbol = Symbol(base=base, subscripts=(below,) if below else (), start=start, end=end)
        terms += [symbol] * abs(count)
        signs += [1 if count > 0 else -1] * abs(count)
    if (number := form.get("", 0)) or not terms:
        terms.append(Number(text=str(abs(number)), start=start, end=end))
        signs.append(1 if number >= 0 else -1)
    if signs == [1]:
        return terms[0]
    return Sum(terms=tuple(terms), signs=tuple(signs), start=start, end=end)

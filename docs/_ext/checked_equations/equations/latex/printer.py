r"""A tree to LaTeX: the way back from `parse.py`.

What is printed is read as the same tree, places aside, for every tree whose grouping shows in its
LaTeX. A tree with a sum for a factor, in no brackets, is printed with parentheses: it is read as a
tree with a Group more, which has the same value. The words under a brace are not in the tree; dots
stand for them.
"""

import re
from enum import IntEnum, auto
from typing import NamedTuple

from ..notation.nodes import (
    DOTTED,
    Blocks,
    Chosen,
    Composed,
    Dots,
    Interval,
    Listed,
    Matrix,
    Over,
    Repeated,
    Row,
    Total,
    last_of,
)
from ..notation.tree import (
    Application,
    BigSum,
    Call,
    Cases,
    Chain,
    Condition,
    Elementwise,
    Entry,
    Function,
    Group,
    Indicator,
    Node,
    Norm,
    Number,
    Outer,
    Partial,
    Power,
    Product,
    Quotient,
    Series,
    Space,
    Sum,
    Symbol,
    Transpose,
    Underbrace,
    is_bracketed,
    is_root,
    subscripts_latex,
)
from .composed import is_of_functions
from .reach import stray
from .signs import is_mixed, takes_brackets
from .superscripts import words_in, written


class _Level(IntEnum):
    """How firmly LaTeX holds together, from loose to firm."""

    SUM = auto()  # a + b
    ELEMENTWISE = auto()  # a \odot b
    SERIES = auto()  # \sum_i a b, which takes all to the end of its term
    PRODUCT = auto()  # a \cdot 2
    ROW = auto()  # a b, which may stand behind \partial
    CALL_POWER = auto()  # f(x)^2, which is two things to the grammar
    POWER = auto()  # x^2, and whatever else takes no superscript
    CALL = auto()  # f(x)
    ATOM = auto()


class _Printed(NamedTuple):
    latex: str
    level: _Level = _Level.ATOM

    def within(self, level: _Level) -> "_Printed":
        """This LaTeX, in parentheses if it binds less firmly than `level`."""
        return self if self.level >= level else _parentheses(self.latex)


def to_latex(node: Node) -> str:
    """The tree as LaTeX."""
    return _print(node).latex


def chain_to_latex(chain: Chain) -> str:
    """The sides with their relations; a continuation begins with one."""
    relations = chain.relations if chain.continues else ("", *chain.relations)
    pairs = zip(relations, map(to_latex, chain.sides), strict=True)
    return " ".join(f"{relation} {side}".strip() for relation, side in pairs)


def _print(node: Node) -> _Printed:
    match node:
        case Number():
            return _Printed(node.text)
        case Symbol():
            return _Printed(node.latex, _Level.POWER if node.layer else _Level.ATOM)
        case Function():
            return _Printed(Symbol(base=node.name, primes=node.primes, start=0, end=0).latex)
        case Sum():
            return _sum(node)
        case Product():
            return _product(node)
        case Elementwise():
            return _between(r" \odot ", node.factors)
        case Outer():
            return _between(r" \otimes ", node.factors)
        case Transpose(body=Symbol() as symbol) if symbol.layer:
            return _Printed(rf"{{{symbol.latex}}}^\top", _Level.POWER)
        case Transpose(body=Quotient() | Partial() as body):
            return _Printed(rf"{_parentheses(to_latex(body)).latex}^\top", _Level.POWER)
        case Transpose(body=body):
            level = _Level.CALL_POWER if _is_call(body) else _Level.POWER
            return _Printed(rf"{_print(body).within(_Level.CALL).latex}^\top", level)
        case Norm():
            bar = "|" if node.single else r"\|"
            below = f"_{{{subscripts_latex(node.subscripts)}}}" if node.subscripts else ""
            inside = to_latex(node.body)
            # Bars side by side read as a norm, and one behind a lone function as its argument.
            if (node.single and _ENDS_WITH_BAR.search(inside)) or _reaches(last_of(node.body)):
                inside = _parentheses(inside).latex
            return _Printed(rf"\left{bar} {inside} \right{bar}{below}")
        case Entry():
            latex = to_latex(node.body)
            held = isinstance(node.body, Group) or _is_call(node.body)
            latex = latex if held else _parentheses(latex).latex
            return _Printed(f"{latex}_{{{subscripts_latex(node.subscripts)}}}", _Level.CALL)
        case Application():
            arguments = _parentheses(*map(to_latex, node.arguments)).latex
            return _Printed(to_latex(node.function) + arguments, _Level.CALL)
        case Space():
            sizes = r" \times ".join(_print(s).within(_Level.POWER).latex for s in node.sizes)
            return _Printed(rf"\mathbb{{R}}^{{{sizes}}}", _Level.POWER)
        case Indicator():
            return _Printed(rf"\mathbb{{1}}[{to_latex(node.condition)}]")
        case Condition(sides=(left, *others)):
            pairs = zip(node.relations, map(to_latex, others), strict=True)
            return _Printed(" ".join((to_latex(left), *(f"{r} {side}" for r, side in pairs))))
        case Cases():
            conditions = [*map(to_latex, node.conditions), r"\text{otherwise}"]
            rows = map("{} & {}".format, map(to_latex, node.values), conditions)
            inside = r" \\ ".join(rows)
            return _Printed(rf"\begin{{cases}} {inside} \end{{cases}}", _Level.SERIES)
        case Composed():
            return _between(r" \circ ", node.functions)
        case Dots():
            return _Printed(r"\dots", _Level.POWER)
        case Matrix() | Blocks():
            inside = r" \\ ".join(map(to_latex, node.rows))
            return _Printed(rf"\begin{{bmatrix}} {inside} \end{{bmatrix}}")
        case Row():
            return _Printed(" & ".join(map(to_latex, node.cells)))
        case Interval(low=low, high=high, closed=(begin, end)):
            ends = f"{to_latex(low)}, {to_latex(high)}"
            return _Printed(f"{'(['[begin]}{ends}{')]'[end]}")
        case Listed():
            return _Printed(rf"\{{ {', '.join(map(to_latex, node.items))} \}}")
        case Over(below=(), body=body) | Total(body=body):
            return _series(r"\sum", "", None, body)
        case Over():
            taken = re.sub(r"^\\arg", r"\\arg\\", node.sign)
            return _series(taken, ", ".join(map(to_latex, node.below)), None, node.body)
        case Quotient():
            return _Printed(rf"\frac{{{to_latex(node.top)}}}{{{to_latex(node.bottom)}}}")
        case Power():
            base = _print(node.base).within(_Level.CALL).latex
            inner = _unmarked(node.base)
            # x^{\text{new}} has a layer, (x)^{\text{new}} is a power; and nobody sees what an
            # exponent behind a fraction belongs to.
            layered = isinstance(inner, Symbol | Function) and _names_layer(node.exponent)
            if layered or isinstance(inner, Quotient | Partial):
                base = _parentheses(to_latex(node.base)).latex
            level = _Level.CALL_POWER if _is_call(node.base) else _Level.POWER
            return _Printed(f"{base}^{{{_exponent(node)}}}", level)
        case Call() if is_root(node):
            return _Printed(rf"\sqrt{{{to_latex(node.arguments[0])}}}")
        case Call():
            arguments = _parentheses(*map(to_latex, node.arguments)).latex
            return _Printed(to_latex(node.function) + arguments, _Level.CALL)
        case Partial():
            return _partial(node)
        case Chosen(written=written):
            return _Printed(written, _Level.POWER)
        case BigSum():
            first = "" if node.first is None else f"={node.first}"
            bound = to_latex(node.last) if isinstance(node.last, Symbol) else node.last
            return _series(r"\sum", f"{node.index}{first}", bound, node.body)
        case Series(sign=sign) if sign in DOTTED:
            return _Printed(rf"{to_latex(node.body)} \dots", _Level.SUM)
        case Series():
            begins = [] if node.first is None else [f"{node.index}={to_latex(node.first)}"]
            asked = [] if node.where is None else [to_latex(node.where)]
            below = ", ".join(begins + asked) or node.index
            bound = None if node.last is None else to_latex(node.last)
            unclear = node.sign != r"\sum" and stray(node.body, [node.index]) is not None
            body = Group(items=(node.body,), start=0, end=0) if unclear else node.body
            return _series(node.sign, below, bound, body)
        case Repeated(body=body):
            return _print(body)
        case Group():
            return _parentheses(*map(to_latex, node.items))
        case Underbrace():
            inside, level = _print(node.body)
            claim = r"\text{...}" if node.claim is None else f"= {to_latex(node.claim)}"
            # TeX sets the superscript of a brace above it.
            return _Printed(rf"\underbrace{{{inside}}}_{{{claim}}}", min(level, _Level.POWER))
    raise AssertionError(node)


def _parentheses(*items: str) -> _Printed:
    latex = ", ".join(items)
    tall = re.search(r"\\(frac|sum|underbrace)(?![a-zA-Z])", latex)
    return _Printed(rf"\left( {latex} \right)" if tall else f"({latex})")


def _series(sign: str, below: str, bound: str | int | None, body: Node) -> _Printed:
    above = "" if bound is None else f"^{{{bound}}}"
    under = f"_{{{below}}}" if below else ""
    inside = _print(body).within(_Level.ELEMENTWISE).latex
    several = isinstance(body, Product | Elementwise | Outer)
    if takes_brackets(sign) and several and inside.startswith(("(", r"\left(")):
        inside = _parentheses(inside).latex
    return _Printed(f"{sign}{under}{above} {inside}", _Level.SERIES)


def _between(sign: str, factors: tuple[Node, ...]) -> _Printed:
    *others, last = map(_print, factors)
    inside = [*(other.within(_Level.PRODUCT) for other in others), last.within(_Level.SERIES)]
    return _Printed(sign.join(printed.latex for printed in inside), _Level.ELEMENTWISE)


def _is_call(node: Node) -> bool:
    """Whether it is two things to the grammar, a function and its brackets."""
    inner = node.body if isinstance(node, Entry) else node
    return isinstance(inner, Application) or (isinstance(inner, Call) and not is_root(inner))


def _names_layer(exponent: Node) -> bool:
    """Whether a symbol with this superscript would be read as one with a layer."""
    inner = _unmarked(exponent)
    return words_in(inner) != "" or is_bracketed(written(to_latex(inner)))


def _exponent(node: Power) -> str:
    """The exponent, without brackets that would make it a layer or another index."""
    exponent = node.exponent
    if isinstance(node.base, Number) or not _names_layer(exponent):
        return to_latex(exponent)
    while isinstance(exponent, Group) and len(exponent.items) == 1:
        exponent = exponent.items[0]
    return to_latex(exponent).replace(") (", r") \cdot (")


def _sum(node: Sum) -> _Printed:
    latex = ""
    for sign, term in zip(node.signs, node.terms, strict=True):
        # a + \underbrace{b - c} means the same without the brace, a - \underbrace{b - c} does not.
        inner = _unmarked(term)
        marked = isinstance(inner, Sum) and inner is not term and sign > 0
        signed = latex != "" and isinstance(inner, Sum) and inner.signs[0] < 0
        level = _Level.SUM if marked and not signed else _Level.ELEMENTWISE
        if term is not node.terms[-1] and isinstance(last_of(term), Cases):
            level = _Level.ATOM
        operator = "+" if sign > 0 else "-"
        latex += f" {operator} " if latex else operator.strip("+")
        latex += _print(term).within(level).latex
    return _Printed(latex, _Level.SUM)


def _product(node: Product) -> _Printed:
    latex, level = "", _Level.ROW
    for place, factor in enumerate(node.factors, start=1):
        # \underbrace{b c} a means what it means without the brace: only a bare product is enclosed.
        loosest = _Level.SERIES if place == len(node.factors) else _Level.PRODUCT
        printed = _print(factor)
        printed = printed.within(_Level.CALL_POWER if isinstance(factor, Product) else loosest)
        # Within the brackets of a call a bar behind a factor reads as a condition.
        unclear = _DIGIT.match(printed.latex) or printed.latex.startswith(_BAR)
        before = node.factors[place - 2]
        unclear = unclear or is_mixed(before, factor) or _calls(before, factor, printed.latex)
        if latex and (unclear or _reaches(before)):
            latex, level = rf"{latex} \cdot {printed.latex}", _Level.PRODUCT
        else:
            latex += f" {printed.latex}" if latex else printed.latex
        if printed.level == _Level.SERIES:
            level = _Level.SERIES
    return _Printed(latex, level)


def _partial(node: Partial) -> _Printed:
    # f(x) below \partial is two things to the grammar, which reads one there.
    level = _Level.ATOM if _is_call(node.bottom) else _Level.POWER
    bottom = rf"\partial {_print(node.bottom).within(level).latex}"
    if node.top is None:
        return _Printed(rf"\frac{{\partial}}{{{bottom}}}")
    top = _print(node.top)
    if isinstance(_unmarked(node.top), BigSum | Series | Over):
        return _Printed(rf"\frac{{\partial}}{{{bottom}}} {top.latex}", _Level.SERIES)
    return _Printed(rf"\frac{{\partial {top.within(_Level.ROW).latex}}}{{{bottom}}}")


def _unmarked(node: Node) -> Node:
    while isinstance(node, Underbrace):
        node = node.body
    return node


_BAR = r"\left|"
_ENDS_WITH_BAR = re.compile(r"^\\left\||\\right\|$")
_DIGIT = re.compile(r"(\\underbrace\{)*\d")


def _calls(node: Node, following: Node, latex: str) -> bool:
    """Whether brackets behind this, which are printed so, would be read as its arguments."""
    if not latex.startswith(("(", r"\left(")):
        return False
    if isinstance(node, Partial):
        return isinstance(node.top, Function)
    if not isinstance(node, Symbol):
        return not isinstance(node, Function) and is_of_functions(node)
    while isinstance(following, Power | Entry | Transpose):
        following = following.base if isinstance(following, Power) else following.body
    named = node.base.startswith(r"\mathbb") or (len(node.base) > 1 and node.base[0] != "\\")
    return named or (isinstance(following, Group) and len(following.items) > 1)


def _reaches(node: Node) -> bool:
    """Whether this would take the next factor as its argument."""
    match node:
        case Function() | Partial(top=None):
            return True
        case Underbrace(body=inner) | Power(base=inner):
            return _reaches(inner)
        case Product(factors=(*_, inner)):
            return _reaches(inner)
    return False

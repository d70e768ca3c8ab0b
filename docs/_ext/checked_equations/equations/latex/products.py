"""A row of factors: what functions and derivatives take, and which sign stands between which."""

from dataclasses import replace

from ..notation.nodes import Composed, Gradient, Listed, Matrix, Nabla, Primed, Row
from ..notation.tree import (
    Application,
    Call,
    Condition,
    Elementwise,
    Entry,
    Function,
    Group,
    Node,
    Number,
    Outer,
    Partial,
    Power,
    Product,
    Quotient,
    Symbol,
    Transpose,
    Underbrace,
    is_step,
)
from ..notation.vocabulary import OF_ARRAYS, ONE_ARGUMENT, STANDARD, Vocabulary
from .composed import applied_to, check_is_applied, composition, gradient, is_of_functions, power_of
from .printer import to_latex
from .reach import check_function
from .unread import unreadable

# Behind these, braces hold arguments.
_OF_SETS = (r"\max", r"\min")
# The sign in front of each factor, "" for none.
Items = list[tuple[str, Node]]


def applied(items: Items, vocabulary: Vocabulary) -> Items:
    """Let a function or a derivative operator take what stands directly to its right."""
    done: Items = []
    rest = list(items)
    while rest:
        operator, node = rest.pop(0)
        following = rest[0][1] if rest and rest[0][0] == "" else None
        if following is not None and _holds_arguments(node, following):
            rest.pop(0)
            node = _with_arguments(node, following)
        elif isinstance(node, Nabla) and following is not None:
            node = gradient(node, _taken(rest, vocabulary))
        elif _is_power_of_function(node) and following is not None:
            assert isinstance(node, Power)
            inner: Items = [("", node.base), *rest]
            (_, call), *rest = applied(inner, vocabulary)
            node = power_of(node, call)
        elif isinstance(node, Function) and isinstance(following, Listed) and node.name in _OF_SETS:
            rest.pop(0)
            node = _call(node, Group(items=following.items, start=node.end, end=following.end))
        elif isinstance(following, Matrix) and _is_function(node, vocabulary):
            rest.pop(0)
            node = _call(node, Group(items=(following,), start=node.end, end=following.end))
        elif following is not None and _is_called(node, following, vocabulary):
            _check_is_no_layer(node, following, vocabulary)
            rest.pop(0)
            node = _call(node, following)
        elif isinstance(node, Function) and following is not None and _needs_no_brackets(node):
            following = _taken(rest, vocabulary)
            if rest and rest[0][0] in ("", "/") and not isinstance(rest[0][1], Function):
                raise unreadable(
                    f"it is not clear how far {node.name} reaches",
                    "put parentheses around what it acts on",
                    node.start,
                )
            check_function(node.name, following)
            node = Call(function=node, arguments=(following,), start=node.start, end=following.end)
        elif following is not None and _is_operator(node, vocabulary):
            raise unreadable(
                "D with an index is a derivative operator, or a factor that is not declared",
                r"write a derivative as \frac{\partial f}{\partial x}, or declare D",
                node.start,
            )
        elif isinstance(node, Symbol) and node.base[1:] in STANDARD and node.base[0] == "\\":
            raise unreadable(
                f"{node.latex} without brackets behind it",
                "put brackets around what it acts on",
                node.start,
            )
        elif isinstance(node, Partial) and node.top is None and following is not None:
            is_number = _is_number(following, vocabulary) and _factor_follows(rest)
            number = rest.pop(0)[1] if is_number else None
            if rest and _is_open_function(rest):
                rest = applied(rest, vocabulary)
            behind = len(rest)
            following = _taken(rest, vocabulary)
            called = len(rest) < behind - 1
            of_number = isinstance(node, Gradient) and _is_of_number(following, rest, vocabulary)
            if not (called or of_number) and rest and _may_reach(following, *rest[0]):
                raise unreadable(
                    "it is not clear how far the derivative operator reaches",
                    "put brackets around what it acts on",
                    node.start,
                )
            if number is not None:  # by itself it has no derivative
                factors = (number, following)
                following = Product(factors=factors, start=number.start, end=following.end)
            node = replace(node, top=following, end=following.end)
        check_is_applied(node)
        if isinstance(node, Gradient):
            node = Partial(top=node.top, bottom=node.bottom, start=node.start, end=node.end)
        done.append((operator, node))
    return done


def composed(items: Items) -> Items:
    r"""The items with `f \circ g` as one, where functions stand on both sides."""
    done: Items = []
    for operator, node in items:
        before = done[-1][1] if done else None
        if operator == "circ" and isinstance(node, Function) and _is_composable(before):
            assert before is not None
            functions = before.functions if isinstance(before, Composed) else (before,)
            whole = composition((*functions, node), before.start, node.end)
            done[-1] = (done[-1][0], whole)
        else:
            done.append(("odot" if operator == "circ" else operator, node))
    return done


def stacked(items: Items, latex: str, vocabulary: Vocabulary) -> Items:
    r"""The items with `[h, x]` behind an array, `W [h, x]`, as one array on top of another."""
    done: Items = []
    for operator, node in items:
        before = done[-1][1] if done else None
        while isinstance(before, Transpose):
            before = before.body
        array = isinstance(before, Symbol) and before.base in vocabulary.arrays
        if array and isinstance(node, Group) and len(node.items) > 1 and latex[node.start] == "[":
            where = {"start": node.start, "end": node.end}
            rows = (Row(cells=(item,), start=item.start, end=item.end) for item in node.items)
            node = Matrix(rows=tuple(rows), **where)
        done.append((operator, node))
    return done


def _is_composable(node: Node | None) -> bool:
    return isinstance(node, Function | Composed)


def _holds_arguments(node: Node, following: Node) -> bool:
    """Whether brackets hold the arguments of functions in brackets, or of a derivative."""
    if _group_in(following) is None:
        return False
    if isinstance(node, Primed):
        return is_of_functions(node.body)
    if isinstance(node, Partial):
        return isinstance(node.top, Function) and isinstance(node.bottom, Symbol)
    return isinstance(node, Group) and len(node.items) == 1 and is_of_functions(node)


def _with_arguments(node: Node, following: Node) -> Node:
    r"""`(f \circ g)(x)`, `\frac{df}{dx}(x)`, with what is written behind the brackets."""
    match following:
        case Power(base=inner):
            return replace(following, base=_with_arguments(node, inner), start=node.start)
        case Entry(body=inner) | Transpose(body=inner):
            return replace(following, body=_with_arguments(node, inner), start=node.start)
    assert isinstance(following, Group)
    if isinstance(node, Partial):
        assert isinstance(node.top, Function)
        prime = replace(node.top, primes=node.top.primes + 1, start=node.start, end=node.end)
        return _call(prime, following)
    return applied_to(node, following)


def _may_reach(taken: Node, operator: str, node: Node) -> bool:
    """Whether an operator may act on this too, behind what it takes; brackets hold all of it.

    Brackets behind brackets are a factor, or another part of what is differentiated.
    """
    if isinstance(taken, Group):
        return operator == "" and _group_in(node) is not None
    return operator in ("", "*", "star", "/")


def _is_of_number(node: Node, rest: Items, vocabulary: Vocabulary) -> bool:
    r"""Whether the L of `\nabla_z L x^T` is a number and the next factor a whole array.

    Their product is an array, of which there is no gradient.
    """
    number = isinstance(node, Symbol) and node.base in vocabulary.others
    match rest:
        case [(_, Transpose()), *_]:
            return number
        case [(_, Symbol(base=base, subscripts=())), *_]:
            return number and base in vocabulary.arrays
    return False


def _needs_no_brackets(function: Function) -> bool:
    return function.name[1:] in ONE_ARGUMENT or function.name in OF_ARRAYS


def _is_power_of_function(node: Node) -> bool:
    return (
        isinstance(node, Power)
        and isinstance(node.base, Function)
        and node.base.name[1:] in ONE_ARGUMENT
    )


def _is_open_function(rest: Items) -> bool:
    """Whether it begins with a function that stands without brackets in front of its argument."""
    node, behind = rest[0][1], rest[1:2]
    one = isinstance(node, Function) and _needs_no_brackets(node)
    return (one or _is_power_of_function(node)) and bool(behind) and behind[0][0] == ""


def _is_number(node: Node, vocabulary: Vocabulary) -> bool:
    """Whether it is a number or the size of an axis, be it in a fraction."""
    if isinstance(node, Quotient | Product):
        return all(_is_number(part, vocabulary) for part in node.children())
    size = isinstance(node, Symbol) and node.base in vocabulary.sizes and not node.subscripts
    return isinstance(node, Number) or size


def _factor_follows(rest: Items) -> bool:
    """Whether another factor stands directly behind the first."""
    return len(rest) > 1 and rest[1][0] == ""


def _taken(rest: Items, vocabulary: Vocabulary) -> Node:
    """What an operator takes from the factors behind it: the first, with its brackets."""
    _, node = rest.pop(0)
    behind = rest[0] if rest else ("*", node)
    if behind[0] == "" and _group_in(behind[1]) and _is_called(node, behind[1], vocabulary):
        rest.pop(0)
        return _call(node, behind[1])
    return node


def _is_function(node: Node, vocabulary: Vocabulary) -> bool:
    declared = isinstance(node, Symbol) and (
        node.base in vocabulary.functions
        or node.base in vocabulary.valued
        or node.base[1:] in STANDARD
        or replace(node, primes=0).latex in vocabulary.functions
    )
    return isinstance(node, Function) or declared


def _is_called(node: Node, following: Node, vocabulary: Vocabulary) -> bool:
    r"""Whether the brackets that follow hold arguments.

    They do behind a function, and where they hold several things; and behind a word or a letter
    such as \mathbb{E} which is not declared, for that is no number then.
    """
    brackets = _group_in(following)
    if brackets is None or _is_function(node, vocabulary):
        return brackets is not None
    if not isinstance(node, Symbol):
        return False
    named = node.base.startswith(r"\mathbb") or (len(node.base) > 1 and node.base[0] != "\\")
    several = len(brackets.items) > 1 or isinstance(brackets.items[0], Condition)
    return several or (named and node.base not in vocabulary.declared)


def _is_operator(node: Node, vocabulary: Vocabulary) -> bool:
    """Whether it is the D of `D_x f`, where no D is declared."""
    return (
        isinstance(node, Symbol)
        and node.base == "D"
        and (len(node.subscripts) == 1 and "D" not in vocabulary.declared)
    )


def _check_is_no_layer(function: Node, brackets: Node, vocabulary: Vocabulary) -> None:
    """Demand that no step is raised behind the brackets of what has layers. Raises Problem."""
    while isinstance(brackets, Entry):
        brackets = brackets.body
    name = function.name if isinstance(function, Function) else getattr(function, "base", "")
    if isinstance(brackets, Power) and name in vocabulary.stepped:
        text = to_latex(brackets.exponent).replace(" ", "")
        if is_step(text) and not isinstance(brackets.exponent, Number):
            raise unreadable(
                f"the superscript {text} behind a function with layers: a layer, or a power",
                rf"write a layer behind the function, {name}^{{{text}}}(x), and brackets around "
                "what is raised",
                brackets.exponent.start,
            )


def _group_in(node: Node) -> Group | None:
    """The brackets that begin with this: `(x)` in `(x)^2` and `(x)_i`."""
    while isinstance(node, Power | Entry | Transpose):
        node = node.base if isinstance(node, Power) else node.body
    return node if isinstance(node, Group) else None


def _call(function: Node, following: Node) -> Node:
    """A function with its brackets, and what is written behind them."""
    match following:
        case Power(base=inner):
            return replace(following, base=_call(function, inner), start=function.start)
        case Entry(body=inner) | Transpose(body=inner):
            return replace(following, body=_call(function, inner), start=function.start)
    assert isinstance(following, Group)
    where = {"start": function.start, "end": following.end}
    if isinstance(function, Function):
        return Call(function=function, arguments=following.items, **where)
    assert isinstance(function, Symbol)
    return Application(function=function, arguments=following.items, **where)


def product(items: Items, vocabulary: Vocabulary, start: int, end: int) -> Node:
    r"""The factors multiplied; `\odot` and `\otimes` hold less than what stands side by side."""
    parts: list[Items] = [[]]
    signs: list[str] = []
    for operator, node in items:
        if operator in ("odot", "otimes"):
            signs.append(operator)
            parts.append([("", node)])
        else:
            parts[-1].append((operator, node))
    if len(set(signs)) > 1:
        raise unreadable(
            r"\odot and \otimes side by side", "put brackets around one of them", start
        )
    factors = [_plain(part, vocabulary) for part in parts]
    if not signs:
        return replace(factors[0], start=start, end=end) if len(parts[0]) > 1 else factors[0]
    for factor in factors[1:] if signs[0] == "odot" else factors:
        matrices = isinstance(factor, Product) and sum(
            has_arrays(part, vocabulary) for part in factor.factors
        )
        if matrices > 1:
            raise unreadable(
                rf"it is not clear whether \{signs[0]} or the product beside it comes first",
                "put brackets around what comes first",
                factor.start,
            )
    kind = Elementwise if signs[0] == "odot" else Outer
    return kind(factors=tuple(factors), start=start, end=end)


def has_arrays(node: Node, vocabulary: Vocabulary) -> bool:
    """Whether there is a letter in it that stands for an array."""
    return any(isinstance(part, Symbol) and part.base in vocabulary.arrays for part in node.walk())


def _plain(items: Items, vocabulary: Vocabulary) -> Node:
    factors: list[Node] = []
    previous = ""
    for operator, node in items:
        if previous == "/" and operator == "":
            raise unreadable(
                "a factor directly behind a quotient written with `/`",
                r"use \frac, or parentheses",
                node.start,
            )
        if operator == "/":
            top = factors.pop()
            node = Quotient(top=top, bottom=node, start=top.start, end=node.end)
        elif operator == "" and factors and _begins_with_digit(node) and not _is_bar(factors[-1]):
            raise unreadable(
                "a number directly behind a factor", r"write \cdot between them", node.start
            )
        elif operator == "star" and _is_open(factors, node, vocabulary):
            raise unreadable(
                "* between arrays is a product element by element, a matrix product or a "
                "convolution",
                r"write \odot for the first, and nothing between the factors for the second; or "
                'say in the module that the axes decide, ARRAYS = "by axes"',
                node.start,
            )
        factors.append(node)
        previous = operator
    if len(factors) == 1:
        return factors[0]
    return Product(factors=tuple(factors), start=factors[0].start, end=factors[-1].end)


def _is_open(factors: list[Node], node: Node, vocabulary: Vocabulary) -> bool:
    """Whether it is left open how arrays in front and this one are multiplied by `*`."""
    if "*" in vocabulary.settled or not has_arrays(node, vocabulary):
        return False
    return any(has_arrays(factor, vocabulary) for factor in factors)


def _is_bar(node: Node) -> bool:
    r"""Whether it is a fraction as \frac draws it, behind which a number begins anew."""
    return isinstance(node, Quotient) and node.top.start != node.start


def _begins_with_digit(node: Node) -> bool:
    """Whether it would be drawn as one number with a number in front of it."""
    match node:
        case Number():
            return True
        case Power(base=inner) | Underbrace(body=inner) | Product(factors=(inner, *_)):
            return _begins_with_digit(inner)
    return False

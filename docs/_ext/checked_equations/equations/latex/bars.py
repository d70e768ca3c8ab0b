r"""Which of the bars in `|x|`, `\|x\|` and `p(y | x)` opens, closes or separates."""

import itertools
from collections.abc import Iterator

from lark import Token

from .unread import unreadable

# Behind these a bar does not open anything, but in a product.
_OPERANDS = frozenset(
    (
        *("LETTER", "NUMBER", "GREEK", "TEXT", "FONT", "TRANSPOSE", "PRIME", "PRIMES"),
        *("RPAR", "RSQB", "RBRACE", "BAR_END", "NORM_END", "CASES_END", "MATRIX_END"),
    )
)
_OPENING = frozenset(("LPAR", "LSQB", "LBRACE", "BAR", "NORM", "CASES", "MATRIX"))
_CLOSING = frozenset(("RPAR", "RSQB", "RBRACE", "BAR_END", "NORM_END", "CASES_END", "MATRIX_END"))
# Brackets behind these hold arguments, where a bar stands for a condition.
_CALLED = (_OPERANDS - _CLOSING - {"NUMBER"}) | {"RBRACE"}
# The brackets of a call, also once a bar stands in them, and those of a sum's bounds.
_CALL, _CONDITION, _BOUNDS = "CALL", "CONDITION", "BOUNDS"
# The brackets of a call with a relation in them, `P(y = 1 | x)`, behind which a bar is a condition.
_EVENT = "EVENT"
_RELATIONS = frozenset(("EQUAL", "REL"))
# What something stands below.
_BIG = frozenset(("SUM", "OVER", "EXPECTED"))


class Bars:
    """Gives each bar its type, between lark's lexer and its parser."""

    always_accept = ("SINGLE_BAR", "DOUBLE_BAR")

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        """The tokens with their types. Raises Problem for a bar that reads in two ways."""
        open_ = [""]
        before = script = ""
        rest = iter(stream)
        while (token := next(rest, None)) is not None:
            if token == "||" and open_[-1] == "BAR" and before in _OPERANDS:
                token, other = _halves(token)
                rest = itertools.chain([other], rest)
            if token.type in self.always_accept:
                kind = _kind(token, before, open_[-1])
                if kind == before and kind in ("BAR", "BAR_END"):
                    raise unreadable(
                        "two bars side by side, which read as one of a norm",
                        r"write \| for a norm, or brackets between them",
                        token.start_pos or 0,
                    )
                if kind == "GIVEN" and open_[-1] in (_CALL, _EVENT):
                    open_[-1] = _CONDITION
                token = Token.new_borrow_pos(kind, str(token), token)
            if token.type in _RELATIONS and open_[-1] == _CALL:
                open_[-1] = _EVENT
            if token.type in _OPENING:
                called = token.type == "LPAR" and before in _CALLED
                open_.append(_CALL if called else script or token.type)
            closed = open_.pop() if token.type in _CLOSING and len(open_) > 1 else ""
            if closed == _BOUNDS or (script and token.type != "LBRACE"):
                # What follows is summed: a bar opens something there, as behind the sum itself.
                before, script = "SUM", ""
            else:
                bounded = before in _BIG and token.type in ("UNDERSCORE", "CIRCUMFLEX")
                before, script = token.type, _BOUNDS if bounded else ""
            yield token


def _halves(token: Token) -> Iterator[Token]:
    """The two bars of `|x||y|`, of which the first closes and the second opens."""
    start = token.start_pos or 0
    for place in (start, start + 1):
        yield Token("SINGLE_BAR", "|", start_pos=place, end_pos=place + 1)


def _kind(token: Token, before: str, inside: str) -> str:
    kind = "BAR" if token.type == "SINGLE_BAR" else "NORM"
    opens = token.startswith((r"\left", r"\lv", r"\lV"))
    if not opens and inside == kind and (before in _OPERANDS or token.startswith(r"\r")):
        return f"{kind}_END"
    if kind == "BAR" and inside == _EVENT and before in _OPERANDS and not opens:
        return "GIVEN"
    if kind == "BAR" and inside in (_CALL, _CONDITION) and before in _OPERANDS - {"NUMBER"}:
        if opens or inside == _CONDITION:
            raise unreadable(
                "bars behind a factor in the brackets of a call, which read as an absolute value "
                "and as conditions",
                r"write an absolute value first, or \cdot before it; commas between arguments",
                token.start_pos or 0,
            )
        return "GIVEN"
    return "GIVEN" if token == r"\mid" else kind

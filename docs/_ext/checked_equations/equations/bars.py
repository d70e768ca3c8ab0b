r"""Which of the bars in `|x|`, `\|x\|` and `p(y | x)` opens, closes or separates."""

from collections.abc import Iterator

from lark import Token

# Behind these a bar does not open anything, but in a product.
_OPERANDS = frozenset(
    (
        *("LETTER", "NUMBER", "GREEK", "TEXT", "FONT", "TRANSPOSE", "PRIME", "PRIMES"),
        *("RPAR", "RSQB", "RBRACE", "BAR_END", "NORM_END"),
    )
)
# Brackets behind these hold arguments, where a bar stands for a condition.
_CALLED = _OPERANDS - {"NUMBER", "RPAR", "RSQB", "BAR_END", "NORM_END"}
_OPENING = frozenset(("LPAR", "LSQB", "LBRACE", "BAR", "NORM"))
_CLOSING = frozenset(("RPAR", "RSQB", "RBRACE", "BAR_END", "NORM_END"))


class Bars:
    """Gives each bar its type, between lark's lexer and its parser."""

    always_accept = ("SINGLE_BAR", "DOUBLE_BAR")

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        open_ = [""]
        before = ""
        for token in stream:
            if token.type in self.always_accept:
                token = Token.new_borrow_pos(_kind(token, before, open_[-1]), str(token), token)
            if token.type in _OPENING:
                called = token.type == "LPAR" and before in _CALLED
                open_.append("CALL" if called else token.type)
            elif token.type in _CLOSING and len(open_) > 1:
                open_.pop()
            before = token.type
            yield token


def _kind(token: Token, before: str, inside: str) -> str:
    kind = "BAR" if token.type == "SINGLE_BAR" else "NORM"
    if token.startswith((r"\left", r"\lv", r"\lV")):
        return kind
    if inside == kind and (before in _OPERANDS or token.startswith(r"\r")):
        return f"{kind}_END"
    if token == r"\mid" or (kind == "BAR" and inside == "CALL" and before in _OPERANDS):
        return "GIVEN"
    return kind

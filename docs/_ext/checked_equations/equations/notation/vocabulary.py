"""What a notation says of the letters that LaTeX alone leaves ambiguous."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

from .tree import Function, Symbol, is_bracketed, is_step

# Functions that every notation has, by their words; those that act on one thing need no brackets.
_TRIGONOMETRIC = ("sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh")
ONE_ARGUMENT = ("exp", "log", "ln", *_TRIGONOMETRIC, "det")
STANDARD = (*ONE_ARGUMENT, "max", "min", "arg")
# Words for functions, unless they are declared as something else; the first need no brackets.
OF_ARRAYS = ("diag", "tr")
WELL_KNOWN = (*OF_ARRAYS, "softmax", "sigmoid", "relu", "ReLU")
# Words that need a backslash.
_WORDS = """
sqrt frac sum cdot partial hat alpha beta gamma delta epsilon eta theta kappa lambda mu nu pi rho
sigma tau phi omega ell
"""
COMMANDS = frozenset((*STANDARD, *_WORDS.split()))
# The parts of a base that is more than one letter: `dW`, `d\Gamma`, `d\tilde{c}`.
_PARTS = re.compile(r"\\(?:hat|tilde|bar)\{\\?[a-zA-Z]+\}|\\[a-zA-Z]+|[a-zA-Z]")


@dataclass(frozen=True)
class Vocabulary:
    r"""The declared bases: without subscripts, superscripts, accents and primes.

    `layered` are those with a superscript in brackets, such as `W^{(l)}`, where `l` may be
    arithmetic; `stepped` those with one that stands alone, `a^l`, which then is no power.
    `subscripts` are the words of subscripts: with "in", `W_{in}` is `W_{\text{in}}`. `valued` are
    values that stand with their arguments, such as `J(W, b)`. `settled` are signs that the notation
    gives one meaning: `*` between arrays. `sizes` are numbers that no derivative is of.
    """

    functions: frozenset[str] = frozenset()
    arrays: frozenset[str] = frozenset()  # of these `^T` is a transpose
    others: frozenset[str] = frozenset()  # numbers
    layered: frozenset[str] = frozenset()
    stepped: frozenset[str] = frozenset()
    subscripts: frozenset[str] = frozenset()
    valued: frozenset[str] = frozenset()
    settled: frozenset[str] = frozenset()
    sizes: frozenset[str] = frozenset()
    declaring: bool = False  # one symbol is declared: its superscript is no power

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Kept, for trees are looked up by it again and again."""
        return hash(tuple(getattr(self, field.name) for field in fields(self)))

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled: another process hashes differently."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @cached_property
    def declared(self) -> frozenset[str]:
        return self.functions | self.arrays | self.others

    @cached_property
    def words(self) -> dict[tuple[str, ...], str]:
        """The bases of several letters by their letters, which a formula may write as they are."""
        return dict(_spelled(self.declared))

    def with_name(
        self, symbol: Symbol | Function, is_array: bool, is_valued: bool = False
    ) -> "Vocabulary":
        """The vocabulary with one more declared name."""
        if isinstance(symbol, Function):
            return replace(self, functions=self.functions | {symbol.name})
        base, layer = {symbol.base}, symbol.layer
        return replace(
            self,
            arrays=self.arrays | base if is_array else self.arrays,
            others=self.others if is_array else self.others | base,
            layered=self.layered | base if is_bracketed(layer) else self.layered,
            stepped=self.stepped | base if is_step(layer) and layer.isalnum() else self.stepped,
            subscripts=self.subscripts | set(filter(_is_word, symbol.subscripts)),
            valued=self.valued | base if is_valued else self.valued,
        )

    def with_elements(self, bold: Mapping[str, str]) -> "Vocabulary":
        """The vocabulary where elements of arrays in bold type have layers as these have."""
        if not bold:
            return self
        return replace(
            self,
            layered=self.layered | {plain for plain, base in bold.items() if base in self.layered},
            stepped=self.stepped | {plain for plain, base in bold.items() if base in self.stepped},
        )


def _is_word(subscript: str) -> bool:
    return len(subscript) > 1 and subscript.isalnum()


def _spelled(bases: Iterable[str]) -> Iterable[tuple[tuple[str, ...], str]]:
    for base in bases:
        parts = tuple(_PARTS.findall(base))
        if len(parts) > 1 and "".join(parts) == base.replace(" ", ""):
            yield parts, base

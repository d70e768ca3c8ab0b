"""What a notation says of the letters that LaTeX alone leaves ambiguous."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Vocabulary:
    """The declared bases: without subscripts, superscripts, accents and primes."""

    functions: frozenset[str] = frozenset()
    arrays: frozenset[str] = frozenset()  # of these `^T` is a transpose
    others: frozenset[str] = frozenset()  # numbers

    @property
    def declared(self) -> frozenset[str]:
        return self.functions | self.arrays | self.others

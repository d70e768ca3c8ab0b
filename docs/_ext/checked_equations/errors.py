"""The one form of every complaint: where, what is wrong, what was expected, how to mend it."""

from dataclasses import dataclass


class Problem(Exception):
    """Something is wrong; `offset` counts characters from the start of the formula."""

    def __init__(self, wrong: str, expected: str, mend: str, offset: int | None = None) -> None:
        super().__init__(wrong)
        self.wrong = wrong
        self.expected = expected
        self.mend = mend
        self.offset = offset


class Refuted(Problem):
    """A formula was evaluated and is false: two values differ, or one does not exist."""


class Senseless(Problem):
    """A formula is true by value, and still no step that anyone would write."""


class Consequence(Problem):
    """Something that cannot be checked because of another error, which says what is wrong."""


@dataclass(frozen=True, order=True)
class PageError:
    """A problem with its place: `docs/page.md:LINE: what is wrong; expected …; to mend: …`."""

    path: str
    line: int
    problem: Problem

    def __str__(self) -> str:
        return (
            f"{self.path}:{self.line}: {self.problem.wrong}; "
            f"expected {self.problem.expected}; to mend: {self.problem.mend}"
        )

"""The one form of every complaint: where, what is wrong, what was expected, how to fix it."""

from dataclasses import dataclass


class Problem(Exception):
    """Something is wrong; `offset` counts characters from the start of the formula."""

    def __init__(self, wrong: str, expected: str, fix: str, offset: int | None = None) -> None:
        super().__init__(wrong)
        self.wrong = wrong
        self.expected = expected
        self.fix = fix
        self.offset = offset


class FalseStatement(Problem):
    """A formula was evaluated and is false: two values differ, or one is not finite."""


def as_false(problem: Problem, error: BaseException) -> Problem:
    """A problem that an error is the cause of: a false statement where a value is not finite."""
    kind = FalseStatement if isinstance(error, ArithmeticError) else Problem
    return kind(problem.wrong, problem.expected, problem.fix, problem.offset)


class Pointless(Problem):
    """A formula is true by value, but no sensible step of a derivation."""


class Elsewhere(Problem):
    """A formula fails because of a function in a module: `path` and `line` say where."""

    def __init__(self, wrong: str, expected: str, fix: str, path: str, line: int) -> None:
        super().__init__(wrong, expected, fix)
        self.path = path
        self.line = line


class Consequence(Problem):
    """Something that cannot be checked because of another error, which has its own message."""


@dataclass(frozen=True)
class Complaint:
    """A problem with its place: `path:line: what is wrong; expected …; fix: …`."""

    path: str
    line: int
    problem: Problem

    def __str__(self) -> str:
        problem = self.problem
        text = f"{problem.wrong}; expected {problem.expected}; fix: {problem.fix}"
        # What a snippet raises may have several lines; a complaint has one.
        return f"{self.path}:{self.line}: " + " ".join(text.splitlines())

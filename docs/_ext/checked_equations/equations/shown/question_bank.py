"""The questions on a page: of each kind at most so many, kept for later processes."""

from collections.abc import Iterable, Sequence

from ..models.lasting import of_model
from ..search.inputs import runs
from ..search.searched import described
from .question_numbers import numbers
from .questions import Question, Source, Statement, definitions, derivations, formulas

_FORMULAS, _DERIVATIONS, _NUMBERS = 5, 3, 4


def questions(
    seed: str, statements: Sequence[Statement], others: Iterable[Statement]
) -> tuple[Question, ...]:
    """The questions on a page's statements, now or as an earlier process made them.

    `others` are those of the whole site, which define what these speak of.
    """
    model = statements[0].binding.model
    defined = definitions(model, others)
    said = [(one.name, described(one.formula, one.binding), one.is_result) for one in statements]
    source = Source(seed, statements, defined)
    names = {n for one in statements for n in runs(one.formula, one.binding)}
    names |= {one.binding.snippet for one in statements} | defined.keys()
    return of_model("questions", model, names, (seed, said, defined), lambda: _made(source))


def _made(source: Source) -> tuple[Question, ...]:
    return (
        *formulas(source, _FORMULAS),
        *derivations(source, _DERIVATIONS),
        *numbers(source, _NUMBERS),
    )

"""Everything that a page can ask of the build, one module each: parsed, checked, shown.

Adding one means writing its module and naming it here.
"""

from collections.abc import Callable

from ..attributes import Attributes
from ..options import Options
from ..reader import Rule
from ..registry import Item, Place
from . import (
    account,
    derive,
    errata,
    field,
    inline,
    math,
    model,
    mutants,
    network,
    notation,
    published,
    questions,
    reference,
    source,
    summary,
    value,
)

# ```name {attributes} to an item. Raises Problem where the attributes do not fit.
FENCES: dict[str, Callable[[Place, str, Attributes, Options], Item]] = {
    "math": math.parse,
    "notation": notation.parse,
    "model": model.parse,
    "source": source.parse,
    "errata": errata.parse,
    "account": account.parse,
    "mutants": mutants.parse,
    "network": network.parse,
    "summary": summary.parse,
    "field": field.parse,
    "derive": derive.parse,
    "questions": questions.parse,
}
# In running text, in the order in which they are tried.
INLINE: tuple[Rule, ...] = (inline.RULE, value.RULE, published.RULE, reference.RULE)

"""Arrays that are computed one element after the other: none of them can be moved alone."""

from ..errors import Problem
from ..models.lasting import kept_per_model
from ..models.model import Model
from ..models.sources import given, sources
from ..notation.symbols import Name
from ..notation.tree import Symbol
from .ancestry import entangled

# What computes each element from those before it, be it in one step.
_NAMES = """
accumulate cumsum cumprod nancumsum nancumprod cumulative_sum cumulative_prod reduce reduceat
cumulative_trapezoid cumulative_simpson lfilter filtfilt sosfilt matrix_power solve inv pinv lstsq
"""
_SEQUENTIAL = frozenset(_NAMES.split())


def check_alone(symbol: Symbol, name: Name, model: Model) -> None:
    """Demand an array of which one element can be moved alone. Raises Problem."""
    reason = name.python in model.forward and (
        one_after_another(model, name.python) or entangled(model, name.python)
    )
    if reason:
        raise Problem(
            f"a derivative by {symbol.latex}, one element of an array whose elements may follow "
            f"from each other: {reason}. Moved alone, it would move no other",
            "an array that is computed all at once",
            "name each state as a value of its own in FORWARD, or write the function without that",
            symbol.start,
        )


@kept_per_model
def one_after_another(model: Model, python: str) -> str:
    """By which function the elements of a value follow from each other, or ''."""
    for value in given(model, python):
        if getattr(value, "__name__", "") in _SEQUENTIAL:
            return f"{python} uses {value.__name__}"
    for source in sources(model, python):
        for use in source.uses:
            if use.name in _SEQUENTIAL:
                return f"{source.name} uses {use.written}"
    return ""

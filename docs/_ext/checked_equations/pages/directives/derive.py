"""```derive {goal=…}: where a reader derives a gradient of this site, line under line."""

from dataclasses import dataclass

from ...equations.errors import Problem
from ...equations.models.model import Model
from ...equations.notation.tree import Partial
from ..attributes import Attributes
from ..options import Options
from ..registry import Failed, Item, Page, Place, Registry, Stage
from .equation import Checked, follows


@dataclass(frozen=True, eq=False)
class Derive(Item):
    """What opens the derivation; it takes no room on paper, and without scripts."""

    attributes: Attributes
    stage = Stage.LAST
    template = "derive.html"
    searched = False

    @property
    def goal(self) -> str:
        """The id of the equation that the derivation ends with."""
        return self.attributes.options.get("goal", "").removeprefix("#")

    def check(self, page: Page, registry: Registry) -> Model:
        """The live model that the goal is of. Raises Problem."""
        equation = registry.equations.get(self.goal)
        expected = "goal=… with the id of a checked equation that begins with a derivative"
        self.attributes.only("derive", "goal", expected, equation is not None)
        found = registry.results.get(equation) if equation else None
        if isinstance(found, Failed):
            raise follows(self.goal)
        if not isinstance(found, Checked) or not isinstance(found.formula.chain.sides[0], Partial):
            raise Problem(f"a derivation of #{self.goal}", expected, "name such an equation")
        model = found.binding.model
        if model.name not in registry.options.live:
            raise Problem(
                f"a derivation of #{self.goal}, an equation of {model.name}, "
                "which no browser evaluates",
                "an equation of a model of the option `live`",
                "name the model there, or another equation here",
            )
        return model


def parse(place: Place, text: str, attributes: Attributes, options: Options) -> Derive:
    """The directive as an item."""
    return Derive(place, text, attributes)

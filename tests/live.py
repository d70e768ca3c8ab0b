"""The live models in V8, with what evaluates their formulas."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from checked_equations import v8
from checked_equations.equations.notation.tree import Chain
from checked_equations.live.bundle import evaluator
from checked_equations.live.model_data import Data, plain_chain
from checked_equations.pages.options import settings_in
from tests.site import ROOT

LIVE: list[str] = settings_in(ROOT / "mkdocs.yml")["live"]
_ASKED = """
const verdicts = (name, chains) => chains.map(chain => live.verdict(chain, live.models[name]))
const verdictsOfTexts = (name, texts) => texts.map(latex => {
  const model = live.models[name]
  try {
    return live.verdict(live.chain(latex, model.vocabulary), model)
  } catch (error) {
    if (error instanceof live.Unread) return "unread"
    throw error
  }
})
const inPlace = (name, pairs) => {
  const model = live.models[name]
  return pairs.map(([{sides: [own]}, chain]) => {
    const verdict = live.verdict(chain, model)
    const isOther = verdict === "true" && live.compare(own, chain.sides[0], model).equal === false
    return isOther ? "refuted" : verdict
  })
}
const compared = (name, pairs) => pairs.map(([a, b]) => {
  const {equal, why} = live.compare(a, b, live.models[name])
  return [equal, why]
})
"""


class Browser:
    """V8 with the evaluator, or with the whole engine, and some models."""

    def __init__(self, models: Mapping[str, Data], engine: str = "") -> None:
        given = f"Object.assign(live.models, {json.dumps(models)})"
        self.v8 = v8.start([engine or evaluator(), given, _ASKED])

    def ask(self, script: str) -> Any:
        """The value of an expression in JavaScript."""
        return json.loads(str(self.v8.eval(f"JSON.stringify({script})")))

    def verdicts(self, model: str, chains: Sequence[Chain]) -> list[str]:
        """What is said of formulas of a model."""
        plain = [plain_chain(chain) for chain in chains]
        return list(self.ask(f"verdicts({json.dumps(model)}, {json.dumps(plain)})"))

    def verdicts_in_place(self, model: str, pairs: Sequence[tuple[Chain, Chain]]) -> list[str]:
        """What is said of formulas in the place of others, which say what they compute."""
        plain = [list(map(plain_chain, pair)) for pair in pairs]
        return list(self.ask(f"inPlace({json.dumps(model)}, {json.dumps(plain)})"))

    def verdicts_of_texts(self, model: str, latex: Sequence[str]) -> list[str]:
        """What is said of formulas that the browser reads by itself."""
        asked = f"{json.dumps(model)}, {json.dumps(latex)}"
        return list(self.ask(f"verdictsOfTexts({asked})"))

    def compared(self, model: str, chains: Sequence[Chain]) -> list[tuple[bool | None, str]]:
        """Whether both sides of each chain are equal, and why that cannot be said."""
        pairs = [plain_chain(chain)["sides"] for chain in chains]
        found = self.ask(f"compared({json.dumps(model)}, {json.dumps(pairs)})")
        return [(equal, why) for equal, why in found]

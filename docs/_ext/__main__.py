"""`python docs/_ext`: check every formula of the site without building it."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from checked_equations.registry import Equation, Registry
from checked_equations.site_pass import site_pass

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Check the site and report; 1 if anything is wrong."""
    parser = argparse.ArgumentParser(prog="check", description=__doc__)
    parser.add_argument("--json", metavar="FILE", help="write what was found, '-' for the screen")
    parser.add_argument(
        "--root", type=Path, default=ROOT, help="the folder with docs/ and snippets/"
    )
    arguments = parser.parse_args()
    registry = site_pass(arguments.root.resolve())
    errors = registry.all_errors()
    if arguments.json:
        text = json.dumps(_record(registry), indent=1, ensure_ascii=False) + "\n"
        if arguments.json == "-":
            print(text, end="")
        else:
            Path(arguments.json).write_text(text, encoding="utf-8")
    for error in errors:
        print(error, file=sys.stderr)
    summary = summary_line(registry)
    print(
        f"{len(errors)} errors; {summary}" if errors else summary,
        file=sys.stderr if arguments.json == "-" else sys.stdout,
    )
    return 1 if errors else 0


def summary_line(registry: Registry) -> str:
    """How many equations were checked, refuted as they must be, and exempt."""
    facts = registry.facts()
    return (
        f"{facts['equations']} equations checked, {facts['refuted']} refuted as they must be, "
        f"{facts['exempt']} exempt; {facts['inline']} inline formulas checked"
    )


def _record(registry: Registry) -> dict[str, Any]:
    return {
        "equations": [_equation(e) for e in registry.equations.values()],
        "errors": [str(e) for e in registry.all_errors()],
        "facts": registry.facts(),
    }


def _equation(equation: Equation) -> dict[str, Any]:
    report, refutation = equation.report, equation.refutation
    links: dict[str, Any] = {}
    if report:
        for link, found in report.residuals.items():
            why = report.why.get(link) or report.why.get("calculus", "")
            links[link] = (
                {"residual": found} if found is not None else {"residual": None, "why": why}
            )
        links["independent"] = {"residual": None, "why": "a test's business, not the build's"}
    else:
        why = "refuted: it has to be false" if refutation else "exempt, or it has an error"
        names = ("sides", "python", "calculus", "central", "independent")
        links = {name: {"residual": None, "why": why} for name in names}
    return {
        "page": equation.page.path,
        "line": equation.item.line,
        "id": equation.id,
        "number": equation.number or None,
        "snippet": str(equation.binding) if equation.binding else None,
        "value": _plain(report.value) if report else None,
        "links": links,
        "off": refutation.generic if refutation else None,
        "off_example": refutation.example if refutation else None,
        "exempt": equation.exempt,
    }


def _plain(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else value


if __name__ == "__main__":
    raise SystemExit(main())

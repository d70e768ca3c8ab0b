"""Addresses of equations that have moved to another page: a script leads readers on."""

import csv
import json

from checked_equations.files import write_changed
from checked_equations.pages.registry import Registry

LIST = "data/moved.csv"  # page, id: where an equation was
_SCRIPT = """\
// Equations that have moved to another page, by their old page and their id.
const moved = {}
const lead = () => {{
  const id = location.hash.slice(1)
  const here = Object.keys(moved).find(page => location.pathname.endsWith("/" + page))
  if (here && moved[here][id]) location.replace(moved[here][id] + "#" + id)
}}
addEventListener("hashchange", lead)
lead()
"""


def write(registry: Registry) -> None:
    """Write the script, unless it is there. Raises ValueError for an equation that is not."""
    moved: dict[str, dict[str, str]] = {}
    pages = {registry.address(page): page for page in registry.pages.values()}
    with (registry.docs / LIST).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            was = pages.get(row["page"])
            item = registry.equations.get(row["id"])
            if was is None or item is None or registry.page_of[item] is was:
                raise ValueError(f"{LIST}: {row['id']} is no equation that has left {row['page']}")
            address = registry.address(registry.page_of[item], was)
            moved.setdefault(row["page"], {})[row["id"]] = address
    script = _SCRIPT.format(json.dumps(moved)).encode()
    target = registry.docs / "assets" / "moved.js"
    write_changed(target, script)

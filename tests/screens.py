"""Pictures of every page as readers see it, at four widths, light and dark, in Chromium."""

import argparse
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.bench_browser import build
from tests.chromium import chromium
from tests.server import serve

WIDTHS = (1440, 1100, 768, 375)
SCHEMES = ("light", "dark")


def main() -> None:
    """Write `FOLDER/page-width-scheme.png` for each page, width and scheme."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("pages", nargs="*", metavar="page", help="such as two-layer: all")
    arguments = parser.parse_args()
    folder, wanted = arguments.folder, arguments.pages
    site = build(folder / "site")
    found = sorted(file.relative_to(site).as_posix() for file in site.rglob("*.html"))
    names = [name for name in found if not wanted or Path(name).stem in wanted]
    with serve(site) as home, chromium() as browser:
        for scheme in SCHEMES:
            for width in WIDTHS:
                viewport: Any = {"width": width, "height": 900}
                colours: Any = scheme
                with browser.new_context(viewport=viewport, color_scheme=colours) as context:
                    page = context.new_page()
                    for name in names:
                        page.goto(f"{home}/{name}")
                        page.evaluate("document.fonts.ready.then(() => null)")
                        picture = name.removesuffix(".html").replace("/", "-")
                        page.screenshot(
                            path=folder / f"{picture}-{width}-{scheme}.png", full_page=True
                        )


if __name__ == "__main__":
    main()

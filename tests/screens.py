"""Pictures of every page as readers see it, at four widths, light and dark, in Chromium.

Of some pages also in Firefox, where there is one on this machine.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.bench_browser import build
from tests.chromium import chromium
from tests.server import serve

WIDTHS = (1440, 1100, 768, 375)
SCHEMES = ("light", "dark")
# Between them they have all that browsers draw each in its own way: braces, hats, pictures, fields;
# cases, roots, plots; marks of what is wrong.
IN_FIREFOX = ("two-layer.html", "activations.html", "museum.html")


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
                        page.screenshot(path=picture(folder, name, width, scheme), full_page=True)
        in_firefox(home, folder, [name for name in names if name in IN_FIREFOX])


def picture(folder: Path, name: str, width: int, kind: str) -> Path:
    """Where the picture of a page is written."""
    return folder / f"{name.removesuffix('.html').replace('/', '-')}-{width}-{kind}.png"


def in_firefox(home: str, folder: Path, names: list[str]) -> None:
    """The same of some pages, in Firefox and light."""
    firefox = shutil.which("firefox")
    if firefox is None:
        print("no Firefox on this machine: there are no pictures from it")
        return
    for name in names:
        for width in WIDTHS:
            with tempfile.TemporaryDirectory() as profile:
                file = picture(folder.resolve(), name, width, "firefox")
                options = ["--headless", "--no-remote", "--profile", profile]
                size = ["--screenshot", str(file), f"--window-size={width}"]
                subprocess.run([firefox, *options, *size, f"{home}/{name}"], check=True)


if __name__ == "__main__":
    main()

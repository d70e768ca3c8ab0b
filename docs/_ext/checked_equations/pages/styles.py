"""Style, script and font of what is rendered, as files of the author's site."""

from pathlib import Path

from ..files import write_changed
from .font import write_font
from .options import Options

_ASSETS = Path(__file__).with_name("assets")


def write_assets(options: Options) -> None:
    """Style, script and font, before the site's generator looks for files to copy."""
    folder = options.docs / options.assets
    for source in sorted(_ASSETS.iterdir()):
        # A server would rebuild for a file that is written anew.
        write_changed(folder / source.name, source.read_bytes())
    write_font(folder / "math.css")

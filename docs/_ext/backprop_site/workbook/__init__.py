"""The spreadsheet that checks itself: the network of the README as live formulas."""

import hashlib
import importlib.metadata
import zipfile
from pathlib import Path

from checked_equations.pages.registry import Registry

_MODEL = "sigmoid_network"  # its running example is what the spreadsheet begins with


def write(registry: Registry) -> None:
    """Write the spreadsheet into the docs folder, unless it is there, whole and up to date."""
    model = registry.models.get(_MODEL)
    if model is None:
        return
    stamp = _stamp(model.example)
    file = registry.docs / "assets" / "backpropagation.xlsx"
    if not _holds(file, stamp):
        from .book import write_workbook  # slow to import, and mostly there is nothing to write

        write_workbook(file, model.example, stamp)


def _stamp(example: object) -> str:
    """A digest of all that the spreadsheet depends on."""
    digest = hashlib.sha256(f"{importlib.metadata.version('openpyxl')} {example}".encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def _holds(file: Path, stamp: str) -> bool:
    try:
        with zipfile.ZipFile(file) as parts:
            return parts.testzip() is None and stamp.encode() in parts.read("docProps/core.xml")
    except (OSError, KeyError, zipfile.BadZipFile):
        return False

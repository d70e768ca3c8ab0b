"""The build runs a notebook's code cells and notes what they read."""

import json
import logging
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook

from checked_equations.pages.notebooks import code_cells, source

from .cells import CellProblem, Output
from .reads import Read

# MkDocs shows what its own loggers say: starting a kernel is what an author waits for.
log = logging.getLogger("mkdocs.plugins.notebooks")

_SECONDS_PER_CELL = 300
_LINE = re.compile(r"Cell In\[\d+\], line (\d+)")


class Run(NamedTuple):
    """What each code cell of a notebook gave, in order, and what they all read."""

    outputs: Sequence[Sequence[Output]]
    reads: Sequence[Read]


def run(file: Path, notebook: Mapping[str, Any], root: Path) -> Run:
    """Run a notebook in the folder that it stands in. Raises CellProblem."""
    log.info("Running %s", file.relative_to(root).as_posix())
    with tempfile.TemporaryDirectory() as folder:
        reads = Path(folder, "reads")
        reads.touch()
        with kernel(file.parent) as client:
            _watch(client, root, reads)
            for number, cell in code_cells(notebook):
                run_cell(client, number, source(cell))
        noted = [Read(*json.loads(line)) for line in reads.read_text("utf-8").splitlines()]
    # Only now: a cell may change what an earlier one has displayed.
    return Run([cell["outputs"] for cell in client.nb.cells], noted)


@contextmanager
def kernel(folder: Path) -> Iterator[NotebookClient]:
    """A running kernel: the build's own Python, whatever kernels and settings a user has."""
    manager = AsyncKernelManager(
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
        transport_encryption="auto",  # without it each kernel prints a warning
    )
    client = NotebookClient(
        new_notebook(), km=manager, timeout=_SECONDS_PER_CELL, record_timing=False
    )
    with tempfile.TemporaryDirectory() as settings:
        environment = {**os.environ, "IPYTHONDIR": settings}
        with client.setup_kernel(cwd=str(folder), env=environment, cleanup_kc=True):
            yield client


def run_cell(client: NotebookClient, number: int, text: str) -> Sequence[Output]:
    """Run one cell; its tags, which could skip it or allow errors, are left out."""
    cell = new_code_cell(text)
    client.nb.cells.append(cell)
    expected, fix = "a cell that runs", "run the notebook up to this cell and correct what fails"
    try:
        client.execute_cell(cell, len(client.nb.cells) - 1)
    except CellExecutionError as error:
        trace = "\n".join(line for output in cell.outputs for line in output.get("traceback", []))
        line = _LINE.search(re.sub(r"\x1b\[[\d;]*m", "", trace))
        wrong = f"{error.ename}: {error.evalue}"
        raise CellProblem(number, wrong, expected, fix, int(line[1]) if line else 1) from None
    except CellTimeoutError:
        wrong = f"it runs for more than {client.timeout} s"
        raise CellProblem(number, wrong, expected, "give it less to do") from None
    except DeadKernelError:
        raise CellProblem(number, "its Python ended while it ran", expected, fix) from None
    outputs: Sequence[Output] = cell.outputs
    return outputs


def _watch(client: NotebookClient, root: Path, reads: Path) -> None:
    """Begin to note what is read, without a name that the notebook's code could see."""
    assert client.kc is not None
    module = "__import__('backprop_site.notebooks.reads', fromlist=['watch'])"
    request = client.kc.execute(f"{module}.watch({str(root)!r}, {str(reads)!r})", silent=True)
    reply = client.wait_for_reply(request)
    if reply is None or reply["content"]["status"] != "ok":
        why = reply and reply["content"].get("evalue")
        raise RuntimeError(f"the kernel cannot note what a notebook reads: {why}")

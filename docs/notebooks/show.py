"""What the notebooks show: tables, and vector graphics for light and dark, each with a text.

Whoever imports it can import the snippets too: it finds their folder.
"""

import html
import io
import itertools
import logging
import re
import sys
from pathlib import Path

# On its first run matplotlib announces a font cache. That is no warning about the notebook.
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)

from IPython.display import HTML
from matplotlib import rc_context
from matplotlib.figure import Figure

homes = [folder for folder in Path(__file__).parents if (folder / "snippets").is_dir()]
if not homes:
    raise FileNotFoundError("no folder 'snippets' here: take the archive, notebooks.zip")
sys.path.insert(0, str(homes[0]))

# Okabe and Ito's colours, those of them that read on white and on dark; black becomes the text's.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000")

_pictures = itertools.count(1)


def axes(x, y, **options):
    """Axes with two labels. Options such as yscale="log" go to matplotlib."""
    figure = Figure(figsize=(3.6, 2.6), layout="constrained")
    found = figure.subplots()
    found.spines[["top", "right"]].set_visible(False)
    found.set(xlabel=x, ylabel=y, **options)
    return found


def picture(plot, text):
    """The picture that holds the axes, and what it shows in words, for those who cannot see it."""
    written = io.StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "notebook"}):
        plot.figure.savefig(written, format="svg", transparent=True, metadata={"Date": None})
    return HTML(_inline(written.getvalue(), html.escape(text, quote=True), next(_pictures)))


def _inline(svg, text, number):
    """The SVG as part of a page: its colours and its type, and ids that no other picture has."""
    body = svg[svg.index("<svg") :]
    box = re.search(r'viewBox="([^"]*)"', body)[1]
    body = re.sub(r"<metadata>.*?</metadata>|<style[^>]*>.*?</style>", "", body, flags=re.DOTALL)
    body = re.sub(r'\bid="', f'id="picture-{number}-', body)
    body = re.sub(r'(url\(|href=")#', rf"\1#picture-{number}-", body)
    body = body.replace("#000000", "currentColor")
    body = re.sub(r"font: ([\d.]+px) [^;\"]*", r"font-size: \1", body)
    head = f'<svg class="plot" viewBox="{box}" role="img" aria-label="{text}" fill="currentColor"'
    head += ' stroke-linejoin="round" xmlns:xlink="http://www.w3.org/1999/xlink"'
    head += ' style="max-width: 100%; height: auto; width: 22rem; font-family: inherit">'
    return re.sub(r"<svg[^>]*>", head, body, count=1)


def symbol(name):
    """A name of the snippets as the pages write it; dE_dW1 in words, for it is no formula."""
    slope = re.fullmatch(r"d(\w+)_d(\w+)", name)
    if not slope:
        return HTML(_symbol(name))
    of = "" if slope[1] == "E" else f" of {_symbol(slope[1])}"  # E is the loss
    return HTML(f"slope{of} by {_symbol(slope[2])}")


def _symbol(name):
    """A letter, what is below it, and above it what it became."""
    letter, below, new = re.fullmatch(r"(\w)_?(.*?)(_new)?", name.replace("eta", "η")).groups()
    return f"<i>{letter}</i><sub>{below}</sub>{'<sup>new</sup>' if new else ''}"


def table(header, rows):
    """A table. Jupyter puts its cells to the right, and the site what is a number."""
    head = "".join(f'<th scope="col">{html.escape(str(h))}</th>' for h in header)
    body = "".join(f"<tr>{''.join(_cell(c) for c in row)}</tr>" for row in rows)
    return HTML(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


def _cell(value):
    if isinstance(value, HTML):
        return f"<td>{value.data}</td>"
    text = html.escape(str(value))
    is_number = re.fullmatch(r"[-+]?[\d,.]+(e[-+]?\d+)?%?", text)
    return f"<td>{text.replace('-', '−') if is_number else text}</td>"

"""What the search finds, in a real Chromium, for those who ask in words of their own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

FOUND = ".md-search-result__item"
ANSWERS = {
    "where does the transpose come from": "where-does-the-transpose-come-from",
    "why sum over outputs": "why-is-there-a-sum-over-the-outputs",
    "why divide by batch size": "sum-or-mean-over-a-batch-why-divide-by-the-batch-size",
    "dying relu": "what-is-a-dead-or-dying-relu",
    "relu derivative": "what-is-the-derivative-of-relu",
    "softmax cross entropy derivative": "what-is-the-gradient-of-softmax-with-cross-entropy",
    "more than two layers": "how-does-it-go-on-with-three-or-more-layers",
    "is my gradient right": "my-loss-falls-is-my-gradient-right",
    "bias gradient batch": "how-do-i-code-the-gradient-of-a-bias-with-a-batch",
    "what is a gradient": "what-is-a-gradient",
    "why negative gradient": "why-does-a-step-along-the-negative-gradient-go-downhill",
    "vanishing gradient": "why-do-gradients-vanish-or-explode",
    "loss.backward": "what-does-lossbackward-do",
    "why not finite differences": (
        "why-a-backward-pass-and-not-finite-differences-a-nudge-for-each-weight"
    ),
    "variable used twice": "what-if-a-variable-or-a-value-is-used-twice",
    "d or ∂": "is-it-d-or",
    "jacobian": "what-is-a-jacobian-and-why-is-it-never-built",
    "outer product": "why-an-outer-product-for-the-weights",
    "zero_grad": "why-do-i-have-to-reset-gradients-with-zero_grad",
    "(n,1) - (n,)": "why-does-n-1-n-go-wrong",
    "partial derivative": "is-it-d-or",
    "initialize weights zero": "why-do-weights-start-at-random",
    "what is a neural network": "what-is-a-neural-network-and-what-is-a-loss",
    "deep network": "how-does-it-go-on-with-three-or-more-layers",
}
ON_TRAINING = {
    "epoch": "what-are-a-mini-batch-and-an-epoch",
    "stochastic gradient descent": "what-does-stochastic-gradient-descent-mean",
    "local minimum": "does-descent-find-the-best-weights-or-only-a-local-minimum",
    "L2 regularization": "what-is-the-gradient-of-weight-decay-or-l2-regularization",
    "gradient clipping": "what-is-gradient-clipping",
    "residual connection": "why-do-skip-or-residual-connections-help",
    "memory for training": "why-does-training-need-more-memory-than-prediction",
    "forward mode or reverse mode": "what-are-forward-mode-and-reverse-mode",
}
PLACES = {asked: f"questions.html#{id}" for asked, id in ANSWERS.items()} | {
    asked: f"questions-training.html#{id}" for asked, id in ON_TRAINING.items()
}


@pytest.fixture(scope="module")
def home(browser: Browser, server: str) -> Iterator[Page]:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{server}/index.html")
        yield page


@pytest.mark.parametrize("asked", PLACES)
def test_the_answer_is_among_the_first(home: Page, server: str, asked: str) -> None:
    """One of the two best sections of one of the first three pages."""
    _type(home, "")
    home.locator(FOUND).first.wait_for(state="detached")
    _type(home, asked)
    home.locator(FOUND).first.wait_for()
    sections = [
        [str(link.get_attribute("href")) for link in one.locator("a[href*='#']").all()]
        for one in home.locator(FOUND).all()[:3]
    ]
    best = {address for one in sections for address in one[:2]}
    assert f"{server}/{PLACES[asked]}" in best, sections


def _type(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="Search")
    box.fill(text)
    box.press("End")  # the search listens to keys

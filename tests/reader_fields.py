"""What tests of fields type, and how they read what is said."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page

SIZES: Any = {1440: {"width": 1440, "height": 900}, 375: {"width": 375, "height": 812}}
# Of widths and colours each is looked at in the tests, and all pairs of them in the campaigns.
LOOKS = [
    (375, "light"),
    (1440, "dark"),
    pytest.param(375, "dark", marks=pytest.mark.fuzz),
    pytest.param(1440, "light", marks=pytest.mark.fuzz),
]
PAGE = "sigmoid-network.html"
# Of the gradient by W5.
RIGHT = "(a_o1 - t1)*a_o1*(1 - a_o1)*a_h1"
# What a shared text could try.
MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script>"


def field_of(form: Locator | Page) -> Locator:
    return form.get_by_role("textbox", name="Your line")


def said(form: Locator) -> str:
    """What is said of what was typed, in one line."""
    return " ".join((form.get_by_role("status").text_content() or "").split())

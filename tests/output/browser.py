"""The page in a real browser: headless Chromium, or what is built from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import needs
from playwright.sync_api import Browser, Page, sync_playwright


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, started once for many pages."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=needs.chromium())
        yield browser
        browser.close()


@contextmanager
def opened(
    browser: Browser, file: Path, *, dark: bool = False, width: int = 1400, height: int = 900
) -> Iterator[Page]:
    """A file's page; leaving fails if it asked the network for anything or wrote to the console."""
    trouble: list[str] = []
    page = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
    )
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda request: trouble.append(request.url))
    page.on("dialog", lambda dialog: trouble.append(dialog.message))
    page.goto(file.as_uri())
    trouble.remove(file.as_uri())
    yield page
    page.close()
    assert not trouble

"""Make the pictures of the READMEs from the samples: `python docs/pictures.py` in the project's folder.

It takes a Chromium.
"""

from __future__ import annotations

import shutil
from io import StringIO
from pathlib import Path
from typing import get_args

from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.terminal_theme import SVG_EXPORT_THEME
from rich.text import Text
from shrink import save

from auditor.check import load_rules
from auditor.engine import Settings
from auditor.output import Options, write
from auditor.runner import audit_paths
from auditor.words import Language

FOLDER = Path(__file__).parent / "pictures"
SAMPLE = "samples/department-faulty.docx"
# A font in which a Chinese character is as wide as two letters.
SCREEN = """<body style="margin: 0"><pre style="margin: 0; padding: 14px 18px; color: {foreground};
background: {background}; font: 16px/1.35 'Noto Sans Mono CJK SC', 'WenQuanYi Zen Hei Mono', monospace">{code}</pre>"""


def terminal(language: Language) -> bytes:
    """What a terminal shows of a faulty sample in a language, as PNG."""
    stream = StringIO()
    write("terminal", audit_paths([SAMPLE], Settings(load_rules())), stream, Options(language, 100, True))
    console = Console(record=True, width=104, file=StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.from_ansi(stream.getvalue()))
    shown = console.export_html(theme=SVG_EXPORT_THEME, inline_styles=True, code_format=SCREEN)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        view = browser.new_page(viewport={"width": 960, "height": 400})
        view.set_content(shown)
        picture = view.locator("pre").screenshot()
        browser.close()
    return picture


def page(language: Language) -> bytes:
    """The HTML page of a faulty sample in a language, with one finding and its cells lit up, as PNG."""
    stream = StringIO()
    rules = load_rules()
    write("html", audit_paths([SAMPLE], Settings(rules)), stream, Options(language, rules=rules))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        view = browser.new_page(viewport={"width": 1280, "height": 1200})
        view.set_content(stream.getvalue())
        view.locator(".findings > li").nth(1).dispatch_event("mouseover")
        picture = view.screenshot()
        browser.close()
    return picture


if __name__ == "__main__":
    for language in get_args(Language):
        save(terminal(language), FOLDER / f"terminal.{language}.png")
        save(page(language), FOLDER / f"html.{language}.png")

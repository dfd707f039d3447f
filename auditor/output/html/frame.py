"""What stands around the reports of a page: its head, style, script and foot. A page needs nothing else."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from string import Template

from auditor import __version__
from auditor.output.html.markup import Html, tag
from auditor.words import Language, Words

_MADE = Words("由 auditor {version} 生成", "made by auditor {version}")


def frame(title: Words, head: Html, language: Language, *styles: str) -> tuple[str, str]:
    """What stands before and after the reports; `styles` are style sheets beside the one that all pages have."""
    style = "".join(map(_resource, ("page.css", *styles)))
    script = _resource("page.js")
    before, after = _resource("page.html").split("$reports")
    values = {
        "language": language,
        "style": style,
        "style_hash": _hash(style),
        "script": script,
        "script_hash": _hash(script),
        "title": tag("title", title.of(language), data_zh=title.zh, data_en=title.en),
        "head": head,
        "made": tag("p", _MADE.format(version=__version__)),
    }
    return Template(before).substitute(values), Template(after).substitute(values)


@cache
def _resource(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")


def _hash(source: str) -> str:
    """What a Content-Security-Policy knows an inline style or script by."""
    return f"sha256-{b64encode(sha256(source.encode()).digest()).decode()}"

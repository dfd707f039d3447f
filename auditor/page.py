"""A rule's words: its page, read when something of it is displayed.

A source checkout holds pages as Markdown; an installed package holds what its build made of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from os import listdir
from os.path import dirname, isdir, join

from msgspec import Struct, convert

from auditor.words import Language, Words


class Expectation(Struct, frozen=True):
    """A finding as an example expects it: its severity, its place and figures, as written."""

    severity: str
    place: str
    found: str = ""
    expected: str = ""

    def __str__(self) -> str:
        fields = [self.severity, self.place, self.found, self.expected]
        while not fields[-1]:
            fields.pop()
        return "  ".join(field or "—" for field in fields)


class Example(Struct, frozen=True):
    """A short report and exactly what the rule says of it; nothing for a good one, whose remark names its guard."""

    report: str
    expect: tuple[Expectation, ...] = ()
    remark: Words | None = None


class Page(Struct, frozen=True):
    """All words of a rule. `silences` are names of rules that yield where this one speaks."""

    title: Words
    message: Words
    basis: Words
    explanation: Words
    options: Mapping[str, Words] = {}
    silences: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()

    def paragraphs(self, language: Language) -> list[str]:
        """What the rule asks for and why, then what it leaves alone."""
        return [part.strip() for part in self.explanation.of(language).split("\n\n")]

    @property
    def summary(self) -> Words:
        """The rule in a line: the first of its paragraphs."""
        return Words(self.paragraphs("zh")[0], self.paragraphs("en")[0])

    @property
    def bad(self) -> tuple[str, ...]:
        """The reports of which the rule says something."""
        return tuple(example.report for example in self.examples if example.expect)

    @property
    def good(self) -> tuple[str, ...]:
        """The reports of which it says nothing."""
        return tuple(example.report for example in self.examples if not example.expect)


def folder_of(module_file: str) -> str:
    """The folder of the pages of a module's rules: `pages`, beside the module."""
    return join(dirname(module_file), "pages")


@cache
def pages_in(folder: str) -> frozenset[str]:
    """The files of a folder of pages; none where there is no such folder."""
    return frozenset(listdir(folder) if isdir(folder) else ())


@cache
def read_page(folder: str, code: str, name: str) -> Page:
    """The page of a rule. Raises PageBroken, naming the file."""
    from auditor.markdown_page import PageBroken

    compiled = f"{code}.json" in pages_in(folder)
    path = join(folder, f"{code}.json" if compiled else f"{code}.md")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    try:
        data = _decoded(text) if compiled else _parsed(text)
    except PageBroken as broken:
        raise PageBroken(f"{path}: {broken}") from broken
    if (data["code"], data["name"]) != (code, name):
        raise PageBroken(
            f"{path}: the page is headed {data['code']} {data['name']}, the rule is {code} {name}"
        )
    return convert(data, Page)


def _decoded(text: str) -> dict[str, object]:
    from msgspec.json import decode

    data: dict[str, object] = decode(text)
    return data


def _parsed(text: str) -> dict[str, object]:
    from auditor.markdown_page import parse

    return parse(text)

"""A rule's page: Markdown in, plain data out. Needs nothing that is installed, since a build compiles pages with it.

    # SCR001 score-exceeds-weight          code and name
    得分超过分值                            title, in Chinese and English
    score above its weight
    ## 消息 Message                         what a finding says, with {fields}
    ## 依据 Basis                           number and title of the document that asks for it
    ## 优先于 Silences                      - `name` of each rule that yields to this one
    ## 选项 Options                         - `name` what it does, in Chinese, and on the next line in English
    ## 说明                                 the explanation in Chinese, a line that can stand alone first
    ## Explanation                          the same in English
    ## 示例 Examples                        what an example holds, a ```report block, an ```expect block

Texts in both languages are two paragraphs, Chinese first. An `expect` block has a line a finding: severity, place,
what is accused and what is expected, two spaces between them and “—” for nothing.
"""

from __future__ import annotations

from typing import Any

SECTIONS = {
    "消息 Message": "message",
    "依据 Basis": "basis",
    "优先于 Silences": "silences",
    "选项 Options": "options",
    "说明": "zh",
    "Explanation": "en",
    "示例 Examples": "examples",
}
NOTHING = "—"


class PageBroken(ValueError):
    """A page that does not say what a page must. The text says what is wrong."""


def parse(text: str) -> dict[str, Any]:
    """A page as the data that its compiled form holds. Raises PageBroken."""
    head, parts = _parts(text)
    code, _, name = head.partition(" ")
    page: dict[str, Any] = {
        "code": code,
        "name": name.strip(),
        "title": _both("title", parts.get("title", "")),
        "message": _both("message", parts.get("message", "")),
        "basis": _both("basis", parts.get("basis", "")),
        "explanation": {"zh": parts.get("zh", "").strip(), "en": _unwrapped(parts.get("en", ""))},
        "options": _options(parts.get("options", "")),
        "silences": [line.strip("-` ") for line in parts.get("silences", "").split("\n") if line.strip()],
        "examples": _examples(parts.get("examples", "")),
    }
    if not all(page["explanation"].values()):
        raise PageBroken("no explanation in both languages")
    if not page["examples"]:
        raise PageBroken("no examples")
    return page


def _parts(text: str) -> tuple[str, dict[str, str]]:
    """The heading, and the text under each section; `#` in a fenced block is no heading."""
    head, section, fenced = "", "title", False
    parts: dict[str, str] = {}
    for line in text.split("\n"):
        fenced ^= line.startswith("```")
        if not fenced and line.startswith("# "):
            head = line[2:].strip()
        elif not fenced and line.startswith("## "):
            title = line[3:].strip()
            if title not in SECTIONS:
                raise PageBroken(f"unknown section “{title}”")
            section = SECTIONS[title]
        else:
            parts[section] = f"{parts.get(section, '')}{line}\n"
    if not head:
        raise PageBroken("no heading")
    return head, parts


def _paragraphs(text: str) -> list[str]:
    return [" ".join(block.split("\n")) for block in text.strip().split("\n\n") if block.strip()]


def _unwrapped(text: str) -> str:
    return "\n\n".join(_paragraphs(text))


def _both(what: str, text: str) -> dict[str, str]:
    """Two paragraphs as the two languages."""
    paragraphs = _paragraphs(text)
    if len(paragraphs) != 2:
        raise PageBroken(f"the {what} is not one paragraph in Chinese and one in English")
    return {"zh": paragraphs[0], "en": paragraphs[1]}


def _options(text: str) -> dict[str, dict[str, str]]:
    options = {}
    for item in text.strip().removeprefix("- ").split("\n- ") if text.strip() else ():
        first, _, english = item.partition("\n")
        name, _, chinese = first.removeprefix("`").partition("` ")
        if not (name and chinese and english.strip()):
            raise PageBroken(f"option “{item}” is not a name, a line in Chinese and one in English")
        options[name] = {"zh": chinese, "en": english.strip()}
    return options


def _examples(text: str) -> list[dict[str, Any]]:
    examples = []
    for part in text.split("```report\n")[1:]:
        report, _, rest = part.partition("\n```")
        before, found, expect = rest.partition("```expect\n")
        if before.strip() or not found:
            raise PageBroken("a report is not followed by what is expected of it")
        examples.append({"report": report, "expect": _expectations(expect.partition("```")[0])})
    remarks = _remarks(text)
    return [{**example, "remark": remark} for example, remark in zip(examples, remarks, strict=True)]


def _remarks(text: str) -> list[dict[str, str] | None]:
    """What is said before each report: what it shows, or which guard it holds."""
    before = [text.partition("```report\n")[0]]
    for part in text.split("```expect\n")[1:]:
        before.append(part.partition("```")[2].partition("```report\n")[0])
    return [_both("remark on an example", remark) if remark.strip() else None for remark in before[:-1]]


def _expectations(text: str) -> list[dict[str, str]]:
    expected = []
    for line in text.strip("\n").split("\n") if text.strip() else ():
        fields = [field.strip() for field in line.split("  ") if field.strip()]
        if not 2 <= len(fields) <= 4:
            raise PageBroken(f"“{line}” is not a severity, a place, what is found and what is expected")
        fields += [NOTHING] * (4 - len(fields))
        severity, place, *values = fields
        found, due = ("" if value == NOTHING else value for value in values)
        expected.append({"severity": severity, "place": place, "found": found, "expected": due})
    return expected

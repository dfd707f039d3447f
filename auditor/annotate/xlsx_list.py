"""The sheet with the list of findings, behind the other sheets of a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from auditor.annotate.note import TITLE, Note
from auditor.annotate.parts import RELATIONS, Parts
from auditor.annotate.xlsx_notes import escaped
from auditor.annotate.xlsx_styles import Styles, X, made
from auditor.finding import Severity
from auditor.output.cells import wrap
from auditor.output.neutral import visible
from auditor.places import path
from auditor.readers.numbering import integer
from auditor.readers.package import damaged
from auditor.readers.sheets import address
from auditor.readers.xlsx import LIST_NAME, quoted, workbook
from auditor.words import Words

if TYPE_CHECKING:
    from lxml import etree

    from auditor.words import Language

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# With their widths in characters.
_COLUMNS = (
    (Words("序号", "no."), 6),
    (Words("级别与规则", "severity and rule"), 34),
    (Words("位置", "place"), 36),
    (Words("意见", "finding"), 56),
    (Words("算式", "working"), 40),
    (Words("备注", "remarks"), 24),
)
_RULE_AT, _PLACE_AT = 1, 2
# In points; Excel takes no row higher than this and no text longer.
_LINE_HEIGHT, _HIGHEST, _LONGEST = 14, 409, 32_767


def add_list(parts: Parts, main: str, styles: Styles, notes: Sequence[Note], language: Language) -> None:
    """Add the sheet, or write it anew where there is one; each row leads to its cell."""
    sheet = _sheet(styles, notes, language)
    before = next((listed.part for listed in workbook(parts.package, main)[0] if listed.own), None)
    if before is not None:
        parts.add_tree(before, sheet)
        return
    name = parts.free("xl/worksheets/sheet{}.xml")
    parts.add_tree(name, sheet)
    parts.declare(name, _TYPE)
    key = parts.link(main, "worksheet", name)
    root = parts.tree(main)
    sheets = root.find(f"{X}sheets")
    if sheets is None:
        raise damaged()
    number = max((integer(listed.get("sheetId"), 0) for listed in sheets), default=0) + 1
    taken = {(listed.get("name") or "").lower() for listed in sheets}
    own = TITLE.of(language)
    title = next(
        t for t in (own, *(f"{own} ({n})" for n in range(2, len(taken) + 3))) if t.lower() not in taken
    )
    entry = made(f'<sheet xmlns:r="{RELATIONS}" sheetId="{number}" r:id="{key}"/>')
    entry.set("name", title)
    sheets.append(entry)
    defined = made(f'<definedName name="{LIST_NAME}"/>')
    defined.text = f"{quoted(title)}!$A$1"
    _names(root).append(defined)


def _names(root: etree._Element) -> etree._Element:
    """The workbook's defined names; they stand behind its sheets and its links to other workbooks."""
    names = root.find(f"{X}definedNames")
    if names is None:
        names = made("<definedNames/>")
        places = (f"{X}externalReferences", f"{X}functionGroups", f"{X}sheets")
        before = next(element for tag in places if (element := root.find(tag)) is not None)
        before.addnext(names)
    return names


def _sheet(styles: Styles, notes: Sequence[Note], language: Language) -> etree._Element:
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, (_, width) in enumerate(_COLUMNS, 1)
    )
    sheet = made(
        '<worksheet><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData/></worksheet>"
    )
    rows = sheet[-1]
    _row(rows, [title.of(language) for title, _ in _COLUMNS], [styles.title()] * len(_COLUMNS))
    plain, link = styles.text(), styles.link()
    tinted = {severity: styles.text(severity) for severity in Severity}
    links = made("<hyperlinks/>")
    for number, note in enumerate(notes, 1):
        at = note.place.location
        place = "  ".join(filter(None, (visible(path(note.place, language)), at.cell)))
        formats = [plain] * len(_COLUMNS)
        formats[_RULE_AT] = tinted[note.severity]
        if at.cell and at.sheet is not None:
            formats[_PLACE_AT] = link
            ref = links.makeelement(f"{X}hyperlink", {"ref": address(number + 1, _PLACE_AT + 1)})
            ref.set("location", f"{quoted(at.sheet)}!{at.cell}")
            links.append(ref)
        texts = (str(number), note.title, place, note.message, note.working, "\n".join(note.remarks))
        _row(rows, texts, formats)
    if len(links):
        sheet.append(links)
    sheet.append(made('<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'))
    return sheet


def _row(rows: etree._Element, texts: Sequence[str], formats: Sequence[str]) -> None:
    """Add a row of texts; not every program makes it as high as its text."""
    lines = max(
        sum(len(wrap(line, width - 1)) for line in text.split("\n"))
        for text, (_, width) in zip(texts, _COLUMNS, strict=True)
    )
    number = len(rows) + 1
    row = made(f'<row r="{number}" ht="{min(lines * _LINE_HEIGHT + 2, _HIGHEST)}" customHeight="1"/>')
    for column, (text, style) in enumerate(zip(texts, formats, strict=True), 1):
        cell = made(f'<c r="{address(number, column)}" s="{style}" t="inlineStr"><is><t/></is></c>')
        cell[0][0].text = escaped(text[:_LONGEST])
        cell[0][0].set(_SPACE, "preserve")
        row.append(cell)
    rows.append(row)

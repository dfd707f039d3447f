"""Plain text and Markdown.

Tables in text come in five layouts: HTML, as document parsers write it into Markdown, cells parted by tabs, one cell a line behind a tab with empty lines
between rows (Word's “save as text”), Markdown pipes, and columns aligned with spaces. Everything else is a
paragraph a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from auditor.document import Block, Cell, Document, Location, Paragraph, Table, Unreadable
from auditor.patterns import Pattern
from auditor.readers import aligned, bounds
from auditor.words import Words

_FEWEST_STREAM_CELLS = 6
# The frequent characters of an encoding: the codec that has them, their first and last lead byte.
_EVERYDAY = {"gb18030": ("gb2312", 0xB0, 0xD7), "big5": ("big5", 0xA4, 0xC6)}
_ENOUGH = 10_000
_HEADING = Pattern(r"^\s{0,3}#{1,6}\s+", needs="#")
# Any ASCII punctuation mark may be escaped.
_ESCAPED = Pattern(r"\\([!-/:-@\[-`{-~])")
# Entities; what is escaped and spans of code stay as they are.
_ENTITY = Pattern(
    r"\\.|(?<!`)(?P<ticks>`{1,3})(?!`).*?(?<!`)(?P=ticks)(?!`)|(?P<entity>&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{1,32});)",
    needs="&",
)
_HTML_TABLE = re.compile(r"<(/?)table\b", re.IGNORECASE)
_HTML_ROW = re.compile(r"<tr\b", re.IGNORECASE)
_FENCE = Pattern(r"^ {0,3}(`{3,}|~{3,})")
_CODE = Words(
    "Markdown 代码块（``` 之间）是示例，未作审核",
    "Fenced code in Markdown is taken for examples and not audited",
)
_MARKS = ("|", "\\", "*", "`", "#")
_RULE_ROW = Pattern(r"^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
_STREAM_LINE = Pattern(r"^ ?\t[^\t]*\t*\s*$")
_FIGURE = Pattern(r"[\d.,，]*")
_FIGURES = 2 / 3
"""Part of a column's cells that are figures, where no words go on in any."""
_WORDS = Pattern(r"\s*[^\s\d.,%％（(【\[].{4}")
# What closes a table or stands below it, on a line of its own.
_FOOT = Pattern(
    r"\s*(?:(?:附?注|备注)\d*\s*[:：]|(?:填[报表制]|[制编]表|审[核批]|复核|经办)(?:人|单位|部门|日期|时间)?\s*[:：]"
    r"|(?:自评)?总(?:得分|分|计)\s*[:：]?\s*\d)"
)
_SECTION = Pattern(r"\s*[一二三四五六七八九十]{1,3}、[^。；]{2,30}")
_LABELLED = Pattern(r"[^:：，。；]{1,12}[:：]", needs=":：")


def read(data: bytes, markdown: bool = False) -> Document:
    """Paragraphs and tables of a text file. Raises Unreadable when its encoding cannot be told."""
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    # Before anything is laid out.
    if len(text) > bounds.TEXT:
        raise bounds.too_much_text()
    if text.count("\n") > bounds.ROWS:
        raise bounds.too_many_rows()
    if text.count("\t") + text.count("|") > bounds.CELLS:
        raise bounds.too_many_cells()
    lines = text.split("\n")
    if not markdown:
        return Document("text", tuple(_number(_blocks(lines))))
    kept = _without_code(lines)
    blocks = _blocks([_ENTITY.sub(_decoded_entity, line) for line in kept])
    return Document("markdown", tuple(_number(blocks)), () if kept == lines else (_CODE,))


def _decoded_entity(match: re.Match[str]) -> str:
    """The character that an entity of Markdown stands for; one that would be a mark of Markdown is escaped."""
    if match["entity"] is None:
        return match[0]
    from html import unescape

    sign = unescape(match[0])
    if sign.isspace():
        return " "
    return f"\\{sign}" if sign in _MARKS else sign


def _without_code(lines: list[str]) -> list[str]:
    """The lines, with those of fenced code blanked: an example is no part of the report."""
    kept = []
    fence = ""
    for line in lines:
        marks = match[1] if (match := _FENCE.match(line)) else ""
        if fence:
            kept.append("")
            if marks.startswith(fence) and line.strip() == marks:
                fence = ""
        else:
            fence = marks
            kept.append("" if marks else line)
    return kept


def decode(data: bytes) -> str:
    """A file's text. Raises `Unreadable` when its encoding cannot be told."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if b"\0" in data:
        even, odd = data[0::2].count(0), data[1::2].count(0)
        return data.decode("utf-16-le" if odd > even else "utf-16-be", "replace")
    if (text := _decoded(data, "utf-8")) is not None:
        return text
    readings = {name: text for name in _EVERYDAY if (text := _decoded(data, name)) is not None}
    if readings:
        # Text of one encoding often decodes as the other too, into characters that nobody writes.
        return readings[max(readings, key=lambda name: everyday(readings[name], name))]
    raise Unreadable(
        "无法判断文字编码（不是 UTF-8、UTF-16、GB18030 或 Big5）；请另存为 UTF-8",
        "its encoding cannot be told (not UTF-8, UTF-16, GB18030 or Big5); save it as UTF-8",
    )


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def everyday(text: str, encoding: str) -> int:
    """How many characters of a text's beginning are among the encoding's frequent ones; 0 of UTF-8."""
    if encoding not in _EVERYDAY:
        return 0
    coder, first, last = _EVERYDAY[encoding]
    codes = (char.encode(coder, "ignore") for char in text[:_ENOUGH])
    return sum(len(code) == 2 and first <= code[0] <= last for code in codes)


def _number(blocks: Iterator[Block]) -> Iterator[Block]:
    """The blocks with their tables counted."""
    count = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
            continue
        count += 1
        yield replace(
            block,
            cells=tuple(replace(c, location=replace(c.location, table=count)) for c in block.cells),
            location=replace(block.location, table=count),
        )


def _blocks(lines: list[str]) -> Iterator[Block]:
    at = 0
    pages = _html_tables(lines)
    while at < len(lines):
        end = at
        if at in pages:
            end = pages[at]
            yield from _html_blocks(lines, at, end)
        elif _opens_pipe_table(lines, at):
            while end < len(lines) and "|" in lines[end]:
                end += 1
            yield _pipe_table(lines, at, end)
        elif "\t" in lines[at].rstrip():
            end = _run(lines, at)
            yield from _tab_blocks(lines, at, end)
        elif "\t" in lines[at] and (end := _run(lines, at)) - at >= _FEWEST_STREAM_CELLS:
            yield from _tab_blocks(lines, at, end)
        elif aligned_rows := aligned.rows(lines, at):
            end = aligned_rows.end
            yield from (
                [_aligned_table(aligned_rows)] if aligned_rows.is_table else _paragraphs(lines, at, end)
            )
        else:
            end = at + 1
            yield from _paragraphs(lines, at, end)
        at = max(end, at + 1)


def _html_tables(lines: list[str]) -> dict[int, int]:
    """The lines where a table in HTML begins, and those after its end, without tables inside others."""
    open_at: list[int] = []
    found: list[tuple[int, int]] = []
    for number, line in enumerate(lines):
        for mark in _HTML_TABLE.finditer(line) if "<" in line else ():
            if not mark[1]:
                open_at.append(number)
            elif open_at:
                begin = open_at.pop()
                # Tables inside this one, and one that ends in the line where it begins.
                while found and found[-1][1] > begin:
                    begin = min(begin, found.pop()[0])
                found.append((begin, number + 1))
    return dict(found)


def _html_blocks(lines: list[str], start: int, end: int) -> Iterator[Block]:
    """The tables in HTML between two lines, with the text beside them; a row stands in the line where its tag does."""
    from auditor.readers import html

    source = "\n".join(lines[start:end])
    rows = [source.count("\n", 0, mark.start()) for mark in _HTML_ROW.finditer(source)]
    told = 0
    for block in html.document([html.Page(source)]).blocks:
        if isinstance(block, Paragraph):
            yield replace(block, location=Location(line=start + 1))
            continue
        own = rows[told : told + block.height]
        told += block.height
        cells = []
        for cell in block.cells:
            offset = own[cell.row - 1] if cell.row <= len(own) else 0
            at = Location(line=start + offset + 1, row=cell.row, column=cell.column)
            cells.append(replace(cell, location=at))
        yield replace(block, cells=tuple(cells), location=Location(line=cells[0].location.line))


def _paragraphs(lines: list[str], start: int, end: int) -> Iterator[Paragraph]:
    for number in range(start, end):
        if text := _paragraph(lines[number]):
            yield Paragraph(text, Location(line=number + 1), indent=max(0, lines[number].find(text)))


def _paragraph(line: str) -> str:
    return _unescaped(_HEADING.sub("", line).replace("**", "")).strip()


def _unescaped(text: str) -> str:
    """Markdown's escapes undone."""
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text


def _opens_pipe_table(lines: list[str], at: int) -> bool:
    return lines[at].count("|") >= 2 and at + 1 < len(lines) and bool(_RULE_ROW.match(lines[at + 1]))


def _pipe_table(lines: list[str], start: int, end: int) -> Table:
    cells: list[Cell] = []
    row = 0
    for number in range(start, end):
        if _RULE_ROW.match(lines[number]):
            continue
        row += 1
        inner = lines[number].strip().removeprefix("|").removesuffix("|").replace("\\|", "\0")
        for column, text in enumerate(inner.split("|"), 1):
            text = re.sub(r"<br\s*/?>", "\n", text).replace("\0", "|")
            at = Location(line=number + 1, row=row, column=column)
            cells.append(Cell(_unescaped(text).strip(), row, column, at))
    return Table(tuple(cells), Location(line=start + 1), exact=False)


def _aligned_table(rows: aligned.Rows) -> Table:
    cells = [
        Cell(text, r, c, Location(line=number + 1, row=r, column=c))
        for r, (number, row) in enumerate(zip(rows.lines, rows.cells, strict=True), 1)
        for c, text in enumerate(row, 1)
    ]
    return Table(tuple(cells), Location(line=rows.lines[0] + 1), exact=False)


def _run(lines: list[str], start: int) -> int:
    """Where the run of tabbed lines ends: blank and continuation lines belong to it when more tabs follow."""
    end = at = start
    while at < len(lines):
        if "\t" in lines[at]:
            end = at + 1
        elif lines[at].strip() and (at == start or not lines[at - 1].strip()):
            break
        at += 1
    return end


class _Open(Struct):
    """A cell being put together from lines. `across`: it is a row of its own."""

    line: int
    parts: list[str]
    across: bool = False

    @property
    def text(self) -> str:
        """The lines so far."""
        return "\n".join(p.strip() for p in self.parts).strip()


def _tab_blocks(lines: list[str], start: int, end: int) -> Iterator[Block]:
    tabbed = [line for line in lines[start:end] if "\t" in line]
    stream = sum(1 for line in tabbed if _STREAM_LINE.match(line))
    if len(tabbed) >= _FEWEST_STREAM_CELLS and stream >= 0.7 * len(tabbed):
        yield _table(_stream_rows(lines, start, end), start)
        return
    led = lines[start].startswith("\t") and sum(1 for t in tabbed if t.startswith("\t")) >= 0.6 * len(tabbed)
    if len(tabbed) == stream or all(len(t.split("\t")) < 2 for t in tabbed):
        yield from (
            Paragraph(t.strip(), Location(line=n + 1), indent=len(t) - len(t.lstrip()))
            for n, t in enumerate(lines[start:end], start)
            if t.strip()
        )
        return
    yield _table(_tab_rows(lines, start, end, led), start)


def _stream_rows(lines: list[str], start: int, end: int) -> Iterator[list[_Open]]:
    """One cell a line behind a tab; lines without one go on in the cell; an empty line ends the row."""
    row: list[_Open] = []
    for number in range(start, end):
        line = lines[number]
        if "\t" in line:
            row.extend(_Open(number + 1, [part]) for part in (line.rstrip() or "\t").split("\t")[1:])
        elif not line.strip():
            if row:
                yield row
            row = []
        elif row and _FIGURE.fullmatch(row[-1].text) and _FOOT.match(line):
            yield row
            yield [_Open(number + 1, [line], across=True)]
            row = []
        elif row:
            row[-1].parts.append(line)
    if row:
        yield row


def _tab_rows(lines: list[str], start: int, end: int, led: bool) -> Iterator[list[_Open]]:
    """One row a line, cells between tabs. Where rows open with a tab, other lines go on in the last cell.

    A line without tabs goes on there too, unless the row is complete and the line stands across the table.
    """
    split = [line.split("\t") for line in lines[start:end] if "\t" in line]
    width = max(map(len, split))
    ends = [ended for cells in split if len(cells) == width and (ended := cells[-1].strip())]
    figures = sum(_FIGURE.fullmatch(text) is not None for text in ends)
    of_figures = len(ends) > 2 and figures >= _FIGURES * len(ends)
    row: list[_Open] = []
    for number in range(start, end):
        line = lines[number]
        if not line.strip():
            continue
        bare = "\t" not in line
        if bare and row and (row[0].across or (len(row) == width and _is_over(row[-1], line, of_figures))):
            yield row
            row = [_Open(number + 1, [line], across=True)]
        elif row and not row[0].across and (bare or (led and not line.startswith("\t"))):
            first, *rest = line.split("\t")
            row[-1].parts.append(first)
            row.extend(_Open(number + 1, [part]) for part in rest)
        else:
            if row:
                yield row
            row = [_Open(number + 1, [part]) for part in line.split("\t")]
    if row:
        yield row


def _is_over(cell: _Open, line: str, of_figures: bool) -> bool:
    """Whether a row's last cell has ended above a line. `of_figures`: so are the cells of its column."""
    if _FOOT.match(line):
        return not _LABELLED.match(cell.text)
    if _SECTION.fullmatch(line) and _FIGURE.fullmatch(cell.text):
        return True
    return of_figures and bool(_FIGURE.fullmatch(cell.text)) and bool(_WORDS.match(line))


def _table(rows: Iterator[list[_Open]], start: int) -> Table:
    opened = list(rows)
    width = max(map(len, opened))
    cells = [
        Cell(cell.text, r, c, Location(line=cell.line, row=r, column=c), colspan=width if cell.across else 1)
        for r, row in enumerate(opened, 1)
        for c, cell in enumerate(row, 1)
    ]
    return Table(tuple(cells), Location(line=start + 1), exact=False)

"""What the readers of Word files share: notes, signs of symbol fonts (which PDF files have, too), a limit."""

from __future__ import annotations

from auditor.document import Unreadable
from auditor.readers import bounds
from auditor.words import Words

TRACKED = Words(
    "文件带有未处理的修订，按全部接受后的文字审核",
    "The file has tracked changes; it is audited as if all of them were accepted",
)
HIDDEN = Words("文件带有隐藏文字，未予审核", "The file has hidden text, which is not audited")
EMBEDDED = Words(
    "文件内嵌有其他文件（如 Excel 表格），其内容未予审核；如需审核请另存为单独文件",
    "Other files (such as a workbook) are embedded in the file and not audited; save them as files of their own",
)
PICTURES = Words(
    "文件有{count}张大幅图片，图片中的文字未予审核；如有扫描的表格，请将文件导出为 PDF 后再审核",
    "Large pictures in the file: {count}; their text is not audited. If they show a scanned table, export the file to PDF",
)

# Signs of reports that Word keeps as positions in a symbol font.
_SYMBOLS = {
    "Symbol": {0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xB0: "°"},
    "Wingdings": {0xFC: "✓", 0xFE: "☑", 0xA8: "☐", 0xFD: "☒", 0xFB: "✗", 0x6C: "●", 0x6E: "■"},
    "Wingdings 2": {0x50: "✓", 0x52: "☑", 0xA3: "☐", 0x54: "☒", 0x4F: "✗"},
}


def symbol(font: str, code: int) -> str:
    """A sign of a symbol font; one that has no meaning outside its font is left out."""
    known = _SYMBOLS.get(font, {}).get(code & 0xFF)
    if known is not None:
        return known
    return chr(code) if 0x20 <= code < 0xD800 else ""


def bounded(number: int, rows: int, columns: int) -> None:
    """Raises `Unreadable` for a table that is too large to be laid out."""
    if rows * columns > bounds.GRID:
        raise Unreadable(
            f"表{number}超过{bounds.GRID}格，不是正常的报告",
            f"table {number} has more than {bounds.GRID} positions",
        )

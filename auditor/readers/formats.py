"""What can be read on this machine, and what the rest needs."""

from __future__ import annotations

from auditor.document import Format, Unreadable
from auditor.readers import FORMATS
from auditor.words import NOTHING, Words

_TITLES = {
    "docx": Words("Word 文档", "Word document"),
    "doc": Words("Word 97–2003 文档、WPS 文字", "Word 97 to 2003, WPS Writer"),
    "rtf": Words("RTF 文档", "RTF document"),
    "odt": Words("OpenDocument 文档", "OpenDocument text"),
    "xlsx": Words("Excel 工作簿", "Excel workbook"),
    "xls": Words("Excel 5–2003 工作簿、WPS 表格", "Excel 5 to 2003, WPS Spreadsheets"),
    "ods": Words("OpenDocument 表格", "OpenDocument spreadsheet"),
    "csv": Words("分隔符文本表格", "separated values"),
    "pdf": Words("PDF（有文字层）", "PDF with a text layer"),
    "image": Words("图片、扫描件（含没有文字层的 PDF）", "images and scans, PDF without a text layer"),
    "html": Words("网页（含单个文件的网页）", "web page, also in one file (MHTML)"),
    "markdown": Words("Markdown 文本", "Markdown"),
    "text": Words("纯文本", "plain text"),
}
_XML = Format(
    "xml",
    (".xml",),
    Words("Word、Excel 2003 XML 和单个 XML 的 .docx", "Word and Excel 2003 XML, .docx in one XML"),
)
_ZIP = Format("zip", (".zip",), Words("装有报告的压缩包", "archive of reports"))
_OTHERS = (
    Format(
        "archive",
        (".rar", ".7z", ".tar", ".gz"),
        Words("其他压缩包", "other archives"),
        Words("先解压，或改为 .zip", "unpack them, or make them .zip"),
    ),
    Format(
        "xlsb",
        (".xlsb",),
        Words("Excel 二进制工作簿", "binary Excel workbook"),
        Words("在 Excel 或 WPS 中另存为 .xlsx", "save it as .xlsx in Excel or WPS"),
    ),
    Format(
        "ofd",
        (".ofd",),
        Words("OFD 版式文件", "OFD document"),
        Words("用 OFD 阅读器或 WPS 另存为 PDF", "save it as PDF in an OFD reader or WPS"),
    ),
    Format(
        "fodf",
        (".fodt", ".fods"),
        Words("单个 XML 的 OpenDocument 文件", "flat OpenDocument file"),
        Words("在 LibreOffice 中另存为 .docx 或 .xlsx", "save it as .docx or .xlsx in LibreOffice"),
    ),
    Format(
        "slides",
        (".pptx", ".ppt"),
        Words("演示文稿", "presentation"),
        Words("在 PowerPoint 或 WPS 中另存为 PDF", "save it as PDF in PowerPoint or WPS"),
    ),
    Format(
        "iwork",
        (".pages", ".numbers"),
        Words("苹果 Pages、Numbers 文件", "Pages or Numbers file"),
        Words("在其中导出为 .docx、.xlsx 或 PDF", "export it as .docx, .xlsx or PDF there"),
    ),
)
_LIBREOFFICE = Words(
    "安装 LibreOffice（libreoffice.org），或另存为 .docx",
    "install LibreOffice (libreoffice.org), or save it as .docx",
)
_BY_LIBREOFFICE = ("rtf", "odt")


def formats() -> tuple[Format, ...]:
    """The formats that are read, then those that are known and not; `missing` says what each needs here."""
    from auditor.readers.office import found
    from auditor.readers.scan import INSTALL, available

    lacking = dict.fromkeys(_BY_LIBREOFFICE, NOTHING if found() else _LIBREOFFICE)
    lacking["image"] = NOTHING if available() else INSTALL
    own = (
        Format(
            name, tuple(s for s, form in FORMATS.items() if form == name), title, lacking.get(name, NOTHING)
        )
        for name, title in _TITLES.items()
    )
    return *own, _XML, _ZIP, *_OTHERS


def not_read(name: str) -> Unreadable:
    """The error for a file of a format that is known and not read."""
    form = next(form for form in _OTHERS if form.name == name)
    return Unreadable(
        f"这种格式（{form.title.zh}）暂不能读取：请{form.missing.zh}",
        f"Not read here ({form.title.en}): {form.missing.en}",
    )

"""A copy of a report that carries the findings at their places: one module a format.

These stand above the readers, since a place means what the reader of the format says it means.
"""

from __future__ import annotations

from auditor.annotate.note import note
from auditor.document import Unreadable
from auditor.outcome import Audit
from auditor.words import Language, Words

FORMATS = ("docx", "xlsx", "pdf")
"""The formats of documents that can carry findings."""

_AS_DOCX, _AS_XLSX = (
    Words(
        f"这种格式（{{format}}）不能写入批注，可以批注的是 .docx、.xlsx 和 .pdf：请用 {zh} 打开，另存为 {suffix} 后再试",
        f"A file of this format ({{format}}) cannot carry comments; .docx, .xlsx and .pdf can: "
        f"open it in {en} and save it as {suffix}",
    )
    for zh, en, suffix in (
        ("Word、WPS 文字或 LibreOffice", "Word, WPS Writer or LibreOffice", ".docx"),
        ("Excel、WPS 表格或 LibreOffice", "Excel, WPS Spreadsheets or LibreOffice", ".xlsx"),
    )
)
_SHEETS = frozenset(("xls", "ods", "csv"))


def annotate(data: bytes, audit: Audit, language: Language) -> bytes:
    """A copy of a file that was audited, with its findings; the very bytes when there are none.

    Raises `Unreadable` for a format that cannot carry them, and for what cannot be written again.
    """
    form = audit.format or ""
    if form not in FORMATS:
        words = (_AS_XLSX if form in _SHEETS else _AS_DOCX).format(format=form)
        raise Unreadable(words.zh, words.en)
    notes = [note(finding, language) for finding in audit.result.findings]
    if not notes:
        return data
    if form == "docx":
        from auditor.annotate import docx

        return docx.annotate(data, notes)
    if form == "xlsx":
        from auditor.annotate import xlsx

        return xlsx.annotate(data, notes, language)
    from auditor.annotate import pdf

    return pdf.annotate(data, notes, language)

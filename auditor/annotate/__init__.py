"""A copy of a report that carries the findings at their places: one module a format.

These stand above the readers, since a place means what the reader of the format says it means.
"""

from __future__ import annotations

from os.path import splitext

from auditor.annotate.note import AUTHOR, note
from auditor.document import Unreadable
from auditor.outcome import Audit
from auditor.readers import FORMATS as SUFFIXES
from auditor.words import Language, Words

FORMATS = ("docx", "xlsx", "pdf")
"""The formats of documents that can carry findings."""

_OTHER_SUFFIX = Words(
    "输出文件 {name} 的后缀应为 {suffix}，与原文件的格式一致",
    "the output file {name} must end in {suffix}, like the file that it is a copy of",
)
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


def check_name(name: str, audit: Audit) -> None:
    """Raises `Unreadable` for a format that cannot carry findings, and for a copy named as something else.

    A copy has the suffix of its original, where that is one of its format's.
    """
    suffix = copy_suffix(audit)
    if suffix is None:
        words = refusal(audit)
        raise Unreadable(words.zh, words.en)
    if splitext(name)[1].lower() != suffix:
        words = _OTHER_SUFFIX.format(name=name, suffix=suffix)
        raise Unreadable(words.zh, words.en)


def copy_suffix(audit: Audit) -> str | None:
    """The suffix of a copy of a file; None for a format that cannot carry findings."""
    form = audit.format or ""
    if form not in FORMATS:
        return None
    own = splitext(audit.path)[1].lower()
    return own if SUFFIXES.get(own) == form else f".{form}"


def refusal(audit: Audit) -> Words:
    """Why a file of this format cannot carry findings."""
    form = audit.format or ""
    return (_AS_XLSX if form in _SHEETS else _AS_DOCX).format(format=form)


def annotate(data: bytes, audit: Audit, language: Language, author: str = AUTHOR) -> bytes:
    """A copy of a file of one of `FORMATS` with what its audit found; the very bytes when that is nothing.

    Raises `Unreadable` for what cannot be written again.
    """
    notes = [note(finding, language, author) for finding in audit.result.findings]
    if audit.format == "docx" and not data.startswith(b"PK"):
        from auditor.readers import flat_opc

        # One piece of XML; the copy is an ordinary .docx.
        data = flat_opc.package(data)
    if not notes:
        return data
    if audit.format == "docx":
        from auditor.annotate import docx

        return docx.annotate(data, notes)
    if audit.format == "xlsx":
        from auditor.annotate import xlsx

        return xlsx.annotate(data, notes, language)
    from auditor.annotate import pdf

    return pdf.annotate(data, notes, language)

"""From a `Document` to a `Report`: which table is what, roles of columns, kinds of rows, claims."""

from __future__ import annotations

from auditor.document import Document
from auditor.model.report import Recognition


def recognise(document: Document, profile: str | None = None) -> Recognition:
    """The reports in a document, none when nothing in it is a self-evaluation.

    `profile` forces a scheme of scoring instead of the one that the form shows. Raises UnknownScheme for a name
    that is none's.
    """
    from auditor.recognition.assembly import assemble

    return assemble(document, profile)

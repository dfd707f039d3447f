"""Auditor checks Chinese budget-performance self-evaluation reports (绩效自评) for internal consistency.

    import auditor

    audit = auditor.audit("report.docx")
    for finding in audit.result.findings:
        print(finding.severity, finding.message.zh, finding.working)

Rules are written with `auditor.check` (`from auditor.check import check, found, verified`). Everything
here is imported when it is first used, so that importing the package costs nothing.
"""

from __future__ import annotations

__version__ = "0.1.0"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from auditor.check import Result, Selection
    from auditor.document import Document, Location, Unreadable
    from auditor.engine import Settings, audit, audit_bytes, audit_file, extract
    from auditor.finding import Confidence, Finding, Severity, Verdict
    from auditor.frames import to_frame
    from auditor.model.place import Place
    from auditor.model.report import Report
    from auditor.outcome import Audit
    from auditor.runner import audit_paths
    from auditor.words import Words

_HOMES = {
    "auditor.check": ("Result", "Selection"),
    "auditor.document": ("Document", "Location", "Unreadable"),
    "auditor.engine": ("Settings", "audit", "audit_bytes", "audit_file", "extract"),
    "auditor.finding": ("Confidence", "Finding", "Severity", "Verdict"),
    "auditor.frames": ("to_frame",),
    "auditor.model.place": ("Place",),
    "auditor.model.report": ("Report",),
    "auditor.outcome": ("Audit",),
    "auditor.runner": ("audit_paths",),
    "auditor.words": ("Words",),
}

__all__ = [
    "Audit",
    "Confidence",
    "Document",
    "Finding",
    "Location",
    "Place",
    "Report",
    "Result",
    "Selection",
    "Settings",
    "Severity",
    "Unreadable",
    "Verdict",
    "Words",
    "__version__",
    "audit",
    "audit_bytes",
    "audit_file",
    "audit_paths",
    "extract",
    "to_frame",
]


def __getattr__(name: str) -> object:
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module 'auditor' has no attribute {name!r}")

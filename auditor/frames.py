"""Reports as a data frame, for notebooks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from auditor.check import load_rules
from auditor.engine import Settings
from auditor.output.rows import COLUMNS, is_figure, rows
from auditor.runner import audit_paths

if TYPE_CHECKING:
    from pathlib import Path


def to_frame(paths: str | Path | Iterable[str | Path], kind: str = "indicators") -> Any:
    """The indicators, budget rows or relations of reports as a data frame of pandas, or else of polars.

    `paths` are files and folders. Numbers stand in the columns that end with `_value`, what is printed beside them.
    The frame of pandas says in `attrs["status"]` what became of each file that has no rows. Raises ImportError where
    neither package is installed.
    """
    named = [paths] if isinstance(paths, str) or not isinstance(paths, Iterable) else list(paths)
    # Only relations have verdicts.
    settings = Settings(load_rules() if kind == "relations" else ())
    status: dict[str, str] = {}
    columns: dict[str, list[Any]] = {name: [] for name in COLUMNS[kind]}
    for audit in audit_paths(named, settings):
        if audit.status != "audited":
            status[audit.path] = audit.status
        for row in rows(audit, kind):
            for name, value in row.items():
                figure = value is not None and is_figure(name)
                columns[name].append(float(value) if figure else value)
    return _frame(columns, status)


def _frame(columns: dict[str, list[Any]], status: dict[str, str]) -> Any:
    try:
        import pandas
    except ImportError:
        try:
            import polars
        except ImportError:
            raise ImportError("to_frame needs pandas or polars: pip install 'auditor[frames]'") from None
        return polars.DataFrame(columns, strict=False)
    frame = pandas.DataFrame(columns)
    for name in columns:
        if is_figure(name):
            frame[name] = pandas.to_numeric(frame[name])
    frame.attrs["status"] = status
    return frame

"""What was understood as rows, one each over all files: indicators, budget rows or relations; CSV, JSON Lines, Excel."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from auditor.outcome import Audit
from auditor.output.extract import content
from auditor.output.neutral import escaped_json, inert

Row = dict[str, Any]

_OF = ("path", "organisation", "project", "year")
_WHERE = ("location", "page", "sheet", "cell", "line")
COLUMNS: dict[str, tuple[str, ...]] = {
    "indicators": (
        *_OF, "table", "kind", "level1", "level1_name", "level1_weight", "level2", "name", "direction", "target",
        "target_value", "target_unit", "unit", "weight", "weight_value", "actual", "completion_value",
        "completion_unit", "score", "score_value", "note", *_WHERE,
    ),
    "budget": (
        *_OF, "name", "initial", "adjusted", "executed", "unit", "rate", "weight", "score", "initial_value",
        "adjusted_value", "executed_value", "rate_value", "weight_value", "score_value", *_WHERE,
    ),
    "relations": (*_OF, "kind", "text", "operands", "verdict", *_WHERE),
}  # fmt: skip
"""The columns of each kind of rows; their names are those of the JSON."""


def rows(audit: Audit, kind: str) -> Iterator[Row]:
    """The rows of a file; figures that have no number are None."""
    if not audit.reports:
        return
    read = content(audit)
    for row in _of_kind(read, kind):
        about = read["reports"][row["report"]]
        place = row["location"]
        told = {
            "path": audit.path,
            **{name: about[name] for name in ("organisation", "project", "year")},
            **{name: place[name] for name in _WHERE[1:]},
            "location": place["path"],
        }
        if kind == "relations":
            row["operands"] = "; ".join(operand["text"] for operand in row["operands"])
        yield {name: told[name] if name in told else row[name] for name in COLUMNS[kind]}


def _of_kind(read: Row, kind: str) -> Iterator[Row]:
    if kind != "indicators":
        yield from read["budget" if kind == "budget" else "claims"]
        return
    for table in read["tables"]:
        for row in table["indicators"]:
            yield {**row, "table": table["title"], "kind": table["kind"], "report": table["report"]}


def write_rows(format: str, kind: str, audits: Iterable[Audit], stream: TextIO) -> None:
    """Write the rows of all files in one of the formats for rows."""
    found = (row for audit in audits for row in rows(audit, kind))
    if format == "jsonl":
        stream.writelines(escaped_json(json.dumps(row, ensure_ascii=False)) + "\n" for row in found)
    elif format == "csv":
        _write_csv(kind, found, stream)
    else:
        _write_xlsx(kind, found, stream)


def _write_csv(kind: str, found: Iterable[Row], stream: TextIO) -> None:
    import csv

    # Excel knows the encoding by it.
    stream.write("\ufeff")
    sheet = csv.writer(stream, lineterminator="\n")
    sheet.writerow(COLUMNS[kind])
    for row in found:
        sheet.writerow(
            value if value is None or is_figure(name) else inert(str(value)) for name, value in row.items()
        )


def _write_xlsx(kind: str, found: Iterable[Row], stream: TextIO) -> None:
    from datetime import UTC, datetime

    from xlsxwriter import Workbook

    book = Workbook(stream.buffer, {"in_memory": True})
    # The same rows must give the same bytes.
    book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC), "author": "auditor"})
    sheet, bold = book.add_worksheet(kind), book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for at, name in enumerate(COLUMNS[kind]):
        sheet.write_string(0, at, name, bold)
    last = 0
    for last, row in enumerate(found, 1):
        for at, (name, value) in enumerate(row.items()):
            if value is not None and is_figure(name):
                sheet.write_number(last, at, float(value))
            elif value is not None:
                sheet.write_string(last, at, str(value))
    sheet.autofilter(0, 0, last, len(COLUMNS[kind]) - 1)
    book.close()


def is_figure(name: str) -> bool:
    """Whether a column holds numbers."""
    return name.endswith("_value") or name in ("year", "page", "line", "level1_weight")

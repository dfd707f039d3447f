"""NAR: money that a standard gives, and what is left of it."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.check import check
from auditor.finding import Checked, Draft, Severity
from auditor.model.report import Report

from .kit.relations import held, judged, of_kind


@check("product-mismatch", code="NAR014", severity=Severity.ERROR, needs=("claims:product",))
def product_mismatch(report: Report) -> Iterator[Draft | Checked]:
    yield from judged(report, "product")


@check(
    "balance-mismatch", code="NAR016", severity=Severity.ERROR, needs=("claims:balance", "claims:restated")
)
def balance_mismatch(report: Report) -> Iterator[Draft | Checked]:
    yield from judged(report, "balance")
    for relation in of_kind(report, "restated"):
        if verdict := held(relation):
            yield verdict

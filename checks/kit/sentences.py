"""The relations that sentences state, by kind, and their figures as printed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from auditor.model.relations import Mention
from auditor.model.report import Report
from auditor.words import Words

C = TypeVar("C")


def within(number: str, low: str, high: str) -> Words:
    """That a number lies outside its range, in words."""
    return Words(f"{number}不在{low}至{high}之间", f"{number} is not between {low} and {high}")


def claims_of(report: Report, kind: type[C]) -> Iterator[C]:
    """The relations of a kind."""
    return (claim for claim in report.claims if isinstance(claim, kind))


def figure(mention: Mention) -> str:
    """A figure as printed, without white space; with its unit where it shares another's."""
    text = "".join(mention.field.text.split())
    unit = mention.quantity.unit
    return text if text and not text[-1].isdigit() else text + unit

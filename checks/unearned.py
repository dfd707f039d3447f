"""SCR: full points where nothing was done, or nothing asked."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.check import check, found
from auditor.finding import Checked, Draft, Severity
from auditor.model.form import Indicator
from auditor.model.names import lower_is_better
from auditor.model.place import Field, says
from auditor.model.relations import Claim, Mention, Relation
from auditor.model.report import Report
from auditor.quantity import show
from auditor.words import Words

from .kit.points import ULP, Share, brief, item_shares, own_share, pointed, together, value


@check("zero-rate-full-score", code="SCR009", severity=Severity.WARNING, needs=("items",))
def zero_rate_full_score(report: Report) -> Iterator[Draft | Checked]:
    zeros = [
        rate
        for claim in report.claims
        if (rate := _stated_rate(claim)) is not None and not rate.quantity.value
    ]
    for item, share in item_shares(report):
        lines = {s.place.location for s in item.sentences}
        own = [z for z in zeros if z.field.place.location in lines and not _bad_thing(z.label)]
        if own and share.score > 0 and share.lost <= ULP:
            zero = own[0].field
            yield found(
                share.score_field.place, subject=item.name.name, rate=zero.text, score=show(share.score), found=share.score_field.text,
                expected=f"< {show(share.weight)}", working=f"{zero.text} → {show(share.score)} = {show(share.weight)}",
                sentence=together(Words(f"比率为{zero.text}", f"rate {zero.text}"), share.earned),
                related=[zero.place, share.weight_field.place],
            )  # fmt: skip


def _stated_rate(claim: Claim) -> Mention | None:
    """The share or rate that a sentence states."""
    match claim:
        case Relation(kind="share" | "ratio" | "execution"):
            return claim.stated
        case _:
            return None


def _bad_thing(label: str) -> bool:
    """Whether a share is of a bad thing: its name ends with one, or its head noun (behind the last 的) holds one."""
    head = label.removesuffix("占比").removesuffix("比例").rpartition("的")[2]
    return lower_is_better(label) or says(head, "bad")


@check("not-applicable-full-score", code="SCR011", severity=Severity.INFO, needs=("scores", "items"))
def not_applicable_full_score(report: Report) -> Iterator[Draft | Checked]:
    told: set[str] = set()
    for item, share in item_shares(report):
        if evidence := next(filter(_absent, item.sentences), None):
            told.add(item.name.name)
            yield from _inapplicable(share, evidence)
    for table in report.tables:
        for row, share in pointed(table):
            evidence = next((f for f in (row.completion, row.note) if f is not None and _absent(f)), None)
            if evidence is not None and row.name.name not in told:
                yield from _inapplicable(share, evidence)


def _absent(field: Field) -> bool:
    """Whether a text says that its indicator did not apply."""
    return field.says("absent")


def _inapplicable(share: Share, evidence: Field) -> Iterator[Draft]:
    if share.score > 0 and share.lost <= ULP:
        yield found(
            share.score_field.place, subject=share.name, score=show(share.score), found=share.score_field.text,
            working=f"{brief(evidence.name)} → {show(share.score)} = {show(share.weight)}", sentence=share.earned, related=[evidence.place, share.weight_field.place],
        )  # fmt: skip


@check("blank-row-full-score", code="SCR012", severity=Severity.WARNING, needs=("scores",))
def blank_row_full_score(report: Report) -> Iterator[Draft | Checked]:
    for table in report.tables:
        for row, following in zip(table.indicators, (*table.indicators[1:], None), strict=False):
            share = own_share(row)
            if (
                share is None
                or share.score <= 0
                or row.execution
                or row.target is None
                or row.completion is None
            ):
                continue
            if not (row.target or row.completion or _in_parts(following)):
                yield found(
                    share.score_field.place, subject=share.name, score=show(share.score), expected="0",
                    related=[row.target.place, row.completion.place],
                )  # fmt: skip


def _in_parts(following: Indicator | None) -> bool:
    """Whether the next row only tells values of the row above it."""
    return (
        following is not None
        and not value(following.weight)
        and bool(following.target or following.completion)
    )

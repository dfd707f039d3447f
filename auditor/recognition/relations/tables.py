"""Sums that stand beside sums: rows of a table written out, money beside counts, the shares of a whole."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from auditor.model.relations import Fit
from auditor.quantity import HUNDRED, ZERO, show
from auditor.recognition.relations.evidence import PROOF
from auditor.recognition.relations.ledger import Ledger, amount_text, printed
from auditor.recognition.relations.lists import partition, told, within_rounding
from auditor.recognition.relations.sums import kin, usable
from auditor.recognition.text.blocks import Block
from auditor.recognition.text.figures import Figure


def read(ledger: Ledger) -> None:
    """Find what the sums of a text say of each other, and the shares that make a whole."""
    for total, parts in tuple(ledger.sums):
        _beside(ledger, total, parts)
    _columns(ledger)
    for block in ledger.text.blocks:
        _shares(ledger, block)


def _beside(ledger: Ledger, total: Figure, parts: Sequence[Figure]) -> None:
    """“项目 10 个，资金 90 万元，其中：甲 6 个、资金 50 万元，乙 4 个、资金 40 万元”: the money right behind counts.

    Counts that add up name every part, so that the amounts of the same name are all there too.
    """
    if total.money or sum((p.quantity.amount for p in parts), ZERO) != total.quantity.amount:
        return
    counted = {f.index for f in (total, *parts)}
    behind = [f for f in ledger.text.block(total).figures if f.index - 1 in counted]
    if len(behind) != len(counted) or len(behind) < 3:
        return
    whole, *others = behind
    alike = all(p.label and whole.label.endswith(p.label) and kin(p, whole) for p in others)
    if whole.money and alike and ledger.free(whole) and all(map(usable, behind)):
        _judge(ledger, whole, others)


def _columns(ledger: Ledger) -> None:
    """“合计=中央…、省级…。甲=中央…、省级…。乙=…”: rows of one table written out are added down, too.

    Rows have parts of the same names; one of their totals is that of the others, and so is each of its parts.
    """
    rows: dict[tuple[str, ...], list[tuple[Figure, Sequence[Figure]]]] = {}
    for total, parts in sorted(ledger.sums, key=lambda s: s[0].index):
        names = tuple(p.label for p in parts)
        if len(names) > 1 and all(names):
            rows.setdefault(names, []).append((total, parts))
    for alike in rows.values():
        whole = sum((t.quantity.amount for t, _ in alike), ZERO)
        grand = next((row for row in alike if row[0].quantity.amount * 2 == whole), None)
        if grand is None or len(alike) < 3:
            continue
        others = [row for row in alike if row is not grand]
        least = max(f.quantity.decimals for total, parts in alike for f in (total, *parts))
        for n, column in enumerate(grand[1]):
            if ledger.free(column) or ledger.stated[column.index].fit is Fit.ROUNDING:
                ledger.forget(column)
                _judge(ledger, column, [parts[n] for _, parts in others], least, likely=True)


def _judge(
    ledger: Ledger, total: Figure, parts: Sequence[Figure], least: int = 0, *, likely: bool = False
) -> None:
    added = sum((p.quantity.amount for p in parts), ZERO)
    exact = added == total.quantity.amount
    if not exact and not within_rounding(total, parts, least):
        told(ledger, total, parts, added, likely=likely)
        return
    due = amount_text(added, total.quantity, max(p.quantity.decimals for p in (total, *parts)))
    fit = Fit.EXACT if exact else Fit.ROUNDING
    ledger.add("sum", total, parts, f"{' + '.join(map(printed, parts))} = {due}", due, fit, evidence=PROOF)


def _shares(ledger: Ledger, block: Block) -> None:
    """“人员经费占 60%、公用经费占 40%”: the shares of a known partition, whose total is 100%."""
    by_sentence: dict[int, list[Figure]] = {}
    for figure in block.figures:
        if figure.kind == "%" and figure.quantity.unit == "%" and figure.plain and "占" in figure.words:
            by_sentence.setdefault(figure.sentence, []).append(figure)
    for sentence, shares in by_sentence.items():
        start, end = block.sentences[sentence]
        if len(shares) < 2 or not partition(
            block.flat[start:end], [f.words.partition("占")[0] for f in shares]
        ):
            continue
        added = sum((f.quantity.value for f in shares), ZERO)
        slack = sum((f.quantity.half_ulp * 2 for f in shares), Decimal(0))
        fit = Fit.EXACT if added == HUNDRED else Fit.ROUNDING if abs(added - HUNDRED) <= slack else Fit.WRONG
        working = f"{' + '.join(map(printed, shares))} = {show(added)}%"
        for share in shares if fit < Fit.WRONG else shares[-1:]:
            others = [f for f in shares if f is not share]
            ledger.add("share_total", share, others, working, "100%", fit, evidence=PROOF, bound=True)

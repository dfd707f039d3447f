"""Relations between the figures of a text: one that holds is verified or consistent, a bound one that fails is found."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.check import check, consistent, found, verified, within_rounding
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.place import Field
from auditor.model.relations import Fit, Mention, Relation, RelationKind
from auditor.model.report import Report
from auditor.quantity import HUNDRED, rounded, show
from auditor.words import Words

ARITHMETIC = Words(
    "绩效自评应数据真实、结果客观（财预〔2020〕10号）；数字按 GB/T 8170 修约区间核对",
    "self-evaluation data must be true and its result objective (财预〔2020〕10号); figures are compared as GB/T 8170 rounding intervals",
)


def of_kind(report: Report, *kinds: RelationKind) -> Iterator[Relation]:
    """The relations of some kinds."""
    return (c for c in report.claims if isinstance(c, Relation) and c.kind in kinds)


def held(relation: Relation) -> Checked | None:
    """The verdict on a relation that holds."""
    if not relation.holds:
        return None
    place, operands = relation.stated.field.place, [o.field for o in relation.operands]
    if not relation.proof:
        return consistent(place, relation.working, operands)
    if relation.fit is Fit.EXACT:
        return verified(place, relation.working, operands)
    return within_rounding(place, relation.working, operands)


def judged(report: Report, *kinds: RelationKind) -> Iterator[Draft | Checked]:
    """The verdicts and findings on the relations of some kinds, in the words of the rule that asks."""
    for relation in of_kind(report, *kinds):
        if relation.licence == "unit" and not relation.near_miss:
            continue  # money-scale tells it
        verdict = held(relation)
        if verdict is not None:
            yield verdict
        elif relation.fit is Fit.TRUNCATED:
            # percent-truncated tells it; the figure itself is what its operands give.
            yield within_rounding(
                relation.stated.field.place, relation.working, [o.field for o in relation.operands]
            )
        elif relation.fit is Fit.WRONG and relation.bound:
            yield _finding(relation)


def told_unmet(report: Report) -> Iterator[tuple[str, Field, str]]:
    """What the text itself says fell short of its goal: its name, its figure, how."""
    for relation in of_kind(report, "comparison", "unmet"):
        if relation.fit is Fit.WRONG:
            yield relation.stated.label or relation.stated.field.name, relation.stated.field, relation.working


def _finding(relation: Relation) -> Draft:
    stated = relation.stated
    quantity = stated.quantity
    printed = as_printed(stated)
    severity, confidence = None, Confidence.CERTAIN
    if relation.near_miss or relation.kind in ("balance", "product"):
        confidence = Confidence.LIKELY
    points = abs(relation.point - quantity.value)
    if relation.kind in ("share", "growth", "ratio") and points <= rounded(HUNDRED, 0) / 1000:
        severity = Severity.WARNING
    operands = [as_printed(o) for o in relation.operands]
    calc = show(relation.point, max(2, quantity.decimals)) + ("%" if relation.kind == "growth" else "")
    working = relation.working if relation.kind == "comparison" else f"{relation.working} ≠ {printed}"
    if relation.kind == "count":
        working, confidence = f"{relation.working} ≠ {quantity.value}", Confidence.LIKELY
    return found(
        stated.field.place, subject=stated.label or _NAMES[relation.kind], working=working, found=stated.field.text,
        expected=relation.due, related=[o.field.place for o in relation.operands], severity=severity, confidence=confidence,
        figure=True, operands=[o.field for o in relation.operands], total=printed, sum=relation.due, share=printed,
        rate=printed, part=operands[0] if operands else "", whole=operands[-1] if operands else "", calc=calc,
        n=operands[0] if operands else "", m=operands[-1] if operands else "", stated=printed, listed=relation.due,
        figures="、".join(operands), due=relation.due, off=show(points, max(2, quantity.decimals + 1)),
        executed=operands[0] if operands else "", budget=operands[-1] if operands else "",
        left=printed, right=operands[0] if operands else "", word=stated.label, relation=relation.due,
    )  # fmt: skip


_NAMES = {
    "sum": "合计", "balance": "结余", "execution": "执行率", "ratio": "比率", "share": "占比", "product": "金额",
    "growth": "增减率", "count": "项数", "comparison": "完成值", "restated": "金额", "grade": "等级",
    "echo": "完成值", "unmet": "完成率",
}  # fmt: skip


def as_printed(mention: Mention) -> str:
    """A figure as printed, without white space; with its unit where it shares another's."""
    text = "".join(mention.field.text.split())
    unit = mention.quantity.unit
    return text if text and not text[-1].isdigit() else text + unit


@check(
    "product-mismatch",
    code="NAR012",
    severity=Severity.ERROR,
    zh="“{subject}”按标准计算为 {due}，文中为 {stated}",
    en="“{subject}”: the standard gives {due}, the text says {stated}",
    source=ARITHMETIC,
    why="""
金额应等于数量乘以标准。
标准（每户400元、元/人·月）与数量的单位相符，且一句中只有一种读法时才认定有误；分批、按月、部分、退还等情形不作认定。
""",
    needs=("claims:product",),
    bad="""
青柳区松岭乡2024年度项目支出绩效自评报告
全年走访困难家庭130户，标准为每户300元，共计4.9万元。
""",
    good="""
青柳区松岭乡2024年度项目支出绩效自评报告
全年走访困难家庭130户，标准为每户300元，共计3.9万元。
发放救助金分批进行，涉及120户，每户500元，共计5万元。
""",
)
def product_mismatch(report: Report) -> Iterator[Draft | Checked]:
    """A sum of money is the number of things times the standard for one.

    It is wrong only where the standard's unit (每户400元, 元/人·月) is that of the number and the sentence allows no
    other reading: not where money comes in batches, by months, for some, or goes back.
    """
    yield from judged(report, "product")


@check(
    "balance-mismatch",
    code="NAR013",
    severity=Severity.ERROR,
    zh="“{subject}”按收支计算为 {due}，文中为 {stated}",
    en="“{subject}”: what came in less what was spent is {due}, the text says {stated}",
    source=ARITHMETIC,
    why="""
结余应等于安排或到位的资金减去支出；调整后预算应等于年初预算加上追加。
一句中只有一个来源、一个支出时才认定有误；涉及上年结转、收回、追加的不作认定。
""",
    needs=("claims:balance", "claims:restated"),
    bad="""
青柳区松岭乡2024年度项目支出绩效自评报告
全年到位资金862.5万元，实际支出731.2万元，结余141.3万元。
""",
    good="""
青柳区松岭乡2024年度项目支出绩效自评报告
全年到位资金862.5万元，实际支出731.2万元，结余131.3万元。
全年到位资金862.5万元，实际支出731.2万元，收回上年结余后结余151.3万元。
""",
)
def balance_mismatch(report: Report) -> Iterator[Draft | Checked]:
    """What is left is what came in less what was spent; an adjusted budget is the initial one and what was added.

    It is wrong only where a sentence has one amount that came in and one that was spent, and speaks of nothing carried
    over, taken back or added.
    """
    yield from judged(report, "balance")
    for relation in of_kind(report, "restated"):
        if verdict := held(relation):
            yield verdict

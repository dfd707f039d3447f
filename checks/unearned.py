"""SCR: full points where nothing was done, or nothing asked."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.check import check, found
from auditor.finding import Checked, Draft, Severity
from auditor.lexicon import load
from auditor.model.form import Indicator
from auditor.model.place import Field
from auditor.model.relations import Claim, Mention, RatioClaim, Relation, ShareClaim
from auditor.model.report import Report
from auditor.quantity import show
from auditor.words import Words

from .names import lower_is_better
from .points import Share, item_shares, own_share, value
from .scores import SCORING, ULP, brief, pointed


@check(
    "zero-rate-full-score",
    code="SCR009",
    severity=Severity.WARNING,
    zh="“{subject}”自述比率为 {rate}，却得满分 {score}",
    en="“{subject}” reports {rate} and still takes the full {score}",
    source=SCORING,
    why="""
自身文字写明比率为0%的指标，不应得满分。
所计量的是负面事项（结余、投诉、闲置等）的，0%正是理想结果，不作报告。
""",
    needs=("items",),
    bad="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
1．目标偏离（4分）
已完成的数量指标中偏离度在30%内的指标0个，已完成的数量指标27个，偏离度在30%内的指标占比0%，该指标得分为4分。
2．群众满意度（10分）
满意度95%，该指标得分为10分。
3．补贴发放及时率（10分）
及时率100%，该指标得分为10分。
""",
    good="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
1．年终结余（4分）
年末结转结余0万元，预算总额400万元，结转结余占比0%，该指标得分为4分。
2．群众满意度（10分）
满意度95%，该指标得分为10分。
3．补贴发放及时率（10分）
及时率100%，该指标得分为10分。
""",
)
def zero_rate_full_score(report: Report) -> Iterator[Draft | Checked]:
    """An item whose own text puts its measure at 0% does not earn full points.

    Where the counted thing is a bad one (结余, 投诉, 闲置, …), 0% is the ideal and nothing is said.
    """
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
                related=[zero.place, share.weight_field.place],
            )  # fmt: skip


def _stated_rate(claim: Claim) -> Mention | None:
    """The share or rate that a sentence states."""
    match claim:
        case ShareClaim():
            return claim.share
        case RatioClaim():
            return claim.rate
        case Relation(kind="share" | "ratio" | "execution"):
            return claim.stated
        case _:
            return None


def _bad_thing(label: str) -> bool:
    """Whether a share is of a bad thing: its name ends with one, or its head noun (behind the last 的) holds one."""
    head = label.removesuffix("占比").removesuffix("比例").rpartition("的")[2]
    return lower_is_better(label) or any(word in head for word in load("names")["direction"]["lower"])


@check(
    "not-applicable-full-score",
    code="SCR011",
    severity=Severity.INFO,
    zh="“{subject}”不适用却计满分 {score}",
    en="“{subject}” is not applicable but takes the full {score}",
    source=Words(
        "不适用的指标一般不计分，其余指标按比例折算（填表惯例）",
        "an indicator that does not apply is usually left out and the others scaled (practice of the forms)",
    ),
    why="""
指标自称不涉及却计满分，会虚增总分。
有的地方规定不涉及的按满分计，因此只列为提示。表中的行与正文对应段落只报一次。
""",
    needs=("scores", "items"),
    bad=(
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
1．采购执行率（3分）
我单位2024年无采购预算，该指标得分为3分。
2．群众满意度（10分）
满意度95%，该指标得分为10分。
3．补贴发放及时率（10分）
及时率100%，该指标得分为10分。
""",
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分	说明
政府采购执行率	=	100	%		50	50	本年不涉及政府采购
受益群众人数	≥	300	人	310	50	50
""",
    ),
    good="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分	说明
政府采购执行率	=	100	%		50	0	本年不涉及政府采购
受益群众人数	≥	300	人	310	50	50
""",
)
def not_applicable_full_score(report: Report) -> Iterator[Draft | Checked]:
    """An indicator that says that it did not apply, and takes all its points, lifts the total unearned.

    Some local forms order exactly this, so it is a note. A row of a sheet and its narrative are told once.
    """
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
    return any(word in field.name for word in load("scoring")["absent"]["words"])


def _inapplicable(share: Share, evidence: Field) -> Iterator[Draft]:
    if share.score > 0 and share.lost <= ULP:
        yield found(
            share.score_field.place, subject=share.name, score=show(share.score), found=share.score_field.text,
            working=f"{brief(evidence.name)} → {show(share.score)} = {show(share.weight)}", related=[evidence.place, share.weight_field.place],
        )  # fmt: skip


@check(
    "blank-row-full-score",
    code="SCR012",
    severity=Severity.WARNING,
    zh="“{subject}”指标值和完成值均为空，却得 {score} 分",
    en="“{subject}” has neither target nor completion, yet scores {score}",
    source=SCORING,
    why="""
得分应有依据：指标值和完成值均空白的行不应得分。
数值写在下面各行（其中：…）的行和预算执行率不作报告。
""",
    needs=("scores",),
    bad="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	12	50	50
受益群众人数					50	50
""",
    good="""
青柳区松岭乡2024年度项目支出绩效自评表
一级指标	二级指标	三级指标	年度指标值	实际完成值	分值	得分
产出指标	数量指标	种植面积			50	50
		红薯	5亩	5亩
		梨树	6亩	6亩
效益指标	社会效益指标	群众知晓率	≥90%	95%	50	50
""",
)
def blank_row_full_score(report: Report) -> Iterator[Draft | Checked]:
    """Points are given for something: a row without target and completion has earned none.

    Rows whose values stand in the rows below them (其中：…) and the budget's execution are left alone.
    """
    for table in report.tables:
        for row, following in zip(table.indicators, (*table.indicators[1:], None), strict=True):
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

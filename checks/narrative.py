"""NAR: the arithmetic of sentences. Totals, lists, shares, ratios, change between two years, comparisons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Any, TypeVar

from msgspec import Struct

from auditor.check import check, consistent, found, not_verifiable, verified, within_rounding
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.place import Place
from auditor.model.relations import (
    AimClaim,
    Claim,
    Comparison,
    ComparisonClaim,
    CountClaim,
    ExecutionClaim,
    Fit,
    GrowthClaim,
    Mention,
    RatioClaim,
    Relation,
    ShareClaim,
    SumClaim,
    TallyClaim,
    fit,
)
from auditor.model.report import Report
from auditor.quantity import HUNDRED, ONE, ZERO, Interval, Quantity, rounded, show, truncated
from auditor.words import Words

from .relations import judged

FAMILY = Words("文字中的数据", "figures in sentences")

ARITHMETIC = Words(
    "绩效自评应数据真实、结果客观（财预〔2020〕10号）；数字按 GB/T 8170 修约区间核对",
    "self-evaluation data must be true and its result objective (财预〔2020〕10号); figures are compared as GB/T 8170 rounding intervals",
)
C = TypeVar("C")

_NEARLY = Decimal("0.05")
_POINT_TENTH = Decimal("0.1")
_POINT_HALF = Decimal("0.5")
_TEN_THOUSAND = Decimal(10_000)


# ── Totals and parts ──────────────────────────────────────────────────────────────────────────────────


@check(
    "sum-mismatch",
    code="NAR001",
    supersedes=("execution-rate-mismatch", "carryover-contradiction", "share-mismatch"),
    severity=Severity.ERROR,
    zh="“{subject}”{total} 与分项合计 {sum} 不符",
    en="“{subject}”: the parts add up to {sum}, the total says {total}",
    source=ARITHMETIC,
    why="""
文字列明全部分项的，总数应等于分项之和。
以下情形视为列明全部分项：用“分别为”“由…组成”、冒号或等号后列举、“共…”；属已知的完整划分（基本/项目、人员/公用、在职/退休等）；各项占比合计为100%。未列全的分项之和可以小于总数，但不能超过总数。各数按印出位数的区间比较，取组内最细的位数，因为软件会省去末尾的零。同一总数与两组分项都矛盾的只报一次。
""",
    needs=("claims:sum",),
    bad=(
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、预算及支出情况
全年支出826.40万元，其中：基本支出512.15万元，项目支出304.25万元。
""",
        """
青柳区松岭乡2024年度项目支出绩效自评报告
申请资金480000元：管护补助300000、设备购置120000、培训20000。
""",
    ),
    good=(
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、预算及支出情况
全年支出826.40万元，其中：基本支出512.15万元，项目支出314.25万元。核定编制46人，其中行政编制22人，事业编制21个（参公3人），工勤编制3名。
""",
        """
青柳区松岭乡2024年度项目支出绩效自评报告
到位资金960万元，其中中央资金600万元、省级资金200万元等。
""",
    ),
)
def sum_mismatch(report: Report) -> Iterator[Draft | Checked]:
    """A total is the sum of its parts when the text names them all.

    The parts are all when the words say so (分别为, 由…组成, a list behind a colon or “=”, 共…), when they
    are a known partition (基本/项目, 人员/公用, 在职/退休, …), or when their shares add up to 100%. Parts that
    need not be all may stay below the total, but never exceed it. Numbers rounded in print are compared
    as intervals, at the finest precision printed in the group, since programs drop trailing zeros.
    A total that contradicts two lists is told once.
    """
    yield from judged(report, "sum")
    told: set[Place] = set()
    for claim in _of(report, SumClaim):
        place = claim.total.field.place
        if claim.total.quantity.unit == "%" or place in told:
            continue
        total = claim.total.quantity
        added = sum((p.quantity.amount for p in claim.parts), ZERO)
        excess = added - total.amount
        group = (claim.total, *claim.parts)
        exact, fine, coarse = excess == 0, _meet(claim, finest=True), _meet(claim, finest=False)
        if exact:
            yield verified(place)
            continue
        if fine:
            yield within_rounding(place)
            continue
        severity, confidence = Severity.ERROR, Confidence.CERTAIN
        if not claim.exhaustive:
            confidence = Confidence.LIKELY
            if excess < 0:
                if len(claim.parts) < 3 or -excess > total.amount * _NEARLY:
                    yield not_verifiable(place, "分项未必列全", "the parts listed need not be all")
                    continue
                severity, confidence = Severity.INFO, Confidence.POSSIBLE
        elif coarse:
            # Roundings would not leave the fine digits in agreement: a whole difference is a slip.
            whole = excess % max(_ulp(m.quantity) for m in group) == 0
            severity, confidence = (
                (Severity.ERROR, Confidence.LIKELY) if whole else (Severity.INFO, Confidence.POSSIBLE)
            )
        elif _meet(claim, finest=True, unit=claim.parts[0].quantity.unit):
            severity = Severity.WARNING
        unit = total.unit
        decimals = max(m.quantity.decimals for m in group if m.quantity.factor == total.factor)
        amount = f"{_exactly(added / total.factor, decimals)}{unit}"
        told.add(place)
        yield found(
            place,
            subject=claim.total.label or "合计",
            total=_figure(claim.total),
            sum=amount,
            working=f"{' + '.join(map(_figure, claim.parts))} = {amount} ≠ {_figure(claim.total)}",
            found=claim.total.field.text,
            expected=amount,
            related=[p.field.place for p in claim.parts],
            severity=severity,
            confidence=confidence,
            figure=True,
        )


def _meet(claim: SumClaim, *, finest: bool, unit: str | None = None) -> bool:
    """Whether total and parts agree as intervals, at the finest printed precision or at each one's own."""
    total = claim.total.quantity if unit is None else claim.total.quantity.with_unit(unit)
    parts = [p.quantity for p in claim.parts]
    decimals: dict[str, int] = defaultdict(int, {total.unit: claim.decimals})
    for q in (total, *parts):
        decimals[q.unit] = max(decimals[q.unit], q.decimals)

    def interval(q: Quantity) -> Interval:
        return _padded(q, decimals[q.unit]).interval if finest else q.interval

    added = Interval.point(ZERO)
    for q in parts:
        added += interval(q)
    return added.meets(interval(total))


def _padded(quantity: Quantity, decimals: int) -> Quantity:
    """The number as if its dropped trailing zeros were printed."""
    return Quantity(quantity.value, decimals, quantity.unit, quantity.hedge, quantity.text, quantity.repaired)


def _exactly(value: Decimal, decimals: int) -> str:
    """A sum with the decimals of its parts; more where they are needed."""
    fixed = format(rounded(value, decimals), "f")
    return fixed if Decimal(fixed) == value else show(value)


def _ulp(quantity: Quantity) -> Decimal:
    return quantity.half_ulp * 2 * quantity.factor


@check(
    "list-count-mismatch",
    code="NAR002",
    severity=Severity.WARNING,
    zh="“{subject}”称 {stated}，实列 {listed} 个",
    en="“{subject}”: the text says {stated} and lists {listed}",
    source=ARITHMETIC,
    why="""
文字所称的项数应与实际列举的项数一致。
括号和引号内的内容不拆分。最后一个“和”可能连接两项，也可能在名称之中，“、”也可能分开同一名称：只有任何一种读法都对不上时才报告。以“等”结尾的列举可以少列，不能多列。
""",
    needs=("claims:count",),
    bad=(
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
乡政府设内设机构5个，即：党政办公室、经济发展办公室（乡村振兴办公室）、民生服务办公室、平安法治办公室。
""",
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
全年围绕“基层治理、产业发展、民生保障、生态保护”等三大重点开展工作，投入资金120万元。
""",
    ),
    good="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
乡政府设内设机构4个，即：党政办公室、经济发展办公室（乡村振兴办公室、统计办公室）、民生服务办公室、平安法治办公室。设事业单位3个，分别为：农业服务中心、劳动就业和社会保障服务所和文化站。
全年开展“三大行动”，完成道路、桥梁等12项工程，支出120万元。
""",
)
def list_count_mismatch(report: Report) -> Iterator[Draft | Checked]:
    """A number of things is the number of things listed for it.

    Brackets and quotes are left whole. The last 和 may join two items or stand in a name, a 、 may part the halves
    of one name: a list is wrong only when no reading gives the number. One that ends with 等 may be longer than
    it shows, never shorter.
    """
    yield from judged(report, "count")
    for claim in _of(report, CountClaim):
        place, number = claim.stated.field.place, int(claim.stated.quantity.value)
        listed = len(claim.items)
        if number == listed or listed < number <= claim.most:
            yield consistent(place)
        elif number < claim.fewest or (number > claim.most and not claim.open):
            yield found(
                place, subject=claim.stated.label or claim.stated.quantity.unit, stated=_figure(claim.stated), listed=listed,
                found=claim.stated.field.text, expected=str(listed), figure=True, confidence=Confidence.LIKELY,
                working=" | ".join(claim.items) + f" → {listed} ≠ {number}",
            )  # fmt: skip


# ── Percentages ───────────────────────────────────────────────────────────────────────────────────────


def percentage(part: Mention, whole: Mention, rate: Quantity) -> tuple[Fit, Decimal] | None:
    """How a rate agrees with part ÷ whole, and that quotient in percent; None when the whole is zero."""
    if whole.quantity.amount <= 0:
        return None
    point = part.quantity.amount / whole.quantity.amount * HUNDRED
    if whole.quantity.interval.low <= 0:
        return fit(rate, point, Interval.point(point)), point
    computed = (part.quantity.interval / whole.quantity.interval).scaled(HUNDRED)
    return fit(rate, point, computed), point


def best_reading(
    part: Mention, wholes: Iterable[Mention], rate: Mention
) -> tuple[Fit, Decimal, Mention] | None:
    """The reading of a percentage that fits best, the likelier whole first; a slip of 万 in the whole is
    tried too, since the sum or the budget itself is where that is told."""
    results: list[tuple[Fit, Decimal, Mention]] = []
    typos: list[tuple[Fit, Decimal, Mention]] = []
    for whole in wholes:
        if result := percentage(part, whole, rate.quantity):
            results.append((*result, whole))
        if _unit_apart(part.quantity, whole.quantity):
            point = part.quantity.value / whole.quantity.value * HUNDRED if whole.quantity.value > 0 else ZERO
            typos.append((fit(rate.quantity, point, Interval.point(point)), point, whole))
    best = min(results, key=lambda r: r[0], default=None)
    slip = min(typos, key=lambda r: r[0], default=None)
    if best and best[0] is Fit.WRONG:
        best = results[0]
        if slip and slip[0] < Fit.TRUNCATED:
            return slip
    return best


def _unit_apart(left: Quantity, right: Quantity) -> bool:
    """Whether two amounts are printed in units that differ by 万."""
    return left.unit != right.unit and {left.factor, right.factor} == {ONE, _TEN_THOUSAND}


def _quotient(part: Mention, whole: Mention, point: Decimal, decimals: int) -> str:
    return f"{_figure(part)} ÷ {_figure(whole)} = {show(point, max(2, decimals + 2))}%"


def verdict(how: Fit, rate: Mention) -> Checked:
    return verified(rate.field.place) if how is Fit.EXACT else within_rounding(rate.field.place)


@check(
    "share-mismatch",
    code="NAR003",
    severity=Severity.ERROR,
    zh="“{subject}”{part} 占 {whole} 的 {calc}%，文中为 {share}",
    en="“{subject}”: {part} is {calc}% of {whole}, the text says {share}",
    source=ARITHMETIC,
    why="""
占比应等于部分除以总体。
总体取“占”字后所称的总数，或已列明分项的总数；“完成预算的”取同句所列的预算。同段中所有同名总数都对不上才认定有误。总数与分项本身矛盾、而占比与另一读法相符的，由分项合计规则报告。
""",
    needs=("claims:share",),
    bad="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、预算及支出情况
全年支出826.40万元，其中：基本支出512.15万元，占65.97%；项目支出314.25万元，占38.03%。
""",
    good="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、预算及支出情况
全年支出826.40万元，其中：基本支出512.15万元，占61.97%；项目支出314.25万元，占38.03%。
""",
)
def share_mismatch(report: Report) -> Iterator[Draft | Checked]:
    """A share is its part divided by its whole.

    The whole is the total that the text names behind 占, or the one whose parts are listed; of 完成预算的 it is a
    budget of the same sentence. Every total of that name in the paragraph is tried before the share is called
    wrong. Where a total contradicts its parts and the share fits the other reading of it, the fault is the sum's,
    which sum-mismatch tells.
    """
    yield from judged(report, "share")
    sums = [c for c in _of(report, SumClaim) if c.exhaustive]
    for claim in _of(report, ShareClaim):
        place = claim.share.field.place
        best = best_reading(claim.part, claim.wholes, claim.share)
        if best is None:
            yield not_verifiable(place, "文中未见所占总额", "the text does not give the whole")
            continue
        how, point, whole = best
        if how < Fit.TRUNCATED:
            yield verdict(how, claim.share)
        elif how is Fit.WRONG and any(_fault_of(c, claim, whole) for c in sums):
            yield not_verifiable(place, "总额与分项不符，占比无从核对", "the total contradicts its parts")
        elif how is Fit.WRONG:
            yield _wrong_percent(
                claim.share, claim.part, point, _quotient(claim.part, whole, point, claim.share.quantity.decimals),
                _POINT_TENTH, [claim.part, whole], part=_figure(claim.part), whole=_figure(whole), share=_figure(claim.share),
            )  # fmt: skip


def _fault_of(added: SumClaim, claim: ShareClaim, whole: Mention) -> bool:
    """Whether a sum is wrong and its other reading, of the total or of one part, makes a share right."""
    parts = sum((p.quantity.amount for p in added.parts), ZERO)
    missing = added.total.quantity.amount - parts
    part, total = claim.part.quantity.amount, whole.quantity.amount
    readings: list[tuple[Decimal, Decimal]] = []
    if missing and added.total.field.place == whole.field.place:
        readings.append((part, parts))
    if missing and added.total.field.place == claim.part.field.place:
        readings.append((parts, total))
    if missing and any(p.field.place == claim.part.field.place for p in added.parts):
        readings.append((part + missing, total))
    return any(w > 0 and p / w * HUNDRED in claim.share.quantity.printed for p, w in readings)


@check(
    "share-total",
    code="NAR004",
    severity=Severity.WARNING,
    zh="各项占比合计 {sum}%",
    en="the shares add up to {sum}%",
    source=ARITHMETIC,
    why="""
完整划分的各项占比合计应为100%，每项允许末位相差一个单位。
只核对未同时列出金额的占比；列有金额的逐项复算。
""",
    needs=("claims:sum",),
    bad="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
全年支出中，基本支出占62.0%，项目支出占48.0%。
""",
    good="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
全年支出中，基本支出占62.0%，项目支出占38.0%。
""",
)
def share_total(report: Report) -> Iterator[Draft | Checked]:
    """The shares of a whole partition add up to 100%, give or take one unit of the last digit each.

    Asked only of shares that stand without their amounts; others are recomputed one by one.
    """
    for claim in _of(report, SumClaim):
        if claim.total.quantity.unit != "%":
            continue
        added = sum((p.quantity.value for p in claim.parts), ZERO)
        slack = sum((p.quantity.half_ulp * 2 for p in claim.parts), ZERO)
        for part in claim.parts:
            if added == HUNDRED:
                yield verified(part.field.place)
            elif abs(added - HUNDRED) <= slack:
                yield within_rounding(part.field.place)
        if abs(added - HUNDRED) > slack:
            last = claim.parts[-1]
            yield found(
                last.field.place, subject=last.label, sum=show(added), figure=True, found=f"{show(added)}%", expected="100%",
                working=" + ".join(map(_figure, claim.parts)) + f" = {show(added)}%",
                related=[p.field.place for p in claim.parts[:-1]], confidence=Confidence.LIKELY,
            )  # fmt: skip


@check(
    "ratio-mismatch",
    code="NAR007",
    severity=Severity.ERROR,
    zh="“{subject}”{n}/{m}={calc}%，文中为 {rate}",
    en="“{subject}”: {n}/{m} is {calc}%, the text says {rate}",
    source=ARITHMETIC,
    why="""
比率与旁边的两个数量并列时，应等于两数之商。
只有比率名称点明了分子（化解…化解率）且中间没有其他数量时，才把数量与比率配对。
""",
    needs=("claims:ratio",),
    bad="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
全年排查矛盾纠纷187件，化解176件，化解率97.2%。
""",
    good="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
全年排查矛盾纠纷187件，化解176件，化解率94.1%。受理来访23件，办理及时率100%。
""",
)
def ratio_mismatch(report: Report) -> Iterator[Draft | Checked]:
    """A rate beside the two counts that make it is their quotient.

    Counts and rate are paired only when the rate's name names the numerator (化解 … 化解率) and no other
    count stands between.
    """
    yield from judged(report, "ratio")
    for claim in _of(report, RatioClaim):
        n, m, rate = claim.numerator, claim.denominator, claim.rate
        result = percentage(n, m, rate.quantity)
        if result is None or (n.quantity.amount > m.quantity.amount and rate.quantity.value <= HUNDRED):
            # More done than there was to do, and a rate within 100%: the counts are of different things.
            yield not_verifiable(
                rate.field.place, "分子分母口径不明", "it is not clear which counts make the rate"
            )
            continue
        how, point = result
        if how < Fit.TRUNCATED:
            yield verdict(how, rate)
        elif how is Fit.WRONG:
            yield _wrong_percent(
                rate, rate, point, _quotient(n, m, point, rate.quantity.decimals), _POINT_HALF, [n, m],
                n=_figure(n), m=_figure(m), rate=_figure(rate),
            )  # fmt: skip


@check(
    "percent-truncated",
    code="NAR008",
    severity=Severity.INFO,
    zh="{calc}% 应四舍五入为 {right}，文中截尾为 {rate}",
    en="{calc}% rounds to {right}, the text truncates it to {rate}",
    source=ARITHMETIC,
    why="""
百分数应四舍五入，不应截尾。
针对只有截尾才能解释的占比、比率、执行率和增减率；这类差异不再作为计算错误报告。
""",
    needs=("claims",),
    bad="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
全年排查矛盾纠纷287件，化解286件，化解率99%。
""",
    good="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
全年排查矛盾纠纷287件，化解286件，化解率99.7%。
""",
)
def percent_truncated(report: Report) -> Iterator[Draft | Checked]:
    """A percentage is rounded, not cut off.

    Asked of shares, ratios, execution and growth rates that only the cut-off quotient explains; such a
    one is no mismatch.
    """
    known = {c.stated.field.place for c in report.claims if isinstance(c, Relation)}
    for claim in report.claims:
        cut = _truncated(claim)
        if cut is None or (not isinstance(claim, Relation) and cut[0].field.place in known):
            continue
        rate, point, working, operands = cut
        shown = show(point, max(2, rate.quantity.decimals + 2))
        right = f"{rounded(point, rate.quantity.decimals)}%"
        yield found(
            rate.field.place, subject=rate.label, calc=shown, rate=_figure(rate), found=rate.field.text, expected=right, right=right,
            working=f"{working} → {right}", related=[o.field.place for o in operands], figure=not isinstance(claim, Relation),
        )  # fmt: skip


def _truncated(claim: Claim) -> tuple[Mention, Decimal, str, Sequence[Mention]] | None:
    """A claim's rate, the recomputed one, the arithmetic and its operands, if only cutting off explains it."""
    match claim:
        case Relation(fit=Fit.TRUNCATED):
            working = claim.working.rpartition(" = ")[0]
            shown = show(claim.point, max(2, claim.stated.quantity.decimals + 2))
            return claim.stated, claim.point, f"{working} = {shown}%", claim.operands
        case ShareClaim():
            return _cut(claim.part, claim.wholes, claim.share)
        case RatioClaim():
            return _cut(claim.numerator, (claim.denominator,), claim.rate)
        case ExecutionClaim():
            return _cut(claim.executed, claim.budgets, claim.rate)
        case GrowthClaim(rate=Mention() as rate):
            change = _change(claim)
            if change and fit(rate.quantity, change.point, change.interval) is Fit.TRUNCATED:
                return rate, change.point, change.working, change.operands
    return None


def _cut(
    part: Mention, wholes: Iterable[Mention], rate: Mention
) -> tuple[Mention, Decimal, str, Sequence[Mention]] | None:
    best = best_reading(part, wholes, rate)
    if best is None or best[0] is not Fit.TRUNCATED:
        return None
    _, point, whole = best
    return rate, point, _quotient(part, whole, point, rate.quantity.decimals), (part, whole)


def _wrong_percent(
    stated: Mention,
    subject: Mention,
    point: Decimal,
    working: str,
    limit: Decimal,
    operands: Sequence[Mention],
    **values: Any,
) -> Draft:
    """The finding of a wrong percentage: an error beyond `limit` percentage points, else a warning."""
    far = abs(point - stated.quantity.value) > limit
    expected = f"{rounded(point, stated.quantity.decimals)}%"
    return found(
        stated.field.place, subject=subject.label or stated.label, working=f"{working} ≠ {_figure(stated)}",
        found=stated.field.text, expected=expected, related=[o.field.place for o in operands],
        severity=Severity.ERROR if far else Severity.WARNING, figure=True,
        calc=show(point, max(2, stated.quantity.decimals)), **values,
    )  # fmt: skip


@check(
    "impossible-percentage",
    code="NAR011",
    severity=Severity.WARNING,
    zh="“{subject}”{rate}，但 {count} 中不可能得出（最接近 {near}）",
    en="“{subject}” {rate} is no share of {count}; the nearest are {near}",
    source=ARITHMETIC,
    why="""
按个数统计的比率，只能是整数个数得出的比率。
7个项目的合格率可以是85.7%或100%，不可能是93%。句中每个数量都按四舍五入和截尾试算。分级打分的平均值可以是任何数，不作判断；满意度可能是平均值而未说明，因此把握较低。
""",
    needs=("claims:tally",),
    bad=(
        """
青柳区松岭乡2024年度项目支出绩效自评报告
全年抽查7个项目，合格率93%，投入资金120万元。
""",
        """
青柳区松岭乡2024年度项目支出绩效自评报告
年末发放调查问卷30份，群众满意度97.5%，投入资金120万元。
""",
    ),
    good="""
青柳区松岭乡2024年度项目支出绩效自评报告
全年抽查7个项目，合格率85.7%，投入资金120万元。发放问卷200份，收回195份，满意度97.5%。发放问卷30份，平均满意度97.5%。检查餐饮单位200家，举办培训45场，水质监测达标率达到93.4%。
""",
)
def impossible_percentage(report: Report) -> Iterator[Draft | Checked]:
    """A share of things that are counted one by one is a whole number of them.

    Of 7 projects 85.7% or 100% can be right, 93% cannot. Every number of things in the sentence is tried, rounded
    and cut off. A mean of graded answers can be anything and is left alone; a rate of opinion may be one without
    saying so, which lowers the confidence.
    """
    for claim in _of(report, TallyClaim):
        rate = claim.rate.quantity
        if rate.value > HUNDRED or any(_possible(rate, int(c.quantity.value)) for c in claim.counts):
            continue
        count = claim.counts[0]
        number = int(count.quantity.value)
        below = int(rate.value * number / HUNDRED)
        near = [f"{k}/{number} = {rounded(HUNDRED * k / number, rate.decimals)}%" for k in (below, below + 1)]
        yield found(
            claim.rate.field.place, subject=claim.rate.label, rate=_figure(claim.rate), count=_figure(count), near="、".join(near),
            found=claim.rate.field.text, expected=" / ".join(n.partition("= ")[2] for n in near), figure=True,
            working=f"{near[0]} < {_figure(claim.rate)} < {near[1]}", related=[count.field.place],
            confidence=Confidence.POSSIBLE if claim.opinion else Confidence.LIKELY,
        )  # fmt: skip


def _possible(rate: Quantity, number: int) -> bool:
    """Whether some whole number of `number` things prints as the rate."""
    below = int(rate.value * number / HUNDRED)
    shares = [Decimal(k) * HUNDRED / number for k in (below, below + 1)]
    return any(share in rate.printed or truncated(share, rate.decimals) == rate.value for share in shares)


# ── Change ────────────────────────────────────────────────────────────────────────────────────────────


class _Change(Struct, frozen=True):
    """The recomputed rate of a change, in percent without its sign, with its arithmetic."""

    point: Decimal
    interval: Interval
    working: str
    operands: tuple[Mention, ...]


def _change(claim: GrowthClaim) -> _Change | None:
    """The rate of change that a claim's other figures give; None when they do not."""
    current, previous, difference = claim.current, claim.previous, claim.difference
    if previous and current:
        quotient = _divided(current.quantity, previous.quantity)
        if quotient is None:
            return None
        point, span = quotient[0] - ONE, quotient[1] - Interval.point(ONE)
        arithmetic = f"({_figure(current)} − {_figure(previous)}) ÷ {_figure(previous)}"
        return _as_change(point, span, arithmetic, (previous, current))
    if previous and difference:
        quotient = _divided(difference.quantity, previous.quantity)
        return (
            _as_change(*quotient, f"{_figure(difference)} ÷ {_figure(previous)}", (previous, difference))
            if quotient
            else None
        )
    if current and difference:
        sign = "+" if claim.falling else "−"
        quotient = _divided(current.quantity, difference.quantity)
        if quotient is None:
            return None
        step = ONE if claim.falling else -ONE
        inverse, span = quotient[0] + step, quotient[1] + Interval.point(step)
        if inverse <= 0 or span.low <= 0:
            return None
        point, interval = ONE / inverse, Interval.point(ONE) / span
        arithmetic = f"{_figure(difference)} ÷ ({_figure(current)} {sign} {_figure(difference)})"
        return _as_change(point, interval, arithmetic, (current, difference))
    return None


def _divided(above: Quantity, below: Quantity) -> tuple[Decimal, Interval] | None:
    if below.amount <= 0 or below.interval.low <= 0:
        return None
    return above.amount / below.amount, above.interval / below.interval


def _as_change(point: Decimal, span: Interval, arithmetic: str, operands: tuple[Mention, ...]) -> _Change:
    """The change in percent, its sign taken off: the words say which way it goes."""
    percent, interval = point * HUNDRED, span.scaled(HUNDRED)
    if percent < 0:
        percent, interval = -percent, interval.scaled(-ONE)
    return _Change(percent, interval, f"{arithmetic} = {show(point * HUNDRED, 2)}%", operands)


@check(
    "growth-mismatch",
    code="NAR005",
    severity=Severity.ERROR,
    zh="“{subject}”按 {figures} 计算变化 {calc}，文中为 {stated}",
    en="“{subject}”: {figures} give a change of {calc}, the text says {stated}",
    source=ARITHMETIC,
    why="""
上年数、本年数、增减额和增减率四者之中，任意三个决定第四个。
增减率为增减额除以上年数（“超任务”除以任务数）。百分点不是增减率，不作核对；按不变价格计算的增长最多列为提示。
""",
    needs=("claims:growth",),
    bad=(
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
2024年度“三公”经费支出9.60万元，较上年减少2.40万元，下降25%。
""",
        """
青柳区松岭乡2024年度项目支出绩效自评报告
任务改造120户，实际改造150户，实际改造数超任务80%。
""",
    ),
    good="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
2024年度“三公”经费支出9.60万元，较上年减少2.40万元，下降20%。2023年决算65.73万元，2024年决算73.29万元，增长11.5%。
""",
)
def growth_mismatch(report: Report) -> Iterator[Draft | Checked]:
    """Of two years' figures, their difference and the rate of change, any three fix the fourth.

    A rate of increase or decrease is the difference divided by the earlier figure (for 超任务 by the task).
    Percentage points are no rates and are left alone; growth at constant prices is at most a note.
    """
    yield from judged(report, "growth")
    for claim in _of(report, GrowthClaim):
        yield from _difference(claim)
        if claim.rate is None:
            continue
        place = claim.rate.field.place
        change = _change(claim)
        if change is None:
            yield not_verifiable(
                place, "文中未见上年或增减数", "the text gives no earlier figure or difference"
            )
            continue
        rate = claim.rate.quantity
        printed = Quantity(abs(rate.value), rate.decimals, rate.unit)
        how = fit(printed, change.point, change.interval)
        if how < Fit.TRUNCATED:
            yield verdict(how, claim.rate)
        elif how is Fit.WRONG:
            far = abs(change.point - printed.value) > _POINT_TENTH
            yield _wrong_change(claim, claim.rate, change.operands, f"{show(change.point, max(2, rate.decimals))}%",
                                f"{change.working} ≠ {_figure(claim.rate)}", far)  # fmt: skip


def _difference(claim: GrowthClaim) -> Iterator[Draft | Checked]:
    """The difference of two stated figures against the stated one."""
    current, previous, stated = claim.current, claim.previous, claim.difference
    if not (current and previous and stated):
        return
    gap = abs(current.quantity.amount - previous.quantity.amount)
    if gap == stated.quantity.amount:
        yield verified(stated.field.place)
        return
    span = current.quantity.interval - previous.quantity.interval
    if span.meets(stated.quantity.interval) or span.scaled(-ONE).meets(stated.quantity.interval):
        yield within_rounding(stated.field.place)
        return
    amount = f"{show(gap / stated.quantity.factor)}{stated.quantity.unit}"
    working = f"|{_figure(current)} − {_figure(previous)}| = {amount} ≠ {_figure(stated)}"
    yield _wrong_change(claim, stated, (previous, current), amount, working, True)


def _wrong_change(
    claim: GrowthClaim, stated: Mention, operands: Sequence[Mention], calc: str, working: str, far: bool
) -> Draft:
    severity = Severity.INFO if claim.soft else Severity.ERROR if far else Severity.WARNING
    subject = next((m.label for m in (claim.current, claim.previous, stated) if m and m.label), stated.label)
    return found(
        stated.field.place, subject=subject, working=working, found=stated.field.text, expected=calc,
        related=[o.field.place for o in operands], severity=severity, figure=True, calc=calc, stated=_figure(stated),
        figures="、".join(map(_figure, operands)), operands=[o.field for o in operands], confidence=Confidence.LIKELY if claim.soft else Confidence.CERTAIN,
    )  # fmt: skip


@check(
    "growth-direction",
    code="NAR006",
    severity=Severity.WARNING,
    zh="“{subject}”称{word}，但 {previous} → {current}",
    en="“{subject}” is said to {word}, but {previous} → {current}",
    source=ARITHMETIC,
    why="""
说增长的应当确有增长，说下降的应当确有下降。
负的增长率（增长率−5%）本身已说明下降，不作报告。
""",
    needs=("claims:growth",),
    bad="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
2023年公务接待费8.00万元，2024年公务接待费10.00万元，下降25%。
""",
    good="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
2023年公务接待费10.00万元，2024年公务接待费8.00万元，下降20%。
""",
)
def growth_direction(report: Report) -> Iterator[Draft | Checked]:
    """What is said to rise has risen, what is said to fall has fallen.

    A negative rate of growth (增长率 −5%) says itself that it fell.
    """
    for claim in _of(report, GrowthClaim):
        current, previous, rate = claim.current, claim.previous, claim.rate
        if not (current and previous) or current.quantity.interval.meets(previous.quantity.interval):
            continue
        fell = current.quantity.amount < previous.quantity.amount
        negative = rate is not None and rate.quantity.value < 0
        if fell == (claim.falling != negative):
            continue
        stated = rate or claim.difference
        said = Words("下降", "fall") if claim.falling else Words("增长", "rise")
        if rate and negative:
            said = Words(f"{said.zh}{_figure(rate)}", f"{said.en} by {_figure(rate)}")
        yield found(
            stated.field.place if stated else current.field.place, subject=current.label or previous.label, word=said,
            previous=_figure(previous), current=_figure(current), found=stated.field.text if stated else current.field.text,
            working=f"{_figure(previous)} → {_figure(current)}", related=[previous.field.place, current.field.place],
        )  # fmt: skip


# ── Comparisons and aims ──────────────────────────────────────────────────────────────────────────────


@check(
    "comparison-false",
    code="NAR009",
    severity=Severity.ERROR,
    zh="“{subject}”{left}，{word} {right} 不成立",
    en="“{subject}” {left} is not {relation} {right}",
    source=ARITHMETIC,
    why="""
文字称一个数高于、低于、达到或不超过另一个数的，应当属实。
“高于”“低于”按字面理解，与指标方向无关；只有“优于”对负面事项表示更少。目标是准确值，其他数字按印出位数的区间理解。
""",
    needs=("claims:comparison",),
    bad=(
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
全乡合作医疗参保率88.53%，高于年初制定的90%的目标。
""",
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
“三公”经费预算5.50万元，实际支出5.64万元，控制在预算内。
""",
    ),
    good="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
全乡合作医疗参保率93.53%，高于年初制定的90%的目标。群众满意度达到95%，未达到98%的目标。投诉率0.5%，低于1%的标准。
规上工业产值增长5.1%，高于全县平均水平6.3个百分点。“三公”经费预算5.50万元，实际支出5.40万元，控制在预算内。
""",
)
def comparison_false(report: Report) -> Iterator[Draft | Checked]:
    """A figure that is said to be above, below, at least or at most another one is.

    Words keep their literal sense whichever way is better (高于, 低于); only 优于 means less for a bad thing. A goal
    is exact, any other printed figure stands for its rounding interval.
    """
    yield from judged(report, "comparison")
    for claim in _of(report, ComparisonClaim):
        place, left, right = claim.left.field.place, claim.left.quantity, claim.right.quantity
        mine, other = left.interval, Interval.point(right.amount) if claim.target else right.interval
        if _holds(claim.relation, Interval.point(left.amount), Interval.point(right.amount)):
            yield consistent(place)
        elif _holds(claim.relation, mine, other) and not (left.exact and right.exact):
            yield within_rounding(place)
        else:
            yield found(
                place, subject=claim.left.label, left=_figure(claim.left), right=_figure(claim.right), word=claim.word,
                relation=_RELATIONS[claim.relation], found=claim.left.field.text, figure=True,
                expected=f"{claim.relation.value} {right.value}{right.unit}", related=[claim.right.field.place],
                working=f"{_figure(claim.left)} {_actual(left, right)} {_figure(claim.right)}",
            )  # fmt: skip


_RELATIONS = {
    Comparison.ABOVE: "above", Comparison.AT_LEAST: "at least", Comparison.EQUAL: "equal to", Comparison.AT_MOST: "at most",
    Comparison.BELOW: "below",
}  # fmt: skip


def _holds(relation: Comparison, left: Interval, right: Interval) -> bool:
    """Whether some number of one interval stands so to some number of the other."""
    match relation:
        case Comparison.ABOVE:
            return left.high > right.low
        case Comparison.AT_LEAST:
            return left.high >= right.low
        case Comparison.AT_MOST:
            return left.low <= right.high
        case Comparison.BELOW:
            return left.low < right.high
        case Comparison.EQUAL:
            return left.meets(right)


def _actual(left: Quantity, right: Quantity) -> str:
    return "=" if left.amount == right.amount else "<" if left.amount < right.amount else ">"


@check(
    "direction-contradiction",
    code="NAR010",
    severity=Severity.INFO,
    zh="“{subject}”既称有待提高，又称有待降低",
    en="“{subject}” is to be raised and to be lowered",
    source=Words(
        "自评报告应如实分析存在的问题并提出可行的改进措施（财预〔2020〕10号）",
        "a self-evaluation must analyse its problems truly and propose measures that can be taken (财预〔2020〕10号)",
    ),
    why="""
同一事项不能既“有待提高”又“有待降低”。
一个名称以另一个名称结尾的视为同一事项（一是预算控制率、预算控制率）。
""",
    needs=("claims:aim",),
    bad="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
存在问题：一是预算控制率有待提高，追加预算12.5万元。由于年中追加较多，预算控制率有待进一步降低。
""",
    good="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
存在问题：一是预算执行率有待提高，追加预算12.5万元。二是预算控制率有待进一步降低。
""",
)
def direction_contradiction(report: Report) -> Iterator[Draft | Checked]:
    """What is still to rise cannot also be still to fall.

    Measures are the same when one name ends with the other (一是预算控制率, 预算控制率).
    """
    for one, other in combinations(_of(report, AimClaim), 2):
        same = one.measure.endswith(other.measure) or other.measure.endswith(one.measure)
        if same and one.rising != other.rising:
            yield found(
                other.field.place, subject=min(one.measure, other.measure, key=len), found=other.field.text,
                related=[one.field.place], working=f"{one.field.text} | {other.field.text}",
            )  # fmt: skip


def _of(report: Report, kind: type[C]) -> Iterator[C]:
    return (claim for claim in report.claims if isinstance(claim, kind))


def _figure(mention: Mention) -> str:
    """A figure as printed, without white space; with its unit where it shares another's."""
    text = "".join(mention.field.text.split())
    unit = mention.quantity.unit
    return text if text and not text[-1].isdigit() else text + unit

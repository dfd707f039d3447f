"""XRF: one part of the report against another: table, goals, narrative, headings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache

from auditor.check import check, found, not_verifiable, verified, within_rounding
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.lexicon import load
from auditor.model.form import Group, Indicator, ScoredItem
from auditor.model.place import Field
from auditor.model.relations import AmountClaim, ExecutionClaim, Mention, PartsClaim, SumClaim, ZeroClaim
from auditor.model.report import Report
from auditor.model.text import Statement, WholeClaim
from auditor.places import named
from auditor.quantity import HUNDRED, ZERO, Interval, show
from auditor.words import Words

from .names import COUNTS, lower_is_better, stem, unit_dimension
from .outcomes import outcome, undone
from .relations import of_kind, told_unmet

FAMILY = Words("前后对照", "agreement across sections")

AGREEMENT = Words(
    "自评表、自评报告各处数据应一致、真实、客观（财预〔2020〕10号）",
    "the figures of form and report must agree and be true (财预〔2020〕10号)",
)
_SHARED = 4
_FORM = "指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分"


# ── Figures, claims and the rows that they are of ─────────────────────────────────────────────────────


@check(
    "indicator-value-conflict",
    code="XRF001",
    severity=Severity.ERROR,
    zh="“{subject}”表中为 {table}，文中为 {text}",
    en="“{subject}” is {table} in the table, {text} in the text",
    source=AGREEMENT,
    why="""
目标和正文中关于某一指标的数字，应与该指标在表中的数字一致。
数字之前的词点明了该指标、且单位相符的，才视为该指标的数字。完成情况与完成值对照（错误），目标与指标值对照、正文与二者之一对照（警告）。约数（200余次）、其他年度或局部的数字、以及文中出现两次的同名事项不作判断。
""",
    needs=("statements",),
    bad=f"""
青柳区松岭乡2024年度部门整体绩效自评表
年度目标	年度目标完成情况
关闭污染企业25家。	镇区环境改善，关闭污染企业21家。
{_FORM}
关闭污染企业数量	≥	25	家	27	50	50
受益群众人数	≥	300	人	310	50	50
""",
    good=f"""
青柳区松岭乡2024年度部门整体绩效自评表
年度目标	年度目标完成情况
关闭污染企业25家，开展执法检查200余次。	关闭污染企业27家，较上年增加关闭污染企业4家，开展执法检查200余次。
{_FORM}
关闭污染企业数量	≥	25	家	27	40	40
开展执法检查次数	≥	200	次	214	30	30
受益群众人数	≥	300	人	310	30	30
""",
)
def indicator_value_conflict(report: Report) -> Iterator[Draft | Checked]:
    """What the goals and the narrative say of an indicator is what its row says.

    A figure is an indicator's when the words right before it name it and its unit fits. Completions are held
    against completions (an error), goals against targets and the narrative against either (a warning). Hedged
    figures (200余次), those of another year or of a part, and things that the text names twice are left alone.
    """
    rows = [i for i in report.indicators if not i.execution and i.completion and i.completion.quantity]
    by_thing: dict[str, list[Indicator]] = defaultdict(list)
    for row in rows:
        if len(thing := _thing(row.name.name)) >= _SHARED:
            by_thing[thing].append(row)
    said: dict[tuple[str, str, str], list[Statement]] = defaultdict(list)
    for statement in report.statements:
        if (thing := _thing(statement.mention.label)) in by_thing and _meant(statement, thing):
            said[thing, statement.source, statement.mention.quantity.base_unit].append(statement)
    for (thing, source, unit), statements in said.items():
        fitting = [
            r
            for r in by_thing[thing]
            if r.completion and r.completion.quantity and r.completion.quantity.base_unit == unit
        ]
        wrong = [s for s in statements if not any(_agrees(s, row) for row in fitting)]
        if not fitting or (
            wrong and (len(wrong) < len(statements) or len({s.mention.quantity.amount for s in wrong}) > 1)
        ):
            continue
        if not wrong:
            yield from (verified(s.mention.field.place) for s in statements)
            continue
        place, stated = wrong[0].mention.field.place, wrong[0].mention.field.text
        cell = (fitting[0].target if source in ("initial", "adjusted") else None) or fitting[0].completion
        assert cell is not None
        yield found(
            place, subject=fitting[0].name.name, table=_text(cell), text=stated, expected=_text(cell), figure=True,
            working=f"{stated} ≠ {_text(cell)}", confidence=Confidence.LIKELY,
            severity=Severity.ERROR if source == "completion" else Severity.WARNING,
            related=[cell.place, *(s.mention.field.place for s in wrong[1:])],
        )  # fmt: skip


def _meant(statement: Statement, thing: str) -> bool:
    """Whether a figure may be the year's own of the whole: not of a part, another time or a plan, nor money spent in parts."""
    words = load("phrases")["figures"]
    plans = () if statement.source in ("initial", "adjusted") else words["planned"]
    part = statement.source == "text" and unit_dimension(statement.mention.quantity.unit) == "money"
    around = statement.words.replace(thing, "")
    return not part and not any(w in around for w in (*words["foreign"], *plans))


@cache
def _thing(name: str) -> str:
    """What a name measures: 全年完成村道硬化里程 → 村道硬化."""
    words, bare = load("phrases")["figures"], stem(name)
    while lead := next((w for w in words["leading"] if bare.startswith(w)), ""):
        bare = bare.removeprefix(lead)
    end = next((e for e in words["counted"] if bare.endswith(e)), "")
    return bare.removesuffix(end) if len(bare) - len(end) >= _SHARED else bare


def _agrees(statement: Statement, row: Indicator) -> bool:
    """Whether a statement is what the row says, or may be."""
    cells = [row.completion] if statement.source == "completion" else [row.target, row.completion]
    stated = statement.mention.quantity
    near = (c.quantity for c in cells if c is not None and c.quantity is not None)
    return any(
        q.base_unit != stated.base_unit
        or q.printed.scaled(q.factor).meets(stated.printed.scaled(stated.factor))
        for q in near
    )


def _text(cell: Field) -> str:
    """A cell as printed, with the unit of its column where it prints none."""
    text, quantity = cell.name, cell.quantity
    return text + quantity.unit if quantity and text and text[-1].isdigit() else text


@check(
    "zero-claim-conflict",
    code="XRF002",
    severity=Severity.ERROR,
    zh="文中称“{claim}”，但“{subject}”完成值为 {actual}",
    en="the text claims “{claim}”, but “{subject}” is {actual}",
    source=AGREEMENT,
    why="""
文字称没有发生的事项，表中不应有数量。
否认的事项与指标名称至少有四个字相同，且限定词（重大、责任、亡人）都出现在指标名称中。目标中的表述只是愿望；“杜绝”近于愿望，列为警告。每个指标一条。
""",
    needs=("claims:zero",),
    bad=f"""
青柳区松岭乡2024年度部门整体绩效自评表
年度目标	年度目标完成情况
保障社会治安稳定。	社会治安稳定，全年无一例安全生产责任事故。
{_FORM}
安全生产责任事故	≤	1	次	1	50	50
受益群众人数	≥	300	人	310	50	50
""",
    good=f"""
青柳区松岭乡2024年度部门整体绩效自评表
年度目标	年度目标完成情况
坚决杜绝一般安全生产事故。	全年未发生重大安全生产事故，思想上未发生根本性改变。
{_FORM}
一般安全生产事故起数	≤	2	起	1	50	50
安全生产事故隐患排查次数	≥	12	次	14	50	50
""",
)
def zero_claim_conflict(report: Report) -> Iterator[Draft | Checked]:
    """What did not happen has no number in the table.

    The thing denied and the indicator share four characters, and every qualifier of the claim (重大, 责任, 亡人)
    stands in the indicator's name too. A goal only wishes; 杜绝 is half a wish and a warning. One finding an
    indicator.
    """
    goals = {f.place.location for g in report.goals for f in (g.initial, g.adjusted) if f} - {
        g.completion.place.location for g in report.goals if g.completion
    }
    claims = [c for c in report.claims if isinstance(c, ZeroClaim)]
    stated = [c for c in claims if c.place.location not in goals]
    for row in report.indicators:
        quantity = row.completion.quantity if row.completion else None
        if row.completion is None or quantity is None or quantity.value <= 0 or not _bad(row.name.text):
            continue
        denied = [c for c in stated if _denies(c, row)]
        if denied:
            wished = all(_wish(c) for c in denied)
            claim = next((c for c in denied if not _wish(c)), denied[0])
            also = [c for c in claims if c is not claim and _denies(c, row)]
            yield found(
                row.completion.place, subject=row.name.name, claim=claim.field.text, actual=_text(row.completion), expected="0",
                working=f"0 ≠ {_text(row.completion)}", related=[claim.field.place, *(c.field.place for c in also)],
                severity=Severity.WARNING if wished else None,
            )  # fmt: skip


def _bad(name: str) -> bool:
    """Whether a name counts a thing that should not happen, not what is done about it."""
    words, things = load("names")["direction"], load("claims")["zero"]["things"]
    bare = stem(name)
    turned = any(w in bare for w in words["acts"]) or bare.endswith(tuple(words["flip"]))
    return lower_is_better(name) or (not turned and any(t in bare for t in things))


def _denies(claim: ZeroClaim, row: Indicator) -> bool:
    """Whether a claim denies what a row counts."""
    name = row.name.name
    shared = any(claim.noun[i : i + _SHARED] in name for i in range(len(claim.noun) - _SHARED + 1))
    return shared and all(q in name for q in load("phrases")["claims"]["qualifiers"] if q in claim.noun)


def _wish(claim: ZeroClaim) -> bool:
    return any(w in claim.field.text for w in load("phrases")["claims"]["wished"])


# ── Narrative items and the scoring sheet ─────────────────────────────────────────────────────────────

_SCORED = """青柳区松岭乡2024年部门预算绩效自评报告
1.履职效能（20分）
（1）预算编制质量（8分）
预算编制完整。
“预算编制质量”满分{}分，自评得分8分。
（2）财务管理制度（4分）
制度健全。
“{}”满分4分，自评得分4分。
（3）资产盘活率（8分）
无闲置资产。
“资产盘活率”满分8分，自评得分8分。
"""


@check(
    "indicator-weight-conflict",
    code="XRF003",
    severity=Severity.ERROR,
    zh="“{subject}”{what}前后不一致：{list}",
    en="“{subject}”: the {what} differs: {list}",
    source=AGREEMENT,
    why="同一指标的分值和得分，在标题、得分句和打分表中应当一致。",
    needs=("items",),
    bad="\n" + _SCORED.format("6", "财务管理制度"),
    good="\n" + _SCORED.format("8", "财务管理制度"),
)
def indicator_weight_conflict(report: Report) -> Iterator[Draft | Checked]:
    """An item's points, and the score that it takes, are the same in its heading, its sentence and the scoring sheet."""
    for item, again in report.restated:
        if item.weight is not None:
            yield from _same_points(item.name.name, item.weight, again, Words("满分", "full mark"))
    for item, row in _sheet(report):
        if item.weight and row.weight:
            yield from _same_points(item.name.name, item.weight, row.weight, Words("满分", "full mark"))
        if item.score and row.score:
            yield from _same_points(item.name.name, item.score, row.score, Words("自评得分", "score"))
    for here, there in _groups(report):
        if here.weight and there.weight:
            yield from _same_points(here.name, here.weight, there.weight, Words("分值", "weight"))


_PAIR = Words("{one}（{first}）、{two}（{second}）", "{one} ({first}), {two} ({second})")


def _same_points(name: str, first: Field, second: Field, what: Words) -> Iterator[Draft | Checked]:
    if first.quantity is None or second.quantity is None:
        return
    if first.quantity.value == second.quantity.value:
        yield verified(second.place)
        return
    one, two = show(first.quantity.value), show(second.quantity.value)
    yield found(
        second.place, subject=name, what=what, list=_PAIR.format(one=one, first=named(first.place), two=two, second=named(second.place)), found=two,
        expected=one, working=f"{one} ≠ {two}", related=[first.place], figure=True,
    )  # fmt: skip


def _sheet(report: Report) -> list[tuple[ScoredItem, Indicator]]:
    """The items of the narrative with their rows of a scoring sheet: by name, and by position where most names agree."""
    for table in report.tables:
        rows = [i for i in table.leaves if not i.joint]
        by_name = {i.name.name: i for i in rows}
        if not report.items or len(by_name) < len(rows):
            continue
        named = [(item, by_name[item.name.name]) for item in report.items if item.name.name in by_name]
        if 2 * len(named) <= len(report.items):
            continue
        ordered = list(zip(report.items, rows, strict=False))
        aligned = all(
            item.name.name not in by_name or item.name.name == row.name.name for item, row in ordered
        )
        return ordered if aligned and len(rows) == len(report.items) else named
    return []


def _groups(report: Report) -> Iterator[tuple[Group, Group]]:
    """The headings with points that the narrative and a scoring sheet share."""
    if _sheet(report):
        known = {g.name: g for t in report.tables for g in t.groups}
        yield from ((g, known[g.name]) for g in report.item_groups if g.name in known)


@check(
    "indicator-name-drift",
    code="XRF004",
    severity=Severity.INFO,
    zh="指标名称前后不同：{list}",
    en="indicators are named differently: {list}",
    source=AGREEMENT,
    why="""
同一指标的名称，在标题、得分句和打分表中应当相同。
比较位置相同、分值相同的名称；标点、括号和末尾的“指标”二字不计。全报告合并为一条。
""",
    needs=("items",),
    bad="\n" + _SCORED.format("8", "管理制度健全性"),
    good="\n" + _SCORED.format("8", "财务管理制度"),
)
def indicator_name_drift(report: Report) -> Iterator[Draft | Checked]:
    """One item has one name, in its heading, in its score's sentence and in the scoring sheet.

    Compared are names of one position with the same points; marks, brackets and a final 指标 make no
    difference. All of a report is one finding.
    """
    drifted = [(r.item.name, r.name) for r in report.renamings]
    drifted += [(item.name, row.name) for item, row in _sheet(report) if _equal(item.weight, row.weight)]
    pairs = [(a, b) for a, b in drifted if _plain(a) != _plain(b)]
    if pairs:
        names = dict.fromkeys(f"{_plain(a)} ↔ {_plain(b)}" for a, b in pairs)
        yield found(
            pairs[0][1].place, subject=_plain(pairs[0][0]), list="；".join(names), found=_plain(pairs[0][1]),
            expected=_plain(pairs[0][0]), related=[pairs[0][0].place, *(f.place for pair in pairs[1:] for f in pair)],
        )  # fmt: skip


def _equal(first: Field | None, second: Field | None) -> bool:
    both = first and second and first.quantity and second.quantity
    return bool(both) and first.quantity.value == second.quantity.value  # type: ignore[union-attr]


def _plain(name: Field) -> str:
    return stem(name.name).removesuffix("指标")


# ── All done, all spent ───────────────────────────────────────────────────────────────────────────────


@check(
    "completeness-claim-conflict",
    code="XRF005",
    severity=Severity.WARNING,
    zh="称“{claim}”，但{what}",
    en="the text claims “{claim}”, but {what}",
    source=AGREEMENT,
    why="""
文字称各项目标全部完成的，表中不应有未完成的指标；称资金全部支出的，执行率应为100%。
所称的必须是目标或指标整体，而不是某项任务或某项资金。到位资金全部支出与预算未执行完并不矛盾。
""",
    needs=("wholes", "claims:unmet", "claims:execution"),
    bad=(
        f"""
青柳区松岭乡2024年度部门整体支出绩效自评报告
年初设定的各项绩效目标均已完成。
{_FORM}
河道巡查次数	≥	12	次	9	50	37.5
受益群众人数	≥	300	人	310	50	50
""",
        """
青柳区松岭乡2024年度项目支出绩效自评报告
项目预算850万元，按进度拨付680万元，执行率80%。
项目资金已全部拨付。
""",
    ),
    good=(
        f"""
青柳区松岭乡2024年度部门整体支出绩效自评报告
政府性基金预算的绩效目标均已完成，除河道巡查外各项绩效目标均已完成。
{_FORM}
河道巡查次数	≥	12	次	9	50	37.5
受益群众人数	≥	300	人	310	50	50
""",
        """
青柳区松岭乡2024年度项目支出绩效自评报告
项目预算850万元，支出850万元，执行率100%，项目资金已全部支付。
到位资金已全部拨付。
""",
    ),
)
def completeness_claim_conflict(report: Report) -> Iterator[Draft | Checked]:
    """Where the text says that every goal was reached, no row misses its target; where all money was spent, the rate is 100%.

    The claim must be of the goals or indicators as such, not of a task or of one fund. Money that arrived may be
    spent in full while the budget is not.
    """
    unmet = [(i.name.name, field, relation) for i, field, relation in _unmet(report)] + list(
        told_unmet(report)
    )
    yield from _full_though_unmet(report)
    yield from _spent_though_left(report)
    rate = _low_rate(report)
    for claim in _first_of_kind(report.wholes):
        if claim.of == "goals" and unmet:
            names = "、".join(name for name, _, _ in unmet[:_NAMED])
            yield found(
                claim.field.place, subject=claim.field.name, claim=claim.field.text, found=claim.field.text,
                what=Words(f"{len(unmet)} 项未达目标（{names}）", f"{len(unmet)} indicators are unmet ({names})"),
                working="; ".join(f"{name}: {relation}" for name, _, relation in unmet[:_NAMED]),
                related=[actual.place for _, actual, _ in unmet], confidence=Confidence.LIKELY,
            )  # fmt: skip
        elif claim.of == "funds" and rate is not None and claim.field.quantity is None:
            yield found(
                claim.field.place, subject=claim.field.name, claim=claim.field.text, found=claim.field.text,
                what=Words(f"执行率为 {rate.name}", f"the execution rate is {rate.name}"), working=f"{rate.name} < 100%",
                related=[rate.place], confidence=Confidence.LIKELY,
            )  # fmt: skip


_NAMED = 5


def _full_though_unmet(report: Report) -> Iterator[Draft]:
    """A full total beside a completion that the text puts below 100%."""
    full = [t for t in report.totals if t.value.quantity and t.value.quantity.value == HUNDRED]
    rates = list(of_kind(report, "unmet"))
    if full and rates and len(report.totals) == len(full):
        total, rate = full[0].value, rates[0].stated.field
        yield found(
            rate.place, subject=rates[0].stated.label, claim=f"{total.name}分", found=rate.text, expected="100%",
            what=Words(f"{rates[0].stated.label}为 {rate.name}", f"{rates[0].stated.label} is {rate.name}"),
            working=rates[0].working, related=[total.place], confidence=Confidence.LIKELY,
        )  # fmt: skip


def _spent_though_left(report: Report) -> Iterator[Draft]:
    """“资金2179万元已全部拨付” where the rate of that very amount is below 100%."""
    low = [
        r
        for r in of_kind(report, "execution")
        if r.stated.quantity.printed.high < HUNDRED and len(r.operands) > 1
    ]
    for whole in report.wholes:
        amount = whole.field.quantity
        if whole.of != "funds" or amount is None:
            continue
        rate = next((r for r in low if r.operands[1].quantity.amount == amount.amount), None)
        if rate is not None:
            yield found(
                whole.field.place, subject=whole.field.name, claim=whole.field.text, found=whole.field.text,
                what=Words(f"执行率为 {rate.stated.field.name}", f"the execution rate is {rate.stated.field.name}"),
                working=f"{rate.stated.field.name} < 100%", related=[rate.stated.field.place], confidence=Confidence.LIKELY,
            )  # fmt: skip
            return


def _unmet(report: Report) -> Iterator[tuple[Indicator, Field, str]]:
    """The rows that miss their targets, with their completions and what these are instead."""
    for indicator in report.indicators:
        if indicator.completion is None:
            continue
        ended = outcome(indicator)
        if ended is not None and not ended.met:
            yield indicator, indicator.completion, ended.relation
        elif undone(indicator):
            yield indicator, indicator.completion, f"“{indicator.completion.text}”"


def _first_of_kind(claims: Iterable[WholeClaim]) -> Iterator[WholeClaim]:
    seen: set[str] = set()
    for claim in claims:
        if claim.of not in seen:
            seen.add(claim.of)
            yield claim


def _low_rate(report: Report) -> Field | None:
    """The whole unit's rate of execution, where every statement of it is below 100%."""
    stated = [c.rate.field for c in report.claims if isinstance(c, ExecutionClaim)]
    stated += [
        c.amount.field
        for c in report.claims
        if isinstance(c, AmountClaim) and c.concept == "rate" and not c.scope
    ]
    stated += [f.rate for f in report.funds if f.rate and not f.level]
    low = [f for f in stated if f.quantity and f.quantity.unit == "%" and f.quantity.printed.high < HUNDRED]
    return low[0] if low and len(low) == len(stated) else None


# ── Components and their total ────────────────────────────────────────────────────────────────────────


@check(
    "part-total-conflict",
    code="XRF006",
    severity=Severity.WARNING,
    zh="“{subject}”明细合计 {sum}，与“{whole}”{total} 不符（相差 {gap}）",
    en="the components of “{subject}” add up to {sum}, but “{whole}” is {total} (off by {gap})",
    source=AGREEMENT,
    why="""
逐项列明资金的项目，合计应与另一处所称的总额一致。
对照某项资金的各项目与该资金的收入或支出、各类项目与项目支出、三类成本指标（公用、人员、项目）与总支出。所列项目数须与报告所称一致，且年末没有结余。
""",
    needs=("claims:parts", "claims:amount", "indicators"),
    bad=(
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
全年收入826.40万元，其中：一般公共预算财政拨款收入726.40万元，政府性基金预算财政拨款收入100.00万元。年末无结转结余。
2024年共有5个部门预算项目，其中一般公共预算项目3个，政府性基金预算项目2个，国有资本经营预算项目0个。
政府性基金预算项目分别为环境综合治理项目50.00万元、危房拆除项目20.00万元。
""",
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
全年支出826.40万元，其中：基本支出512.15万元，项目支出314.25万元。年末无结转结余。
常年项目绩效分析。该类项目总数3个，涉及预算总金额200.00万元。
一次性项目绩效分析。该类项目总数2个，涉及预算总金额80.00万元。
2024年共有5个部门预算项目，其中一般公共预算项目3个，政府性基金预算项目2个。
""",
    ),
    good="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
全年支出826.40万元，其中：基本支出512.15万元，项目支出314.25万元。年末无结转结余。
常年项目绩效分析。该类项目总数3个，涉及预算总金额214.25万元。
一次性项目绩效分析。该类项目总数2个，涉及预算总金额100.00万元。
2024年共有5个部门预算项目，其中一般公共预算项目3个，政府性基金预算项目2个。
政府性基金预算项目分别为环境综合治理项目50.00万元、危房拆除项目20.00万元。
""",
)
def part_total_conflict(report: Report) -> Iterator[Draft | Checked]:
    """Projects that are listed with their money reach the total that another section states.

    Asked of the projects of one fund against its income or spending, of groups of projects against the project
    spending, and of the three cost indicators (公用, 人员, 项目) against the whole spending. The listed ones must
    be as many as the report says there are, and nothing may be left over at the year's end.
    """
    if not _spent(report):
        return
    for parts, totals, name in (*_funds_projects(report), *_project_groups(report), *_costs(report)):
        place = parts[0].place
        quantities = [p.quantity for p in parts if p.quantity]
        meant = [t for t in totals if t.field.quantity]
        if not meant or len(quantities) < len(parts):
            yield not_verifiable(place, "未见所属总额", "their total is not stated")
            continue
        span, added = Interval.point(ZERO), sum((q.amount for q in quantities), ZERO)
        for quantity in quantities:
            span += quantity.interval
        exact = next((t for t in meant if t.quantity.amount == added), None)
        near = next((t for t in meant if t.quantity.interval.meets(span)), None)
        if exact or near:
            yield verified(place) if exact else within_rounding(place)
            continue
        whole, stated = meant[0], meant[0].field
        factor, unit = whole.quantity.factor, whole.quantity.unit
        amount, gap = (f"{show(v / factor)}{unit}" for v in (added, abs(whole.quantity.amount - added)))
        printed = " + ".join(_text(p) for p in parts)
        yield found(
            place, subject=name, sum=amount, total=_text(stated), gap=gap, whole=whole.label,
            working=f"{printed} = {amount} ≠ {_text(stated)}", found=amount, expected=_text(stated), figure=True,
            related=[*(p.place for p in parts[1:]), stated.place], confidence=Confidence.LIKELY,
        )  # fmt: skip


# The parts, the totals that they may make, called as a reader would, and what the parts are of.
Components = tuple[Sequence[Field], Sequence[Mention], str]


def _spent(report: Report) -> bool:
    """Whether nothing is left at the year's end, by the report's own words."""
    left = load("phrases")["funds"]["left"]
    for claim in report.claims:
        if isinstance(claim, ZeroClaim) and any(w in claim.noun for w in left):
            return True
        if isinstance(claim, ExecutionClaim) and claim.rate.quantity.value == HUNDRED:
            return True
    return False


def _counts(report: Report) -> Counter[tuple[str, Decimal]]:
    """The numbers of projects that the text states, by what they count; the whole number under an empty name."""
    counts: Counter[tuple[str, Decimal]] = Counter()
    for claim in report.claims:
        if (
            isinstance(claim, SumClaim)
            and all("项目" in p.label for p in claim.parts)
            and _counted(claim.total)
        ):
            counts["", claim.total.quantity.value] += 1
            counts.update((p.label, p.quantity.value) for p in claim.parts)
    return counts


def _counted(mention: Mention) -> bool:
    return unit_dimension(mention.quantity.unit) in COUNTS


def _funds_projects(report: Report) -> Iterator[Components]:
    """The projects listed for one fund, all of them by the stated number, and its income and spending."""
    words, counts = load("phrases")["funds"], _counts(report)
    for claim in report.claims:
        if not isinstance(claim, PartsClaim) or (claim.name, Decimal(len(claim.parts))) not in counts:
            continue
        fund = next((k for k in words["kinds"] if k in claim.name), None)
        if fund:
            totals = [
                c.amount
                for c in _amounts(report)
                if fund in c.amount.label and c.amount.label.endswith(tuple(words["totals"]))
            ]
            yield [p.field for p in claim.parts], totals, claim.name


def _project_groups(report: Report) -> Iterator[Components]:
    """Groups of projects, each with its number and its money, that are all the projects there are."""
    groups: dict[str, list[AmountClaim]] = defaultdict(list)
    for claim in _amounts(report):
        if claim.count is not None and not claim.concept:
            groups[claim.amount.label].append(claim)
    names, counts = tuple(load("phrases")["funds"]["projects"]), _counts(report)
    for claims in groups.values():
        number = sum((c.count.quantity.value for c in claims if c.count), ZERO)
        if len(claims) > 1 and ("", number) in counts:
            totals = [c.amount for c in _amounts(report) if c.amount.label.endswith(names)]
            yield [c.amount.field for c in claims], totals, names[0]


def _costs(report: Report) -> Iterator[Components]:
    """The cost indicators of a table that make a unit's whole spending, and that spending."""
    words = load("phrases")["funds"]["costs"]
    for table in report.tables:
        rows = [
            i
            for i in table.indicators
            if "成本" in (i.level1 or "") and i.completion and i.completion.quantity
        ]
        money = [
            i
            for i in rows
            if i.completion
            and i.completion.quantity
            and unit_dimension(i.completion.quantity.unit) == "money"
        ]
        if len(money) == len(words) and all(any(w in i.name.name for i in money) for w in words):
            totals = [
                Mention(f"{row.name}{column}", field)
                for row in report.funds
                if not row.level
                for column, field in (("执行数", row.executed), ("预算数", row.adjusted))
                if field
            ]
            totals += [c.amount for c in _amounts(report) if c.concept == "executed" and not c.scope]
            if totals:
                yield [i.completion for i in money if i.completion], totals, "成本指标"


def _amounts(report: Report) -> Iterator[AmountClaim]:
    return (c for c in report.claims if isinstance(c, AmountClaim) and c.concept != "rate")

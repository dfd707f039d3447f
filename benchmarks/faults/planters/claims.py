"""Faults in the figures of sentences, and where one part of a report contradicts another."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

from ..deck import Deck
from ..model import Form, Line, rounded, show
from .common import SCORED, TOLD, bump, pick, planter, say, sentence

# ── Narrative ──────────────────────────────────────────────────────────────────────────────────────────


@planter("sum-mismatch", *TOLD)
def _sum(deck: Deck, form: Form) -> str | None:
    line = sentence(deck, form, "sum")
    if line is None:
        return None
    parts = [name for name in line.values if name.startswith("part") or name == "office"]
    # Not by the size of a part: then the others would add up.
    by = deck.one([n for n in range(2, 10) if str(n) not in line.values.values()])
    return bump(line, deck.one(parts), Decimal(by))


@planter("list-count-mismatch", *TOLD)
def _list(deck: Deck, form: Form) -> str | None:
    line = sentence(deck, form, "list")
    if line is None:
        return None
    line.values["n"] = str(int(line.values["n"]) + deck.one((2, 3)))
    return line.values["n"]


@planter("share-mismatch", *TOLD)
def _share(deck: Deck, form: Form) -> str | None:
    line = sentence(deck, form, "share", "shares")
    if line is None:
        return None
    return bump(line, "share" if line.key == "share" else "base_share", Decimal(deck.one(("1", "2.5", "-4"))))


@planter("share-total", *TOLD)
def _share_total(deck: Deck, form: Form) -> str | None:
    first = deck.whole(40, 60)
    say(
        form,
        "经费构成中，基本支出占{one}.0%，项目支出占{two}.0%。",
        one=str(first),
        two=str(100 - first + deck.whole(2, 9)),
    )
    return str(first)


@planter("share-without-percent", *TOLD)
def _bare_share(deck: Deck, form: Form) -> str | None:
    first = deck.whole(5501, 7499)
    one, two = (show(Decimal(n) / 100) for n in (first, 10_000 - first))
    say(form, "从构成看，日常公用类占比{one}%，专项业务类占比{two}。", one=one, two=two)
    return two


@planter("growth-mismatch", *TOLD)
def _growth(deck: Deck, form: Form) -> str | None:
    line = sentence(deck, form, "growth")
    return bump(line, "rate", Decimal(deck.one(("1", "2.5", "5")))) if line else None


@planter("product-mismatch", *TOLD)
def _product(deck: Deck, form: Form) -> str | None:
    homes, each = deck.whole(60, 190), deck.one((200, 300, 400, 500))
    paid = show(Decimal(homes * each) / 10_000 + deck.one((1, 2, 3)))
    say(
        form,
        "走访慰问困难家庭{homes}户，标准为每户{each}元，共计{paid}万元。",
        homes=str(homes),
        each=str(each),
        paid=paid,
    )
    return paid


@planter("balance-mismatch", *TOLD)
def _balance(deck: Deck, form: Form) -> str | None:
    came, left = deck.whole(3000, 9000), deck.whole(300, 900)
    wrong = show(Decimal(left + deck.one((11, 23, 47))) / 100)
    say(
        form, "村级公益设施专账到位资金{came}万元，实际支出{spent}万元，结余{left}万元。", came=show(Decimal(came) / 100),
        spent=show(Decimal(came - left) / 100), left=wrong,
    )  # fmt: skip
    return wrong


@planter("growth-direction", *TOLD)
def _growth_direction(deck: Deck, form: Form) -> str | None:
    line = sentence(deck, form, "growth")
    if line is None:
        return None
    line.values["word"] = "增长" if line.values["word"] == "下降" else "下降"
    return line.values["rate"]


@planter("ratio-mismatch", *TOLD)
def _ratio(deck: Deck, form: Form) -> str | None:
    line = sentence(deck, form, "ratio", "survey")
    return bump(line, "rate", Decimal(deck.one(("-2", "-5", "-9")))) if line else None


@planter("percent-truncated", *TOLD)
def _truncated(deck: Deck, form: Form) -> str | None:
    line = sentence(deck, form, "ratio", "survey")
    if line is None:
        return None
    exact = Decimal(line.values["part"]) * 100 / Decimal(line.values["whole"])
    cut = exact.quantize(Decimal("0.01"), ROUND_DOWN)
    if cut == rounded(exact):
        cut = exact.quantize(Decimal("0.1"), ROUND_DOWN)
        if cut == rounded(exact, 1):
            return None
    line.values["rate"] = str(cut)
    return str(cut)


@planter("comparison-false", *TOLD)
def _comparison(deck: Deck, form: Form) -> str | None:
    line = sentence(deck, form, "comparison")
    if line is None:
        return None
    line.values["value"] = show(Decimal(line.values["target"]) - Decimal(deck.whole(4, 60)) / 10)
    return line.values["value"]


@planter("direction-contradiction", *TOLD)
def _contradiction(deck: Deck, form: Form) -> str | None:
    measure = deck.one(("预算控制率", "项目结余率"))
    form.sections[-2][1].append(
        Line("added", f"{measure}有待提高。由于年中追加较多，{measure}有待进一步降低。")
    )
    return measure


@planter("impossible-percentage", *TOLD)
def _grim(deck: Deck, form: Form) -> str | None:
    count = deck.whole(20, 40)
    good = {str(rounded(Decimal(n) * 100 / count, 1)) for n in range(count + 1)}
    rates = [f"{n / 10:.1f}" for n in range(900, 1000) if f"{n / 10:.1f}" not in good]
    near = [r for r in rates if all(abs(Decimal(r) - Decimal(g)) > Decimal("0.3") for g in good)]
    rate = deck.one(near)
    say(form, "年中发放调查问卷{count}份，群众满意度{rate}%。", count=str(count), rate=rate)
    return rate


# ── Agreement across sections ──────────────────────────────────────────────────────────────────────────


@planter("indicator-value-conflict", *SCORED)
def _value_conflict(deck: Deck, form: Form) -> str | None:
    lines = [
        line
        for goal in form.goals
        for line in goal.completion
        if "completion" in line.values and "率" not in line.template
    ]
    if not lines:
        return None
    line = deck.one(lines)
    line.values["completion"] = str(int(Decimal(line.values["completion"])) * 2 + deck.whole(3, 40))
    return line.values["completion"]


@planter("zero-claim-conflict", *SCORED)
def _zero_claim(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: row.sort == "zero")
    if row is None:
        return None
    row.op, row.target, row.completion = "≤", "3", "2"
    form.goals[0].completion.insert(0, Line("text", f"全年未发生{row.name.removesuffix('起数')}"))
    return row.name


@planter("indicator-weight-conflict", "scoring")
def _weight_conflict(deck: Deck, form: Form) -> str | None:
    item = deck.one(form.items)
    line = item.lines[-1]
    line.values["weight"] = str(int(line.values["weight"]) + deck.whole(1, 3))
    return item.name


@planter("indicator-name-drift", "scoring")
def _name_drift(deck: Deck, form: Form) -> str | None:
    item = deck.one(form.items)
    line = item.lines[-1]
    line.template = line.template.replace(
        item.name, deck.one(("内控管理成效", "资金绩效水平", "综合管理情况"))
    )
    return item.name


@planter("completeness-claim-conflict", *SCORED)
def _completeness(deck: Deck, form: Form) -> str | None:
    if all(row.full for row in form.rows if row.sort != "execution"):
        return None
    form.goals[0].completion.append(Line("text", "各项绩效目标均已全面完成"))
    return ""


@planter("part-total-conflict", "scoring")
def _part_total(deck: Deck, form: Form) -> str | None:
    line = sentence(deck, form, "projects")
    return bump(line, "standing", Decimal(deck.whole(-30, -5))) if line else None


# ── Years and names ────────────────────────────────────────────────────────────────────────────────────


@planter("report-year-conflict", *TOLD)
def _year(deck: Deck, form: Form) -> str | None:
    other = str(form.year - 1)
    stated = form.lines("total")[0].values
    if "year" in stated:
        stated["year"] = other
    elif deck.chance(0.5):
        form.sections[0][1].append(Line("added", f"现将{other}年度部门整体支出绩效自评情况报告如下。"))
    elif form.kind == "scoring":
        form.title[-1] = form.title[-1].replace(str(form.year), other)
        return ""
    else:
        return None
    return other


@planter("report-date", "project", "graded", "split", "narrative")
def _date(deck: Deck, form: Form) -> str | None:
    year = deck.one((form.year, form.year + 4))
    form.signature[-1] = form.signature[-1].replace(f"{form.year + 1}年", f"{year}年")
    return str(year)


@planter("project-figures-conflict", "project")
def _project_figures(deck: Deck, form: Form) -> str | None:
    if not form.project or not form.funds:
        return None
    other = show(Decimal(form.funds[0].executed.replace(",", "")) - Decimal(deck.one(("1.5", "3", "12.5"))))
    form.after.append(f"{form.project}全年执行数{other}万元，均用于项目支出。")
    return other


@planter("personal-data", *TOLD, optional=True)
def _personal(deck: Deck, form: Form) -> str | None:
    say(form, "受益群众可通过手机{number}反映情况。", number="1390000" + str(deck.whole(1000, 9999)))
    return "手机号码"


@planter("unit-name-conflict", "narrative")
def _unit_name(deck: Deck, form: Form) -> str | None:
    towns = ("云溪市柏木区黄沙镇人民政府", "白鹭县长滩乡人民政府", "松川市月湾区民兴街道办事处")
    other = deck.one(("云溪市柏木区体育局", "松川市统计局") if form.unit.endswith("局") else towns)
    form.signature[0] = other
    return other


@planter("org-type-conflict", *TOLD)
def _org_type(deck: Deck, form: Form) -> str | None:
    words = {"我镇": "我街道", "我乡": "我镇", "我街道": "镇政府", "我局": "我镇"}
    say(form, f"{words[form.selves]}各项工作有序推进。")
    return words[form.selves]

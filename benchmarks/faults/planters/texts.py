"""Faults in wording and in what a report must have."""

from __future__ import annotations

from ..deck import Deck
from ..model import Form, Line, Row
from .common import ALL, SCORED, TOLD, pick, planter, say, sentence

# ── Text ───────────────────────────────────────────────────────────────────────────────────────────────


@planter("duplicate-target-completion", *SCORED)
def _duplicate_goal(deck: Deck, form: Form) -> str | None:
    goal = form.goals[0]
    if len("".join(line.text for line in goal.initial)) < 30:
        return None
    goal.completion = goal.initial
    for row in form.rows:
        if row.told:
            row.completion = row.target
    return goal.initial[0].text


@planter("target-written-as-completion", *SCORED)
def _past_target(deck: Deck, form: Form) -> str | None:
    goal = form.goals[0]
    goal.initial = [
        Line("text", "完成了全年的各项重点工作"),
        Line(
            "text",
            deck.one(("实施了老旧设施改造，累计走访全部村（社区）", "开展了专项整治，取得了较好的社会反响")),
        ),
    ]
    goal.adjusted = [*goal.initial] if goal.adjusted else []
    return "完成了"


@planter("completion-written-as-plan", *SCORED)
def _planned_completion(deck: Deck, form: Form) -> str | None:
    goal = form.goals[0]
    goal.completion = [
        Line("text", deck.one(("将继续推进各项重点工作", "拟进一步推进项目建设"))),
        Line("text", "力争按照时间节点交付使用，确保群众满意"),
    ]
    return goal.completion[0].text


@planter("duplicate-paragraph", *TOLD)
def _duplicate_paragraph(deck: Deck, form: Form) -> str | None:
    line = sentence(deck, form, "sum", "ratio", "survey")
    if line is None or len(line.text) < 45 or line.text.count("，") < 2:
        return None
    form.sections[-2][1].append(line)
    return line.text[:12]


@planter("placeholder-text", *ALL)
def _placeholder(deck: Deck, form: Form) -> str | None:
    if form.kind in TOLD:
        text = deck.one(("XX", "××", "____"))
        say(form, f"积极配合{text}部门开展专项检查。")
        return text
    row = pick(deck, form, lambda row: not row.note and row.sort == "quality")
    if row is None:
        return None
    text = deck.one(("#REF!", "#DIV/0!", "&NULL&", "#VALUE!"))
    if form.kind == "graded":
        row.completion = text
    else:
        row.note = text
    return text


@planter("missing-number", *TOLD)
def _missing_number(deck: Deck, form: Form) -> str | None:
    text = deck.one(("救助生活困难人员人", "全年共投入万元", "累计发放户"))
    say(form, f"{text}，工作按期推进。")
    return text


@planter("numbering-sequence", "narrative")
def _numbering(deck: Deck, form: Form) -> str | None:
    start = deck.whole(2, len(form.items) - 1)
    for nth, item in enumerate(form.items[start:], start + 1):
        item.number = str(nth + 1)
    return form.items[start].number


@planter("numbering-style", *TOLD)
def _numbering_style(deck: Deck, form: Form) -> str | None:
    heading, lines = form.sections[2]
    form.sections[2] = (heading.replace("（二）", "（2）"), lines)
    return ""


@planter("punctuation-residue", *TOLD)
def _punctuation(deck: Deck, form: Form) -> str | None:
    line = sentence(deck, form, "ratio", "survey", "growth", "shares")
    if line is None:
        return None
    line.template = line.template.replace("，", "，，", 1) if deck.chance(0.5) else f"{line.template}。"
    return ""


@planter("malformed-number", *SCORED, *TOLD)
def _malformed(deck: Deck, form: Form) -> str | None:
    if form.kind in TOLD:
        line = form.lines("spending")[0]
        old = line.values["spent"]
        line.values["spent"] = f"{old[:-1]}.{old[-1]}" if deck.chance(0.5) else f"{old[:2]},{old[2:]}"
        return line.values["spent"]
    row = pick(deck, form, lambda row: row.sort == "count" and row.full)
    if row is None:
        return None
    row.completion = deck.one(("12.3.4", "7,00.0,7", "1..5"))
    return row.completion


# ── Structure ──────────────────────────────────────────────────────────────────────────────────────────


@planter("goal-completion-pairing", "graded")
def _pairing(deck: Deck, form: Form) -> str | None:
    goal = form.goals[-1]
    goal.done_number = str(int(goal.number) + deck.whole(1, 3))
    return ""


@planter("duplicate-indicator", *SCORED, "graded")
def _duplicate_indicator(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: row.sort in ("count", "rate"))
    twin = row and pick(
        deck,
        form,
        lambda r: r is not row and r.sort == row.sort and r.level2 == row.level2 and r.unit == row.unit,
    )
    if row is None or twin is None:
        return None
    twin.name = row.name
    return row.name


@planter("table-copies-differ", "scoring")
def _copies(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: row.sort == "count")
    if row is None:
        return None
    changed = str(int(row.completion) + deck.whole(1, 3))
    form.again = [Row(**{**vars(r), "completion": changed}) if r is row else r for r in form.rows]
    return changed


@planter("required-field-missing", "department", "graded")
def _required(deck: Deck, form: Form) -> str | None:
    if deck.chance(0.5):
        form.total = ""
        return "总分" if form.kind == "department" else ""
    form.title = [line.removeprefix(f"{form.year}年度") for line in form.title]
    if any(str(form.year) in row.target for row in form.rows):
        return None
    form.signature = []
    return "年度"


@planter("unfilled-template", *SCORED)
def _template(deck: Deck, form: Form) -> str | None:
    at = deck.rng.randrange(1, len(form.rows))
    before = form.rows[at - 1]
    words = deck.one(("指标1：", "指标2："))
    form.rows.insert(at, Row("count", before.level2, words, level1=before.level1))
    return words

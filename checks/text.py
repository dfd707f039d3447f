"""TXT: what the text itself gives away, without arithmetic: copied, repeated, left over, left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from auditor.check import check, found
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.form import Goal, Wording
from auditor.model.place import Place
from auditor.model.report import Report
from auditor.places import named
from auditor.quantity import HUNDRED, show, squeeze
from auditor.words import NOTHING, Words

FAMILY = Words("文字", "text")

PRACTICE = Words("公文与填报惯例", "conventions of official documents and forms")
COMPLETE = Words(
    "自评材料应内容完整、数据真实（财预〔2020〕10号）",
    "self-evaluations must be complete and their data true (财预〔2020〕10号)",
)
TRUE_RESULT = Words(
    "自评应对照年初设定的绩效目标如实填写完成情况，数据真实、结果客观（财预〔2020〕10号）",
    "completions are stated truly against the goals set at the start of the year (财预〔2020〕10号)",
)
FORM_RESIDUES = frozenset(["instruction", "row"])
"""Residues that are the form's own: its instructions and its unused rows."""

_SUBJECT = 30
# No goal is longer; comparing texts takes time with the product of their lengths.
_NOTED = 6
_LONGEST = 20_000
_GOAL_FORM = """
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
受益群众人数	≥	300	人	310	100	100
"""


# ── Goals and what was done for them ──────────────────────────────────────────────────────────────────


@check(
    "duplicate-target-completion",
    code="TXT001",
    severity=Severity.ERROR,
    zh="{target}与{completion}{likeness}；{hint}",
    en="{target} and {completion} {likeness}; {hint}",
    source=TRUE_RESULT,
    why="""
完成情况不会与目标一字不差，雷同说明一栏覆盖了另一栏。
每个目标栏都与完成情况比较，只比较文字和数字，每个目标一条。调整目标与年初目标相同是允许的。只有数字不同、或只是加上“已完成”的，属于结果表述。编号要点原样重复两条以上、且占完成情况一半的，列为警告。短文字雷同只作提示。
""",
    needs=("goals",),
    options={
        "shortest": Words(
            "多少字以上的文字才可能认定为照抄", "letters and digits from which a text can be a copy"
        ),
        "similarity": Words(
            "文字相同的比例达到多少才认定为照抄", "share of equal text from which it is a copy"
        ),
    },
    supersedes=("target-written-as-completion", "completion-written-as-plan"),
    bad=(
        """
青柳区松岭乡2024年度部门整体绩效自评表
年初绩效目标	全年（调整）绩效目标	全年目标实际完成情况
1、保障机关运转；2、改善村道条件。	完成了机关运转保障，改善了村道条件，发放了各类惠民补贴。	完成了机关运转保障，改善了村道条件，发放了各类惠民补贴。
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
受益群众人数	≥	300	人	310	100	100
""",
        """
青柳区松岭乡2024年度部门整体绩效自评表
年度目标	年度目标完成情况
1、保障机关和村级组织正常运转；2、新建农村道路；3、做好森林防火和防汛抗旱工作。	1、保障机关和村级组织正常运转；2、新建农村道路5公里；3、做好森林防火和防汛抗旱工作。
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
受益群众人数	≥	300	人	310	100	100
""",
    ),
    good=(
        """
青柳区松岭乡2024年度部门整体绩效自评表
年初绩效目标	全年（调整）绩效目标	全年目标实际完成情况
1、保障机关和村级组织正常运转；2、新建农村道路5公里。	1、保障机关和村级组织正常运转；2、新建农村道路5公里。	机关和6个村运转正常；新建农村道路5.2公里，已通过验收。
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
受益群众人数	≥	300	人	310	100	100
""",
        """
青柳区松岭乡2024年度部门整体绩效自评表
年度目标	年度目标完成情况
按期发放。	按期发放。
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
受益群众人数	≥	300	人	310	100	100
""",
    ),
)
def duplicate_target_completion(
    report: Report, *, shortest: int = 20, similarity: Decimal = Decimal("0.90")
) -> Iterator[Draft | Checked]:
    """What was done is not what was planned, word for word: one of the two cells was pasted over the other.

    Every target column is held against the completion, by letters and digits only; one goal is one finding. An
    adjusted goal that equals the initial one is lawful. Texts that are alike but for their figures, or of which
    the completion only adds that it was done, are reports of results. A goal whose numbered points come back
    unchanged, two at least and half of the completion, is a warning. Short equal texts are a note.
    """
    for goal in report.goals:
        completion = next((w for w in goal.wordings if w.column == "completion"), None)
        targets = [w for w in goal.wordings if w.column != "completion"]
        if completion is None or len(completion.bare) < _NOTED:
            continue
        equal = [w for w in targets if w.bare == completion.bare]
        if equal:
            length = len(completion.field.name)
            likeness = Words(f"文字完全相同（{length} 字）", f"are identical ({length} characters)")
            severity = Severity.ERROR if len(completion.bare) >= shortest else Severity.INFO
            yield _copied(goal, equal, completion, likeness, severity)
        if equal or len(completion.bare) < shortest:
            continue
        near = [
            (r, w) for w in targets if len(w.bare) >= shortest and (r := _alike(w, completion, similarity))
        ]
        if near:
            ratio, target = max(near, key=lambda pair: pair[0])
            share = show(ratio * HUNDRED, 1)
            likeness = Words(f"文字相似度 {share}%", f"are {share}% alike")
            severity = Severity.INFO if len(completion.past) > len(target.past) else Severity.WARNING
            yield _copied(goal, [target], completion, likeness, severity)
            continue
        shared, target = max(
            ((_shared(w, completion), w) for w in targets),
            key=lambda p: len("".join(p[0])),
            default=((), completion),
        )
        size = len("".join(shared))
        if len(shared) > 1 and size >= shortest and 2 * size >= len(completion.bare):
            likeness = Words(
                f"有 {len(shared)} 条逐字相同（{size} 字）",
                f"share {len(shared)} points word for word ({size} characters)",
            )
            yield _copied(goal, [target], completion, likeness, Severity.WARNING)


def _alike(target: Wording, completion: Wording, least: Decimal) -> Decimal | None:
    """How alike two texts with the same figures are, if at least so much; None for others."""
    both = len(target.bare) + len(completion.bare)
    if target.figures != completion.figures or max(len(target.bare), len(completion.bare)) > _LONGEST:
        return None
    # No text is more like another than its letters in any order are.
    if 2 * (Counter(target.bare) & Counter(completion.bare)).total() < least * both:
        return None
    from rapidfuzz.fuzz import ratio

    share = Decimal(str(round(ratio(target.bare, completion.bare), 1))) / HUNDRED
    return share if share >= least else None


def _shared(target: Wording, completion: Wording) -> Sequence[str]:
    """The points of a completion that its target has word for word."""
    known = set(target.points)
    return [point for point in completion.points if point in known]


def _copied(
    goal: Goal, targets: Sequence[Wording], completion: Wording, likeness: Words, severity: Severity
) -> Draft:
    heads = "”“".join(w.header for w in targets)
    number = f"（目标{goal.number}）" if goal.number else ""
    overwritten = any(len(w.past) > 1 for w in targets)
    hint = (
        Words(
            "目标写成了已完成的口吻，疑被完成情况覆盖",
            "the target is written in the past: the completion was pasted over it",
        )
        if overwritten
        else Words("完成情况只是照抄目标", "the completion only repeats the target")
    )
    return found(
        completion.field.place, subject=targets[0].header, target=f"“{heads}”", completion=f"“{completion.header}”{number}",
        likeness=likeness, hint=hint, severity=severity, related=[w.field.place for w in targets],
    )  # fmt: skip


@check(
    "target-written-as-completion",
    code="TXT002",
    severity=Severity.WARNING,
    zh="“{subject}”写成了完成情况（{words}）",
    en="“{subject}” is written as an achievement ({words})",
    source=TRUE_RESULT,
    why="目标在年初设定，通篇用完成时态（完成了、已实现）而无计划性用语的，应为事后补填。",
    needs=("goals",),
    options={
        "fewest": Words("至少出现几个完成性用语才报告", "how many words of the past it takes"),
    },
    bad=f"""
青柳区松岭乡2024年度部门整体绩效自评表
年度目标	年度目标完成情况
完成了村道硬化工程，实施了老街排水改造，改善了群众出行条件。	村道硬化5.2公里，老街排水管网通水，310名群众受益。{_GOAL_FORM}""",
    good=f"""
青柳区松岭乡2024年度部门整体绩效自评表
年度目标	年度目标完成情况
完成村道硬化5公里，确保群众出行方便；巩固已建成的排水设施，为了安全加强巡查。	村道硬化5.2公里，排水设施运行正常，310名群众受益。{_GOAL_FORM}""",
)
def target_written_as_completion(report: Report, *, fewest: int = 2) -> Iterator[Draft | Checked]:
    """A goal is set before the year: written in the past (完成了, 已实现) and without a word of plan, it was filled in later."""
    for goal in report.goals:
        for target in goal.wordings:
            if target.column != "completion" and len(target.past) >= fewest and not target.plan:
                yield found(target.field.place, subject=target.header, words="、".join(dict.fromkeys(target.past)),
                            confidence=Confidence.LIKELY)  # fmt: skip


@check(
    "completion-written-as-plan",
    code="TXT003",
    severity=Severity.INFO,
    zh="“{subject}”仍为计划性表述（{words}），未写明完成结果",
    en="“{subject}” reads like a plan ({words}) and names no result",
    source=TRUE_RESULT,
    why="完成情况应写明结果，只有计划性用语、没有数字和完成性用语的，没有说明任何结果。",
    needs=("goals",),
    options={
        "shortest": Words(
            "多少字以上的完成情况才作判断", "letters and digits from which a completion is judged"
        ),
    },
    bad=f"""
青柳区松岭乡2024年度部门整体绩效自评表
年度目标	年度目标完成情况
硬化村道5公里，改善群众出行条件。	进一步加强村道养护，力争群众出行更加方便。{_GOAL_FORM}""",
    good=f"""
青柳区松岭乡2024年度部门整体绩效自评表
年度目标	年度目标完成情况
硬化村道5公里，改善群众出行条件。	硬化村道5.2公里，将隐患化解在基层，群众出行条件进一步改善。{_GOAL_FORM}""",
)
def completion_written_as_plan(report: Report, *, shortest: int = 10) -> Iterator[Draft | Checked]:
    """A completion states results: words of plan without a figure or a word of the past state none."""
    for goal in report.goals:
        for said in goal.wordings:
            if said.column != "completion" or len(said.bare) < shortest or not said.plan:
                continue
            if not (said.past or said.done or said.figures):
                yield found(said.field.place, subject=said.header, words="、".join(dict.fromkeys(said.plan)),
                            confidence=Confidence.LIKELY)  # fmt: skip


# ── Said twice, left over, left out ───────────────────────────────────────────────────────────────────


@check(
    "duplicate-paragraph",
    code="TXT004",
    severity=Severity.INFO,
    zh="{where}内容重复（{clauses} 个分句，{characters} 字）",
    en="{where} repeat {clauses} clauses ({characters} characters)",
    source=PRACTICE,
    why="""
同一内容在正文两处出现，不是粘贴残留，就是同一依据重复用于两个指标。
只看表格以外的正文，表格副本只计一次。紧接着重复的句子连同全部重复一并计数。
""",
    options={
        "clauses": Words("连续多少个分句相同才算重复", "clauses in a row from which a repeat is one"),
        "shortest": Words("这些分句合计至少多少字", "letters and digits that they must have together"),
        "sentence": Words(
            "单独一句重复时，至少多少字", "length of a single sentence from which a repeat is one"
        ),
    },
    bad=(
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、道路安全
排查整治农村道路隐患17处，驻站检查劝导站90次，联合派出所开展执法40余次，群众出行更加安全。
二、应急管理
排查整治农村道路隐患17处，驻站检查劝导站90次，联合派出所开展执法40余次，应急演练3次。
""",
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、资金使用
及时拨付项目资金，履行保障职责。及时拨付项目资金，履行保障职责。及时拨付项目资金，履行保障职责。
""",
    ),
    good="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、常年项目
该类项目总数17个，预算执行总体进度为100%，其中结余率大于10%的项目0个。
二、一次性项目
该类项目总数10个，预算执行总体进度为100%，其中结余率大于10%的项目0个。
""",
)
def duplicate_paragraph(
    report: Report, *, clauses: int = 3, shortest: int = 25, sentence: int = 40
) -> Iterator[Draft | Checked]:
    """The same evidence in two places of the narrative was pasted, or serves two indicators at once.

    Asked of the text outside tables, each table's copy counts once. A sentence that stands directly behind itself
    counts with all its repeats.
    """
    for repeated in report.repetitions:
        size = repeated.characters * len(repeated.places) if repeated.running else repeated.characters
        many = repeated.clauses >= clauses or repeated.running
        if not (many and size >= shortest) and repeated.characters < sentence:
            continue
        first, *others = repeated.places
        said = first.text[slice(*first.span)] if first.span else first.text
        yield found(
            others[0], subject=squeeze(said)[:_SUBJECT], where=_places(repeated.places), found=said,
            clauses=repeated.clauses, characters=repeated.characters, related=[first, *others[1:]],
        )  # fmt: skip


def _places(places: Iterable[Place]) -> Words:
    paths = tuple(dict.fromkeys(map(named, places)))
    return Words("、".join(words.zh for words in paths), ", ".join(words.en for words in paths))


@check(
    "placeholder-text",
    code="TXT005",
    severity=Severity.WARNING,
    zh="残留占位或模板文字“{text}”{copies}",
    en="leftover placeholder “{text}”{copies}",
    source=COMPLETE,
    why="""
报送的报告中不应残留占位符和模板文字。
失效的公式（#REF!、#DIV/0!）掩盖了数字，属于错误。同一文字只报一次。转换程序留下的书签、工作表名不是报告的问题；填表说明和空白行由模板未填规则报告。
""",
    bad=(
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
（参考提纲）
一、基本情况
本部门2024年度预算执行率XX%。
""",
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、基本情况
全年支出#REF!万元。
""",
    ),
    good="""
[bookmark: _GoBack]青柳区松岭乡2024年度部门整体支出绩效自评报告
一、基本情况
二〇〇八年设立，得分按8×50%计算，防护林等项目均已完成。
""",
)
def placeholder_text(report: Report) -> Iterator[Draft | Checked]:
    """Placeholders and template titles have no place in a finished report.

    A broken formula (#REF!, #DIV/0!) hides a figure and is an error. One text is reported once, however often it
    stands. What a converter leaves behind (bookmarks, sheet names) is no fault of the report; the form's own
    instructions and unused rows are unfilled-template.
    """
    by_text: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for placeholder in report.placeholders:
        if placeholder.kind not in FORM_RESIDUES:
            by_text[placeholder.kind, placeholder.text].append(placeholder.place)
    for (kind, text), places in by_text.items():
        yield _gathered(text, places, severity=Severity.ERROR if kind == "spreadsheet" else None)


def _gathered(text: str, places: Sequence[Place], severity: Severity | None = None) -> Draft:
    """One finding for a text that stands in several places."""
    count = len(places)
    copies = Words(f"（共{count}处）", f" ({count} places)") if count > 1 else NOTHING
    return found(
        places[0], subject=text, text=text, found=text, related=places[1:], copies=copies, severity=severity
    )


@check(
    "missing-number",
    code="TXT006",
    severity=Severity.WARNING,
    zh="“{text}”缺少数值{copies}",
    en="a number is missing in “{text}”{copies}",
    source=COMPLETE,
    why="引出数字的词（共计…万元、人员…人）后面直接跟着单位，说明漏写了数字。",
    bad=(
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
全年救助农村生活困难人员人，补贴发放及时率100%。
""",
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
项目资金共计 万元，全部拨付到位。
""",
    ),
    good="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
服务老年人，走访困难户，工作人员人均办理20件，目标完成率100%，共计310人，投入资金12万元；资金单位为万元。
""",
)
def missing_number(report: Report) -> Iterator[Draft | Checked]:
    """A unit right behind the words that lead up to a number (共计…万元, 人员…人) has lost its number."""
    for text, places in _slips(report, "missing"):
        yield _gathered(text, places)


def _slips(report: Report, kind: str) -> Iterable[tuple[str, list[Place]]]:
    """The typos of a kind by their text, with the places of each. What is no number in place of points is told as such."""
    by_text: dict[str, list[Place]] = defaultdict(list)
    pointless = report.pointless
    for slip in report.typos:
        if slip.kind == kind and slip.place.location not in pointless:
            by_text[slip.text].append(slip.place)
    return by_text.items()


@check(
    "numbering-sequence",
    code="TXT007",
    severity=Severity.WARNING,
    zh="序号不连续：{previous} 之后为 {current}（应为 {due}）",
    en="numbering goes from {previous} to {current}, expected {due}",
    source=PRACTICE,
    why="""
同一序列的编号应当连续，缺号或重号说明遗漏或重复了内容。
每个标题下可以重新编号，同级也可能混用几种样式，均不作报告。
""",
    needs=("sequences",),
    bad=(
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
1．预算执行率（10分）
执行率100%，该指标得分为10分。
2．群众满意度（10分）
满意度95%，该指标得分为10分。
4．补贴发放及时率（10分）
及时率100%，该指标得分为10分。
""",
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
主要目标：1、保障机关运转；2、发放惠民补贴；4、做好森林防火。
""",
    ),
    good="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、基本情况
（一）机构设置
1．内设机构4个。
2.5亿元以下项目不另行立项。
２．事业单位3个。
（二）预算情况
1．年初预算500万元。
二、自评情况
1．主要做法：（1）建章立制；（2）落实责任；（3）加强督查。
""",
)
def numbering_sequence(report: Report) -> Iterator[Draft | Checked]:
    """Numbers of one enumeration follow each other: a gap or a repeat tells of a lost or copied item.

    Lists may begin anew under each heading, and styles may mix at one level; both are left alone.
    """
    for sequence in report.sequences:
        for previous, current in zip(sequence.marks, sequence.marks[1:], strict=False):
            expected = previous.value + 1
            if current.value == expected:
                continue
            span = current.place.span or (0, 0)
            text = current.place.text[slice(*span)] or str(current.value)
            yield found(
                current.place, subject=text, previous=previous.value, current=current.value, found=text,
                expected=str(expected), due=expected, related=[previous.place], confidence=Confidence.LIKELY,
                working=" ".join(str(m.value) for m in sequence.marks),
            )  # fmt: skip


@check(
    "numbering-style",
    code="TXT008",
    severity=Severity.INFO,
    zh="同级序号样式混用：{styles}",
    en="mixed numbering styles at one level: {styles}",
    source=PRACTICE,
    why="""
同一层级的编号应使用同一样式，“（一）”之后应为“（二）”而不是“（2）”。
全角与半角数字视为同一样式。全报告合并为一条。
""",
    needs=("sequences",),
    bad="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、基本情况
（一）机构设置
内设机构4个。
（2）人员情况
在职31人。
（3）资产情况
资产规范管理。
""",
    good="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、基本情况
（一）机构设置
1．内设机构4个。
２．事业单位3个。
（二）人员情况
（1）在职31人。
（2）退休12人。
""",
)
def numbering_style(report: Report) -> Iterator[Draft | Checked]:
    """Numbers of one level are written in one style; （一） goes on with （二）, not with （2）.

    Full-width and half-width digits are one style. All of a report is one finding.
    """
    mixed = [s.marks for s in report.sequences if len({m.style for m in s.marks}) > 1]
    if not mixed:
        return
    turns = [next(m for m in marks if m.style != marks[0].style) for marks in mixed]
    first = _mark(mixed[0][0].place)
    yield found(
        turns[0].place, subject=_mark(turns[0].place), styles=f"{first}、{_mark(turns[0].place)}",
        found=_mark(turns[0].place), related=[mixed[0][0].place, *(m.place for m in turns[1:])],
        working="; ".join(" ".join(_mark(m.place) for m in marks) for marks in mixed),
    )  # fmt: skip


def _mark(place: Place) -> str:
    """A number of an enumeration as printed."""
    return place.text[slice(*place.span)].strip() if place.span else place.text


@check(
    "punctuation-residue",
    code="TXT009",
    severity=Severity.INFO,
    zh="重复标点“{text}”{copies}",
    en="doubled punctuation “{text}”{copies}",
    source=PRACTICE,
    why="连续两个标点往往说明中间的文字被删去，其中可能有数字。",
    bad="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
为困难家庭提供公益性岗位，，按时发放岗位补贴。
""",
    good="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
为困难家庭提供公益性岗位（“一户一岗”），按时发放岗位补贴……
""",
)
def punctuation_residue(report: Report) -> Iterator[Draft | Checked]:
    """Two marks in a row tell where words were cut out, often a figure among them."""
    for text, places in _slips(report, "punctuation"):
        yield _gathered(text, places)


@check(
    "malformed-number",
    code="TXT010",
    severity=Severity.WARNING,
    zh="“{text}”不是有效的数字{copies}",
    en="“{text}” cannot be a number{copies}",
    source=COMPLETE,
    why="""
小数点、逗号的位置不合数字写法的，是掩盖了真实数字的笔误。
只指出、不猜测。日期、网址和数字列表不计。
""",
    bad=(
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
全年支出7,00.0,77万元。
""",
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	12.3.4	50	50
受益群众人数	≥	300	人	310	50	50
""",
    ),
    good="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
1.2.3人员经费
全年支出1,059.39万元，2024.3.15起执行，分别为10,200,30元。
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
工程完工时间	=	2024.12.31		2024.12.31	50	50
受益群众人数	≥	3,000	人	3,100	50	50
""",
)
def malformed_number(report: Report) -> Iterator[Draft | Checked]:
    """A string of digits with points and commas where no number has them is a slip that hides a figure.

    It is named, not guessed. Dates, addresses and lists of numbers are none.
    """
    for text, places in _slips(report, "malformed"):
        yield _gathered(text, places)

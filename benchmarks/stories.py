"""Made-up narratives whose figures are right: structures as real ones have them, worded in many ways.

A story is its lines. A figure that others give is marked where it stands, so that a digit of it can be spoiled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from faults.deck import Deck
from faults.model import rounded
from faults.pools import BUREAUS, CITIES, TOWNS

OPEN, SHUT = "\ue000", "\ue001"
"""The marks around a figure that others give."""
_TEN_THOUSAND = Decimal(10000)

# What a project is for: its name, what is done, to what, the unit, the measure's name.
PROJECTS = (
    ("农村饮水安全巩固提升", "改造", "供水点", "处", "供水点改造数量"),
    ("耕地地力保护补贴", "核实", "补贴农户", "户", "补贴农户数"),
    ("退役军人服务站建设", "建设", "服务站", "个", "服务站建设数量"),
    ("村级道路养护", "养护", "村道", "公里", "村道养护里程"),
    ("公共文化服务", "开展", "文化活动", "场", "文化活动场次"),
    ("高素质农民培育", "培训", "农民", "人次", "培训人次"),
    ("森林防火", "新建", "防火隔离带", "公里", "防火隔离带长度"),
    ("老旧小区改造", "改造", "楼栋", "栋", "改造楼栋数"),
)
PEOPLE = ("监测户", "低保家庭", "困难学生", "高龄老人", "护林员", "保洁员", "残疾人", "种粮农户")
USES = ("设备购置费", "工程款", "培训费", "劳务费", "宣传费", "监理费", "印刷费", "租赁费", "材料费")
OUTPUTS = (
    ("巡查河道", "次"), ("发放宣传册", "份"), ("开展技术培训", "期"), ("安装路灯", "盏"), ("清理沟渠", "公里"),
    ("补植苗木", "株"), ("检修水泵", "台"), ("走访农户", "户"), ("组织演练", "场"), ("清运垃圾", "吨"),
)  # fmt: skip
RATES = ("工程验收合格率", "设备完好率", "资料归档率", "补贴发放准确率", "培训合格率", "任务按期完成率")
EFFECTS = ("村集体经济收入", "粮食总产量", "接待游客", "农产品网络零售额", "新增就业")
PLACES = ("东岗村", "西岗村", "南塘村", "北塘村", "上湾村", "下湾村", "前坪村", "后坪村")


class Story:
    """The lines of a narrative, and the chance that it is made by."""

    def __init__(self, seed: str) -> None:
        self.deck = Deck(seed)
        self.lines: list[str] = []

    def say(self, template: str, due: str = "", **figures: object) -> None:
        """Add a line. `due` names those of its figures that the others give."""
        given = set(due.split())
        values = {name: f"{OPEN}{v}{SHUT}" if name in given else v for name, v in figures.items()}
        self.lines.append(template.format(**values))

    def one(self, *templates: str) -> str:
        """One of several wordings."""
        return self.deck.one(templates)

    def percent(self, part: Decimal | int, whole: Decimal | int, places: int | None = None) -> str:
        """A part of a whole in per cent, as people round it; a whole number as it is."""
        exact = Decimal(part) * 100 / Decimal(whole)
        return plain(rounded(exact, self.deck.one((2, 2, 2, 1)) if places is None else places))


def plain(value: Decimal) -> str:
    """A number without zeros at its end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class Money:
    """The money of a project, in 万元: planned, changed, arrived, spent, left."""

    def __init__(self, deck: Deck) -> None:
        self.initial = deck.money(40, 2600)
        self.carried = deck.money(3, 60) if deck.chance(0.3) else Decimal(0)
        self.added = deck.money(5, 90) if deck.chance(0.25) else Decimal(0)
        self.cut = deck.money(2, 20) if not self.added and deck.chance(0.15) else Decimal(0)
        self.planned = self.initial + self.carried + self.added - self.cut
        self.arrived = self.planned
        if deck.chance(0.15):
            self.arrived = rounded(self.planned * Decimal(deck.whole(80, 97)) / 100)
        self.left = (
            Decimal(0) if deck.chance(0.4) else rounded(self.arrived * Decimal(deck.whole(1, 12)) / 100)
        )
        self.spent = self.arrived - self.left
        self.returned = deck.cut(self.left, 0.4)[0] if self.left > 1 and deck.chance(0.3) else Decimal(0)


# ── Money ─────────────────────────────────────────────────────────────────────────────────────────────


def budget(story: Story, money: Money) -> None:
    """The budget, and how it changed."""
    if money.carried and not money.added and not money.cut:
        story.say(
            story.one(
                "上年结转{carried}万元，当年预算安排{initial}万元，全年预算{planned}万元。",
                "全年预算{planned}万元，其中：上年结转资金{carried}万元，当年财政拨款{initial}万元。",
                "2024年项目资金共{planned}万元，由上年结转{carried}万元和当年预算{initial}万元构成。",
            ),
            "planned", carried=money.carried, initial=money.initial, planned=money.planned,
        )  # fmt: skip
    elif money.added and not money.carried:
        story.say(
            story.one(
                "年初预算{initial}万元，年中追加{added}万元，调整后预算{planned}万元。",
                "该项目年初预算数{initial}万元，执行中调增{added}万元，调整后全年预算数为{planned}万元。",
                "年初安排预算{initial}万元，9月追加预算{added}万元，全年预算合计{planned}万元。",
            ),
            "planned", initial=money.initial, added=money.added, planned=money.planned,
        )  # fmt: skip
    elif money.cut and not money.carried:
        story.say(
            story.one(
                "年初预算{initial}万元，年中调减{cut}万元，调整后预算{planned}万元。",
                "年初下达{initial}万元，因压减一般性支出核减{cut}万元，实际下达预算{planned}万元。",
            ),
            "planned", initial=money.initial, cut=money.cut, planned=money.planned,
        )  # fmt: skip
    else:
        story.say(
            story.one("2024年度全年预算{planned}万元。", "项目全年预算数{planned}万元，已全部批复。"),
            planned=money.planned,
        )


def arrival(story: Story, money: Money) -> None:
    """What arrived, by source, and the rate of arrival."""
    shares = story.deck.cut(money.arrived, 0.5, 0.3)
    names = story.deck.one(
        (
            ("中央资金", "省级资金", "县级配套资金"),
            ("省级补助", "市级补助", "区级配套"),
            ("财政拨款", "单位自筹", "社会捐赠"),
        )
    )
    figures = {f"p{i}": share for i, share in enumerate(shares)} | {
        "n0": names[0],
        "n1": names[1],
        "n2": names[2],
    }
    story.say(
        story.one(
            "截至2024年12月31日，到位资金{total}万元，其中：{n0}{p0}万元，{n1}{p1}万元，{n2}{p2}万元，资金到位率{rate}%。",
            "实际到位资金{total}万元（{n0}{p0}万元、{n1}{p1}万元、{n2}{p2}万元），到位率为{rate}%。",
            "{n0}到位{p0}万元，{n1}到位{p1}万元，{n2}到位{p2}万元，合计到位{total}万元，资金到位率{rate}%。",
            "资金来源包括{n0}{p0}万元、{n1}{p1}万元和{n2}{p2}万元，共计到位{total}万元，到位率{rate}%。",
        ),
        "total rate", total=money.arrived, rate=story.percent(money.arrived, money.planned), **figures,
    )  # fmt: skip


def spending(story: Story, money: Money) -> None:
    """What was spent, by use, and the rate of execution."""
    count = story.deck.whole(2, 4)
    parts = story.deck.cut(money.spent, *([0.8 / count] * (count - 1)))
    uses = story.deck.rng.sample(USES, count)
    rate = story.percent(money.spent, money.planned)
    style = story.deck.whole(0, 3)
    if style == 0:
        story.say(
            story.one(
                "全年支出{spent}万元，预算执行率{rate}%。具体支出如下：",
                "全年实际支出{spent}万元，执行率为{rate}%，具体为：",
            ),
            "spent rate",
            spent=money.spent,
            rate=rate,
        )
        for n, (use, part) in enumerate(zip(uses, parts, strict=True), 1):
            story.say(
                "{n}.{use}{part}万元；" if n < count else "{n}.{use}{part}万元。", n=n, use=use, part=part
            )
        return
    listed = ("，", "、", "；")[style - 1].join(
        f"{use}{part}万元" for use, part in zip(uses, parts, strict=True)
    )
    story.say(
        story.one(
            "全年支出{spent}万元，其中：{listed}，预算执行率{rate}%。",
            "资金实际使用{spent}万元，主要用于{listed}。预算执行率{rate}%。",
            "项目支出{spent}万元（{listed}），预算执行率为{rate}%。",
            "累计支付{spent}万元，包括{listed}，支付率{rate}%。",
        ),
        "spent rate", spent=money.spent, listed=listed, rate=rate,
    )  # fmt: skip


def remainder(story: Story, money: Money) -> None:
    """What is left, and what becomes of it."""
    if not money.left:
        story.say(
            story.one(
                "资金无结余。",
                "年末无结转结余资金。",
                "到位资金已全部支付完毕，无结余。",
                "到位资金已全部拨付到位，未出现截留挪用。",
            )
        )
        return
    figures = {"arrived": money.arrived, "spent": money.spent, "left": money.left}
    if money.returned:
        story.say(
            story.one(
                "到位{arrived}万元，支出{spent}万元，结余{left}万元，其中财政收回{returned}万元，结转下年{kept}万元。",
                "收支相抵后结余{left}万元，上缴财政{returned}万元，其余{kept}万元结转下年使用。",
            ),
            "left kept" if money.left else "", returned=money.returned, kept=money.left - money.returned, **figures,
        )  # fmt: skip
        return
    story.say(
        story.one(
            "到位资金{arrived}万元，实际支出{spent}万元，结余{left}万元，因部分尾款未到付款节点，结转下年使用。",
            "年末结转结余{left}万元，主要原因是质保金尚未到期。",
            "剩余资金{left}万元结转下年继续使用，原因是跨年度合同按进度付款。",
            "共收到资金{arrived}万元，支出{spent}万元，结转下年{left}万元，系按合同留存的尾款。",
        ),
        "left", **figures,
    )  # fmt: skip


def benefits(story: Story) -> None:
    """People who get money: so many, so much each, together."""
    people = story.deck.draw(PEOPLE)
    count, each = story.deck.whole(20, 900), story.deck.whole(3, 60) * 50
    total = Decimal(count * each) / _TEN_THOUSAND
    style = story.deck.whole(0, 3)
    unit = "户" if people.endswith(("户", "家庭")) else "人"
    if style == 0:
        story.say(
            story.one(
                "为{count}{unit}{people}发放补助，标准为{each}元/{unit}，共计{total}万元。",
                "发放{people}补助{count}{unit}，每{unit}{each}元，合计{total}万元。",
                "{people}{count}{unit}，按每{unit}{each}元的标准发放，共发放{total}万元。",
            ),
            "total", count=count, each=each, unit=unit, people=people, total=plain(total),
        )  # fmt: skip
    elif style == 1:
        months = story.deck.whole(3, 12)
        story.say(
            story.one(
                "聘用{people}{count}人，每人每月{each}元，发放{months}个月，共计{total}元。",
                "{people}{count}名，补助标准{each}元/人·月，按{months}个月发放，合计{total}元。",
            ),
            "total", count=count, each=each, months=months, people=people, total=count * each * months,
        )  # fmt: skip
    elif style == 2:
        more, other = story.deck.whole(10, 300), story.deck.whole(3, 60) * 50
        story.say(
            story.one(
                "其中小学生{count}人、初中生{more}人，补助标准分别为小学生{each}元/人、初中生{other}元/人，共计发放{total}元。",
                "一类对象{count}人×{each}元/人，二类对象{more}人×{other}元/人，合计{total}元。",
            ),
            "total", count=count, each=each, more=more, other=other, total=count * each + more * other,
        )  # fmt: skip
    else:
        fee = story.deck.whole(20, 200) * Decimal("10")
        share = story.deck.one((40, 25, 30, 45, 50))
        story.say(
            story.one(
                "全年总保费{fee}万元，省级补贴{share}%为{part}万元。",
                "项目总投资{fee}万元，按{share}%的比例由县级配套，即{part}万元。",
            ),
            "part", fee=fee, share=share, part=plain(fee * share / 100),
        )  # fmt: skip


# ── Work ──────────────────────────────────────────────────────────────────────────────────────────────


def organisation(story: Story) -> None:
    """Meetings, villages, bodies: a number and the list of what it counts."""
    names = story.deck.rng.sample(PLACES, story.deck.whole(2, 5))
    listed = "、".join(names)
    story.say(
        story.one(
            "项目涉及{listed}{n}个村。", "项目覆盖{n}个行政村，分别为{listed}。", "实施范围为{n}个村，即{listed}。",
            "成立了由分管领导任组长的项目领导小组，先后召开推进会、调度会和验收会3次会议，覆盖{listed}等村。",
        ),
        n=len(names), listed=listed,
    )  # fmt: skip


def outputs(story: Story) -> None:
    """Indicators in sentences, goals and what was done."""
    style = story.deck.whole(0, 4)
    story.say(story.one("（一）产出指标完成情况", "1.产出指标完成情况分析。", "（1）产出指标"))
    for n, (thing, unit) in enumerate(story.deck.rng.sample(OUTPUTS, story.deck.whole(2, 4)), 1):
        target = story.deck.whole(4, 300)
        done = target if story.deck.chance(0.6) else target + story.deck.whole(0, max(1, target // 8))
        points = story.deck.one((5, 6, 8, 10))
        wordings = (
            ("{n}.数量指标：{thing}≥{target}{unit}，实际完成{done}{unit}，得{points}分。",),
            ("{thing}目标值{target}{unit}，实际完成值{done}{unit}，分值{points}分，得分{points}分。",),
            ("（{n}）{thing}：年初指标值{target}{unit}，全年实际完成{done}{unit}，完成率{rate}%。",),
            ("计划{thing}{target}{unit}，实际{thing}{done}{unit}，完成计划的{rate}%。",),
            ("{thing}{done}{unit}，达到年初设定的{target}{unit}的目标。",),
        )
        story.say(
            story.one(*wordings[style]), "rate", n=n, thing=thing, unit=unit, target=target, done=done, points=points,
            rate=story.percent(done, target),
        )  # fmt: skip
    for name in story.deck.rng.sample(RATES, 2):
        story.say(
            story.one(
                "质量指标：{name}≥95%，实际达到{value}%，得10分。",
                "{name}目标值95%，完成值{value}%，分值10分，得分10分。",
                "{name}达到{value}%，高于95%的目标。",
                "{name}{value}%。",
            ),
            name=name, value=plain(Decimal(story.deck.whole(950, 1000)) / 10),
        )  # fmt: skip


def progress(story: Story) -> None:
    """A count with its parts, or a part with its rate."""
    thing, unit = story.deck.draw(OUTPUTS)
    parts = [story.deck.whole(11, 180) for _ in range(3)]
    names = story.deck.rng.sample(PLACES, 3)
    listed = "，".join(f"{name}{part}{unit}" for name, part in zip(names, parts, strict=True))
    if story.deck.chance(0.5):
        story.say(
            story.one("全年{thing}{total}{unit}，其中：{listed}。", "{listed}，合计{thing}{total}{unit}。", "{thing}共{total}{unit}（{listed}）。"),
            "total", thing=thing, unit=unit, total=sum(parts), listed=listed,
        )  # fmt: skip
        return
    whole = story.deck.whole(60, 900)
    part = whole - story.deck.whole(0, whole // 10)
    story.say(
        story.one(
            "全年受理群众诉求{whole}件，办结{part}件，办结率{rate}%。",
            "排查安全隐患{whole}处，完成整改{part}处，整改率达到{rate}%。",
            "应发放对象{whole}户，实际发放{part}户，发放率{rate}%。",
        ),
        "rate", whole=whole, part=part, rate=story.percent(part, whole),
    )  # fmt: skip


def effects(story: Story) -> None:
    """Growth over the year before."""
    name = story.deck.draw(EFFECTS)
    unit = {"粮食总产量": "吨", "接待游客": "万人次", "新增就业": "人"}.get(name, "万元")
    before = Decimal(story.deck.whole(200, 4000)) if unit == "人" else story.deck.money(120, 3000)
    now = before + (
        story.deck.whole(10, 90) if unit == "人" else rounded(before * Decimal(story.deck.whole(2, 25)) / 100)
    )
    story.say(
        story.one(
            "{name}{now}{unit}，较上年的{before}{unit}增加{more}{unit}，增长{rate}%。",
            "{name}由上年的{before}{unit}增加到{now}{unit}，增长{rate}%。",
            "2024年{name}{now}{unit}，比上年增加{more}{unit}，增长{rate}%。",
            "2023年{name}{before}{unit}，2024年{name}{now}{unit}，同比增长{rate}%。",
        ),
        "rate", name=name, unit=unit, now=now, before=before, more=now - before, rate=story.percent(now - before, before),
    )  # fmt: skip
    story.say(
        story.one(
            "预计2025年可带动就业{n}人，力争增收{m}万元。", "项目实施后改善了{n}户群众的出行条件。",
            "2023年同类项目支出{m}万元，受益群众{n}户。", "项目持续发挥效益，有效改善了人居环境。",
        ),
        n=story.deck.whole(30, 800), m=story.deck.money(10, 90),
    )  # fmt: skip


def satisfaction(story: Story) -> None:
    """A survey and its rate."""
    whole = story.deck.whole(80, 600)
    part = whole - story.deck.whole(0, whole // 20)
    story.say(
        story.one(
            "发放调查问卷{whole}份，收回有效问卷{whole}份，满意{part}份，满意度{rate}%。",
            "满意度指标：服务对象满意度≥90%，实际满意度{rate}%（回访{whole}人，表示满意{part}人），得10分。",
            "受访群众{whole}人，其中满意{part}人，群众满意度为{rate}%，高于90%的目标。",
        ),
        "rate", whole=whole, part=part, rate=story.percent(part, whole),
    )  # fmt: skip


def ending(story: Story) -> None:
    """The score, and what is to be better."""
    story.say("五、存在问题及改进措施")
    story.say(
        story.one(
            "部分资料归档不够及时，下一步将加强档案管理。", "绩效指标设置还不够细化，将进一步完善指标体系。",
            "一是资金支付进度前低后高，二是基础资料不够完整。下一步将加强调度，规范管理。",
        )
    )  # fmt: skip


_WORK: Sequence[Callable[[Story], None]] = (organisation, benefits, progress, effects, satisfaction)


def story(seed: str) -> Story:
    """One narrative."""
    made = Story(seed)
    deck = made.deck
    name, act, thing, unit, _ = deck.draw(PROJECTS)
    town, money = deck.draw(TOWNS), Money(deck)
    unit_name = deck.one((f"{deck.one(CITIES)}{town}镇人民政府", f"{deck.one(CITIES)}{deck.one(BUREAUS)}"))
    made.say("{unit}2024年度{name}项目支出绩效自评报告", unit=unit_name, name=name)
    made.say("一、项目概况")
    made.say(
        made.one("项目主要内容为{act}{thing}{n}{unit}。", "根据工作安排，2024年实施{name}项目，{act}{thing}{n}{unit}。"),
        act=act, thing=thing, n=deck.whole(5, 300), unit=unit, name=name,
    )  # fmt: skip
    made.say("二、资金情况")
    budget(made, money)
    arrival(made, money)
    spending(made, money)
    remainder(made, money)
    made.say("三、组织实施情况")
    organisation(made)
    made.say("四、绩效目标完成情况")
    outputs(made)
    for part in deck.rng.sample(_WORK[1:], deck.whole(2, 4)):
        part(made)
    if deck.chance(0.4):
        benefits(made)
    ending(made)
    made.say(
        made.one("自评得分{n}分，自评等级为“优”。", "综合评价得分{n}分，等级为优秀。"), n=deck.whole(90, 99)
    )
    return made

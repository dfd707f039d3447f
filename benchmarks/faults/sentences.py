"""Sentences of a narrative whose figures agree. Each maker gives one or more `Line`s."""

from __future__ import annotations

from decimal import Decimal

from .deck import Deck
from .model import Line, rounded, show
from .pools import OFFICES

# Counted things of which a part was dealt with: whole, part, unit, rate.
RATIOS = (
    ("全年排查矛盾纠纷", "化解", "件", "化解率"),
    ("收到政务公开申请", "依法答复", "件", "依法答复率"),
    ("检查发现安全隐患", "完成整改", "处", "整改率"),
    ("接收热线工单", "及时回复", "件", "及时回复率"),
    ("应参加年度体检老年人", "实际参加体检", "人", "体检参加率"),
    ("抽检食品样品", "合格", "批次", "合格率"),
    ("全年受理行政审批事项", "按时办结", "件", "按时办结率"),
    ("应清运垃圾收集点", "每日清运", "个", "清运率"),
)
SURVEYS = (
    ("收回有效问卷", "表示满意的", "份", "办事群众满意度"),
    ("回访帮扶家庭", "表示满意的", "户", "帮扶家庭满意度"),
    ("走访沿街商户", "表示满意的", "家", "商户满意度"),
)
# A total with its parts: the total's words, its unit, the parts' words.
SUMS = (
    ("举办群众文化活动", "场", ("专题讲座", "广场演出", "亲子阅读")),
    ("发放宣传资料", "份", ("政策手册", "防汛明白卡", "安全提示单")),
    ("新增城镇就业", "人", ("失业人员再就业", "高校毕业生就业", "农村劳动力转移就业")),
    ("维护路灯", "盏", ("主干道路灯", "背街小巷路灯")),
    ("新增绿化面积", "平方米", ("街头绿地", "道路绿化带", "小区绿地")),
    ("接待办事群众", "人次", ("社保窗口", "医保窗口", "民政窗口", "税务窗口")),
)
# Something compared with the year before: words, unit, least, most, whether it should fall.
GROWTHS = (
    ("“三公”经费支出", "万元", 3, 30, True),
    ("办公用电支出", "万元", 4, 40, True),
    ("印刷费支出", "万元", 2, 20, True),
    ("接待游客", "万人次", 10, 80, False),
    ("农产品网络零售额", "万元", 300, 4000, False),
    ("村集体经济收入", "万元", 200, 2000, False),
)
SHARES = (
    ("政府采购合同总额", "授予中小企业", "万元"),
    ("债务化解资金", "本级财政统筹资金", "万元"),
    ("辖区耕地面积", "高标准农田面积", "亩"),
    ("设施农业用地面积", "蔬菜大棚用地", "亩"),
)
COMPARED = (
    ("城乡居民养老保险参保率", 90),
    ("适龄儿童入学率", 95),
    ("农村饮用水水质达标率", 92),
    ("生活垃圾清运覆盖率", 90),
    ("惠农政策知晓率", 85),
    ("党务公开率", 90),
)
LISTS = (
    ("重点围绕{n}项任务开展工作，分别为：{items}。", ("产业发展", "乡村建设", "基层治理", "民生保障", "生态保护", "文化惠民", "安全生产")),
    ("下设事业单位{n}个，分别为：{items}。", ("农业综合服务中心", "文化旅游服务中心", "劳动就业和社会保障服务所", "村镇建设服务中心", "综合行政执法大队")),
    ("全年召开专题会议{n}次，分别为：{items}。", ("预算编制会", "项目推进会", "安全工作会", "绩效评价会", "年终总结会")),
)  # fmt: skip
LEFT = (
    "年末结转结余{left}万元，为按合同留存的工程质量保证金。",
    "年末结转结余{left}万元，为未到付款节点的设备尾款。",
)
GROUPS = (
    "常年项目绩效分析。该类项目总数3个，涉及预算总金额{standing}万元。"
    "一次性项目绩效分析。该类项目总数2个，涉及预算总金额{single}万元。"
    "全年共有5个部门预算项目，其中一般公共预算项目3个，政府性基金预算项目2个。"
)
NONE = ("食品安全责任事故", "森林火灾事故", "重大工程质量事故", "非法集资案件", "校园安全责任事故")


def percent(part: Decimal, whole: Decimal, places: int = 2) -> str:
    """A part of a whole in per cent, rounded half up."""
    return f"{rounded(part * 100 / whole, places)}"


def ratio(deck: Deck) -> Line:
    """n of m, and the rate."""
    whole_words, part_words, unit, rate = deck.draw(RATIOS)
    whole = deck.whole(60, 900)
    part = whole - deck.whole(1, max(1, whole // 12))
    figures = {"whole": str(whole), "part": str(part), "rate": percent(Decimal(part), Decimal(whole))}
    return Line(
        "ratio", f"{whole_words}{{whole}}{unit}，{part_words}{{part}}{unit}，{rate}{{rate}}%。", figures
    )


def survey(deck: Deck) -> Line:
    """A survey, with its number of answers."""
    whole_words, part_words, unit, rate = deck.draw(SURVEYS)
    whole = deck.whole(80, 600)
    part = whole - deck.whole(1, whole // 20)
    figures = {"whole": str(whole), "part": str(part), "rate": percent(Decimal(part), Decimal(whole))}
    return Line(
        "survey", f"{whole_words}{{whole}}{unit}，{part_words}{{part}}{unit}，{rate}{{rate}}%。", figures
    )


def grim(deck: Deck) -> Line:
    """A rate of a stated number of things, of which the satisfied are not counted."""
    whole = deck.whole(20, 40)
    part = whole - deck.whole(1, 3)
    figures = {"whole": str(whole), "rate": percent(Decimal(part), Decimal(whole), 1)}
    return Line("grim", "年末向服务对象发放调查问卷{whole}份，问卷满意率{rate}%。", figures)


def total_of_parts(deck: Deck) -> Line:
    """A count and its parts, all of them named."""
    words, unit, names = deck.draw(SUMS)
    parts = [deck.whole(12, 400) for _ in names]
    figures = {"total": str(sum(parts))} | {f"part{i}": str(part) for i, part in enumerate(parts)}
    listed = "，".join(f"{name}{{part{i}}}{unit}" for i, name in enumerate(names))
    return Line("sum", f"全年共{words}{{total}}{unit}，其中：{listed}。", figures)


def growth(deck: Deck) -> Line:
    """A figure of this year and of the year before, and the rate of change."""
    words, unit, least, most, falls = deck.draw(GROWTHS)
    before = deck.money(least, most)
    now = rounded(before * Decimal(deck.whole(70, 97) if falls else deck.whole(103, 135)) / 100)
    rate = percent(abs(now - before), before)
    figures = {
        "now": f"{now:.2f}",
        "before": f"{before:.2f}",
        "rate": rate,
        "word": "下降" if falls else "增长",
    }
    text = deck.one(
        (
            f"全年{words}{{now}}{unit}，上年为{{before}}{unit}，{{word}}{{rate}}%。",
            f"全年{words}{{now}}{unit}，比上年的{{before}}{unit}{{word}}{{rate}}%。",
        )
    )
    return Line("growth", text, figures)


def share(deck: Deck) -> Line:
    """A part, the whole that it belongs to, and its share."""
    whole_words, part_words, unit = deck.draw(SHARES)
    whole = deck.money(80, 900)
    part = rounded(whole * Decimal(deck.whole(45, 92)) / 100 + Decimal("0.13"))
    figures = {"whole": f"{whole:.2f}", "part": f"{part:.2f}", "share": percent(part, whole)}
    text = f"{whole_words}{{whole}}{unit}，其中{part_words}{{part}}{unit}，占{whole_words}的{{share}}%。"
    return Line("share", text, figures)


def comparison(deck: Deck) -> Line:
    """A rate and the target that it is above."""
    words, least = deck.draw(COMPARED)
    target = Decimal(least)
    figures = {"value": show(target + Decimal(deck.whole(5, 45)) / 10), "target": show(target)}
    return Line("comparison", f"{words}{{value}}%，{{word}}{{target}}%的目标。", figures | {"word": "高于"})


def counted_list(deck: Deck) -> Line:
    """A number of things and their names."""
    text, names = deck.draw(LISTS)
    items = deck.rng.sample(names, deck.whole(3, len(names)))
    return Line("list", text, {"n": str(len(items)), "items": "、".join(items)})


def nothing(deck: Deck) -> Line:
    """A thing that did not happen."""
    return Line("zero", "全年未发生{thing}。", {"thing": deck.draw(NONE)})


def offices(deck: Deck) -> Line:
    """The offices of the unit."""
    names = deck.rng.sample(OFFICES, deck.whole(3, 7))
    return Line("list", "内设机构{n}个，即：{items}。", {"n": str(len(names)), "items": "、".join(names)})


def staff(deck: Deck) -> Line:
    """The posts of the unit by kind."""
    parts = [deck.whole(9, 40), deck.whole(8, 40), deck.whole(1, 4)]
    figures = {"total": str(sum(parts))} | {f"part{i}": str(part) for i, part in enumerate(parts)}
    text = "核定编制{total}名，其中：行政编制{part0}名，事业编制{part1}名，工勤编制{part2}名。"
    return Line("sum", text, figures)


def budget(deck: Deck) -> list[Line]:
    """The year's budget and spending: additions, parts, shares, rate, what is left, and at times its projects."""
    initial, added = deck.money(400, 4000), deck.money(20, 300)
    adjusted = initial + added
    left = rounded(adjusted * Decimal(deck.whole(10, 80)) / 1000) if deck.chance(0.8) else Decimal(0)
    spent = adjusted - left
    rate = percent(spent, adjusted)
    base, project = deck.cut(spent, 0.66)
    people, office = deck.cut(base, 0.88)
    standing, single = deck.cut(project, 0.7)
    money = {
        "initial": initial, "added": added, "adjusted": adjusted, "spent": spent, "base": base,
        "project": project, "people": people, "office": office, "left": left,
        "standing": standing, "single": single,
    }  # fmt: skip
    figures = {name: f"{value:.2f}" for name, value in money.items()}
    figures |= {"rate": rate, "base_share": percent(base, spent), "project_share": percent(project, spent)}

    def line(key: str, text: str) -> Line:
        return Line(key, text, {name: value for name, value in figures.items() if f"{{{name}}}" in text})

    return [
        line("adjustment", "年初预算{initial}万元，年中追加{added}万元，调整后预算{adjusted}万元。"),
        line("spending", "全年支出{spent}万元，预算执行率{rate}%。"),
        line(
            "shares",
            "全年支出{spent}万元，其中：基本支出{base}万元，占{base_share}%；项目支出{project}万元，占{project_share}%。",
        ),
        line("sum", "基本支出{base}万元，其中：人员经费{people}万元，公用经费{office}万元。"),
        *(
            [line("left", deck.one(LEFT))]
            if left
            else [line("nothing left", "年末无结转结余。"), line("projects", GROUPS)]
        ),
    ]


MAKERS = (ratio, survey, total_of_parts, growth, share, comparison, counted_list, nothing)

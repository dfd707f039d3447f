"""The head of a report: its title, the year that it is of, the unit that reports."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from msgspec import Struct

from auditor.model.place import Place
from auditor.patterns import HAN, Pattern
from auditor.quantity import squeeze
from auditor.recognition.forms.grid import Content
from auditor.recognition.passages import Passage

# Goals that are only planned (绩效目标申报表), projects assessed beforehand and the indicators to judge by are none.
_TITLE = Pattern(
    r"^(?!.*事前).*(?:绩效.{0,12}(?:自评|自我评价|评价(?!指标|标准|办法|方案))|绩效目标.{0,6}(?:完成|实现|下达)|自评|部门评价报告)"
)
_TITLE_END = Pattern(r"(?:报告|表|情况|总结|说明|材料|结果|得分)(?:[(（].{0,20}[)）])?(?:篇?\d{1,2})?$")
_TITLE_LENGTH = 60
_WHOLE_TITLE = 8
NEAR_TOP = 20
"""How many passages make the top of a report."""
# A year with a month is a date: of a signature, a notice, a project's begin.
_YEAR = Pattern(r"(20\d\d)年(?!\d{1,2}月)", needs="年")
_ORGANISATION_END = (
    r"(?:人民政府|办事处|委员会|管委会|办公室|[局委办院校馆所站队团会厅部园]|中心|公司|集团|医院|学校|幼儿园)"
)
_ORGANISATION_LAST = "府处会室局委办院校馆所站队团厅部园心司"
_ORGANISATION = Pattern(
    rf"^((?:{HAN}|[（）()]){{3,40}}?{_ORGANISATION_END})(?:部门|本级|机关)?(?:编制|填报)?(?:[(（]盖章[)）])?$",
    needs=_ORGANISATION_LAST,
)
_IN_TITLE = Pattern(
    rf"^(?:关于)?((?:{HAN}|[（）()]){{3,40}}{_ORGANISATION_END})(?:关于)?(?=20\d\d|部门|整体|项目)",
    needs=_ORGANISATION_LAST,
)
_NAMED = Pattern(
    r"^(?:部门|单位|填报单位|编制单位|报告单位|自评单位|被评价单位)(?:名称)?(?:[(（]盖章[)）])?[:：]\s*([^\s\d，。；:：]{3,40})",
    needs=":：",
)


class Head(Struct, frozen=True):
    """Title, year and unit; empty or None where the report does not say. `place` is the title's, or the first text's."""

    title: str
    year: int | None
    organisation: str
    place: Place | None


def read(passages: Sequence[Passage], contents: Sequence[Content]) -> Head:
    """The head of a report, from the text at its top and from its tables."""
    top = passages[:NEAR_TOP]
    near = [p.text for p in top]
    titles = [t for t in near if is_title(t)] + [t for c in contents for t in c.titles]
    title = next((t for t in titles if len(t) >= _WHOLE_TITLE), titles[0] if titles else "")
    heads = [h for c in contents for h in c.heads]
    texts = [squeeze(text) for text in (title, *titles, *heads, *near)]
    years = (m for text in texts if (m := _YEAR.search(text)))
    year = next((int(m[1]) for m in years), None)
    first = [*top, *(Passage(t.title, t.place) for c in contents for t in c.tables)]
    place = next((p.place for p in first if p.text == title), first[0].place if first else None)
    return Head(squeeze(title), year, _organisation(title, near, contents), place)


def is_title(text: str) -> bool:
    """Whether a text is the title of a self-evaluation."""
    if len(text) > _TITLE_LENGTH:
        return False
    bare = squeeze(text)
    return bool(_TITLE.search(bare) and _TITLE_END.search(bare))


def unit_alone(text: str) -> str:
    """The unit whose name is all that a line of a cover or a signature says; empty when there is none."""
    match = _ORGANISATION.match(squeeze(text))
    return match[1] if match else ""


def unit_in_title(title: str) -> str:
    """The unit that a title names; empty when it names none."""
    match = _IN_TITLE.match(squeeze(title))
    return match[1] if match else ""


def unit_named(text: str) -> str:
    """The unit that a line names as the one that reports (单位名称：…); empty when it does not."""
    match = _NAMED.match(text)
    return match[1] if match else ""


def _organisation(title: str, near: list[str], contents: Sequence[Content]) -> str:
    named = next((c.organisation for c in contents if c.organisation), "")
    if named:
        return named
    heads = (h for c in contents for h in c.heads)
    if found := next(filter(None, map(unit_named, chain(near, heads))), "") or unit_in_title(title):
        return found
    before = near[: near.index(title)] if title in near else []
    return next(filter(None, map(unit_alone, reversed(before))), "")

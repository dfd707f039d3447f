"""The words that several outputs share: where something stands, what a run came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from auditor.document import Location
from auditor.finding import Confidence, Finding, Severity, Verdict
from auditor.outcome import Acceptance, Accepted, Audit, Status, Tally
from auditor.places import named
from auditor.words import NOTHING, Words

LINE_FORMATS = frozenset(["text", "markdown", "html", "csv"])

_UNRECOGNISED = Words("未识别为绩效自评报告", "not recognised as a self-evaluation report")
_NOTHING_RECOMPUTED = Words("没有复算任何数字", "nothing recomputed")
_PROBLEMS: dict[Status, Words] = {
    "not_understood": Words("未能读懂：{reason}", "not understood: {reason}"),
    "unreadable": Words("无法读取：{reason}", "unreadable: {reason}"),
    "failed": Words("审核出错：{reason}", "failed: {reason}"),
    "not_audited": Words("未审核：{reason}", "not audited: {reason}"),
}
_CLEAN = Words("未发现问题", "no findings")

SEVERITY = {
    Severity.ERROR: Words("错误", "error"),
    Severity.WARNING: Words("警告", "warning"),
    Severity.INFO: Words("提示", "info"),
}
STATUS: dict[Status, Words] = {
    "audited": Words("已审核", "audited"),
    "not_understood": Words("未能读懂", "not understood"),
    "unrecognised": Words("未识别", "unrecognised"),
    "unreadable": Words("无法读取", "unreadable"),
    "failed": Words("审核出错", "failed"),
    "not_audited": Words("未审核", "not audited"),
}
WORKING = Words("算式", "working")
BASIS = Words("依据", "basis")
EXPECTED = Words("应为", "expected")
RELATED = Words("相关", "see also")
ALIKE = Words("另有", "also")
GRAVE = (
    Words("影响", "effect"),
    Words("更正后会改变报告的结论", "correcting it changes what the report concludes"),
)
SURENESS = Words("可信度", "confidence")
CONFIDENCE = {
    Confidence.CERTAIN: Words("高", "certain"),
    Confidence.LIKELY: Words("较高", "likely"),
    Confidence.POSSIBLE: Words("一般", "possible"),
}
VERDICT = {
    Verdict.VERIFIED: Words("复算相符", "verified"),
    Verdict.WITHIN_ROUNDING: Words("四舍五入误差内", "within rounding"),
    Verdict.CONSISTENT: Words("相符但不足为证", "consistent"),
    Verdict.INCONSISTENT: Words("不一致", "inconsistent"),
    Verdict.NOT_VERIFIABLE: Words("无法复算", "not verifiable"),
}


def called(rule: str, title: Words) -> Words:
    """What a rule is called: its title in Chinese, in English the name by which it is selected."""
    return Words(title.zh or rule, rule)


_FIGURES = (Words("{n}个数字", "{n} figure"), Words("{n}个数字", "{n} figures"))
_FILES = (Words("{n}个文件", "{n} file"), Words("{n}个文件", "{n} files"))
_SEVERITIES = {
    Severity.ERROR: (Words("{n}个错误", "{n} error"), Words("{n}个错误", "{n} errors")),
    Severity.WARNING: (Words("{n}个警告", "{n} warning"), Words("{n}个警告", "{n} warnings")),
    Severity.INFO: (Words("{n}个提示", "{n} info"), Words("{n}个提示", "{n} infos")),
}
_VERDICT = Words("{n}个{verdict}", "{n} {verdict}")
_STATUSES: dict[Status, Words] = {
    "audited": Words("审核{n}个", "{n} audited"),
    "not_understood": Words("未能读懂{n}个", "{n} not understood"),
    "unrecognised": Words("未识别{n}个", "{n} unrecognised"),
    "unreadable": Words("无法读取{n}个", "{n} unreadable"),
    "failed": Words("审核出错{n}个", "{n} failed"),
    "not_audited": Words("未审核{n}个", "{n} not audited"),
}
_EXCUSED = Words("{words}（已接受{by}）", "{words} (accepted{by})")
_ACCEPTED = Words("已接受 {code} {message}{by}", "accepted {code} {message}{by}")
_ALL_ACCEPTED = Words("除已接受的{n}个外没有问题", "no findings but {n} accepted")
_ACCEPTED_BESIDE = Words("；另有已接受的{n}个", "; {n} more accepted")
_PASSED_OVER = Words("另略过{n}个非报告文件", "{n} other files passed over")
_NONE_AUDITED = Words("没有审核任何报告", "no report was audited")
_UNPROVED = Words("其中{n}个没有复算任何数字", "nothing recomputed in {n} of them")
_INTERRUPTED = Words("运行被中断，结果不完整", "interrupted: the results are not complete")
_ONLY_HIDDEN = (
    Words("{n}个问题未达到所设级别，未列出", "{n} finding, below the level asked for, is not listed"),
    Words("{n}个问题未达到所设级别，未列出", "{n} findings, below the level asked for, are not listed"),
)
_HIDDEN = Words("（另有{n}个未达到所设级别，未列出）", " ({n} more below the level asked for)")
_GROUPED = Words("{total}：{parts}", "{total}: {parts}")


class Remark(Struct, frozen=True):
    """What must be said of a file beside its findings: its status, or `nothing_recomputed`, in words.

    `grave`: somebody should see to it.
    """

    name: str
    words: Words
    grave: bool


def remark(audit: Audit) -> Remark | None:
    """Why the findings of a file are not all that there is to say; None when it was audited and figures recomputed."""
    if audit.problem is not None:
        words = _PROBLEMS[audit.problem].format(reason=audit.error or NOTHING)
        if audit.excused is not None:
            words = _EXCUSED.format(words=words, by=by(audit.excused))
        return Remark(audit.problem, words, grave=audit.excused is None)
    if audit.status == "unrecognised":
        return Remark(audit.status, _UNRECOGNISED, grave=False)
    if not audit.recomputed:
        return Remark("nothing_recomputed", coverage(audit.result.coverage), grave=False)
    return None


def by(acceptance: Acceptance) -> Words:
    """Who accepted something and why, after a colon; nothing where neither is known."""
    said = "，".join(filter(None, (acceptance.reviewer, acceptance.reason)))
    return Words(f"：{said}", f": {said.replace('，', ', ', 1)}") if said else NOTHING


def accepted(one: Accepted) -> Words:
    """An accepted finding in a line."""
    finding = one.finding
    return _ACCEPTED.format(code=finding.code, message=finding.message, by=by(one.acceptance))


def listed(parts: Iterable[Words]) -> Words:
    """Parts with commas between them."""
    parts = tuple(parts)
    return Words("，".join(p.zh for p in parts), ", ".join(p.en for p in parts))


def counted(n: int, forms: tuple[Words, Words]) -> Words:
    """A number with its noun, in the singular or the plural."""
    return forms[n != 1].format(n=n)


def coverage(verdicts: Counter[Verdict]) -> Words:
    """“41 figures: 36 verified, 2 within rounding, 1 inconsistent, 2 not verifiable”."""
    if not verdicts.total():
        return _NOTHING_RECOMPUTED
    parts = listed(
        _VERDICT.format(n=verdicts[v], verdict=words) for v, words in VERDICT.items() if verdicts[v]
    )
    figures = _GROUPED.format(total=counted(verdicts.total(), _FIGURES), parts=parts)
    if verdicts.total() > verdicts[Verdict.NOT_VERIFIABLE]:
        return figures
    return _GROUPED.format(total=_NOTHING_RECOMPUTED, parts=figures)


def summary(tally: Tally) -> tuple[Words, ...]:
    """A line of files by status; where any was understood, one of findings by severity and one of coverage."""
    parts = [w.format(n=tally.statuses[s]) for s, w in _STATUSES.items() if tally.statuses[s]]
    if tally.unproved:
        parts.insert(1, _UNPROVED.format(n=tally.unproved))
    if tally.passed_over:
        parts.append(_PASSED_OVER.format(n=len(tally.passed_over)))
    files = counted(tally.statuses.total(), _FILES)
    if parts:
        files = _GROUPED.format(total=files, parts=listed(parts))
    lines = [files]
    if not tally.statuses["audited"]:
        lines.append(_NONE_AUDITED)
    if tally.statuses["audited"] or tally.coverage or tally.severities:
        lines += [findings(tally), coverage(tally.coverage)]
    if tally.interrupted:
        lines.append(_INTERRUPTED)
    return tuple(lines)


def findings(tally: Tally) -> Words:
    """“4 errors, 1 warning”, and how many are not among them."""
    found = listed(
        counted(tally.severities[s], forms) for s, forms in _SEVERITIES.items() if tally.severities[s]
    )
    if not found.zh:
        return clean(tally.hidden, tally.accepted)
    if tally.accepted:
        beside = _ACCEPTED_BESIDE.format(n=tally.accepted)
        found = Words(found.zh + beside.zh, found.en + beside.en)
    hidden = _HIDDEN.format(n=tally.hidden) if tally.hidden else NOTHING
    return Words("{found}{hidden}", "{found}{hidden}").format(found=found, hidden=hidden)


def clean(hidden: int, accepted: int = 0) -> Words:
    """What is said where no finding is listed: that there is none, or how many are left out."""
    if accepted and not hidden:
        return _ALL_ACCEPTED.format(n=accepted)
    return counted(hidden, _ONLY_HIDDEN) if hidden else _CLEAN


def where(at: Location, format: str | None) -> Words:
    """The concrete location in a few words: page, sheet and cell, or line; empty when there is none."""
    at = at.printed
    parts = []
    if at.sheet is not None:
        parts.append(Words(f"工作表“{at.sheet}”", f'sheet "{at.sheet}"'))
    if at.cell is not None:
        parts.append(Words(at.cell, at.cell))
    if at.page is not None:
        parts.append(Words(f"第{at.page}页", f"page {at.page}"))
    if at.line is not None and format in LINE_FORMATS:
        parts.append(Words(f"第{at.line}行", f"line {at.line}"))
    elif at.line is not None and not parts and at.table is None:
        parts.append(Words(f"第{at.line}段", f"paragraph {at.line}"))
    return listed(parts)


def line(at: Location, format: str | None) -> int | None:
    """The line of a text file; None where files have no lines."""
    return at.line if format in LINE_FORMATS else None


def ordinal(at: Location) -> int:
    """The line, or what comes nearest to one: the spreadsheet row, the page, the paragraph, the table row."""
    if at.cell is not None:
        return int("".join(filter(str.isdigit, at.cell)) or 1)
    if at.page is not None:
        return at.page
    return at.line or at.row or 1


def located(finding: Finding, format: str | None) -> Words:
    """The message; behind it in brackets, where a line does not tell it, the place."""
    if format in LINE_FORMATS:
        return finding.message
    place = named(finding.place) if finding.place.route else where(finding.place.location, format)
    return (
        Words("{message} [{place}]", "{message} [{place}]").format(message=finding.message, place=place)
        if place.zh
        else finding.message
    )

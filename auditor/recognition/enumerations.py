"""Enumerations: the numbers in front of paragraphs, and those of lists inside one paragraph or cell.

A number belongs to the list that waits for it; lists open inside one another, and a list ends when one
around it goes on. Only a number that no open list waits for is left to be found wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from auditor.model.text import Mark, Sequence
from auditor.patterns import Pattern
from auditor.quantity import chinese_number
from auditor.recognition.passages import Passage, level

_FEWEST = 3
_MOST = 60
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CHINESE = "一二三四五六七八九十"
# A digit behind the mark makes it a decimal or a pair (3、4号), unless a calendar year begins there.
_ALONE = r"(?:(?!\d)|(?=(?:19|20)\d\d年))"

# A style, its pattern on levelled text, and its family: styles of one family may mix in one list.
_STYLES = (
    ("1.", rf"(\d{{1,2}})\.{_ALONE}", "1"),
    ("1、", rf"(\d{{1,2}})、{_ALONE}", "1"),
    ("1)", r"(\d{1,2})\)", "1"),
    ("(1)", r"\((\d{1,2})\)", "("),
    ("(一)", rf"\(([{_CHINESE}]{{1,3}})\)", "("),
    ("一、", rf"([{_CHINESE}]{{1,3}})、(?![{_CHINESE}])", "一"),
    ("一是", rf"([{_CHINESE}]{{1,2}})是", "是"),
    ("第一", rf"第([{_CHINESE}]{{1,2}})[,，、]", "第"),
    ("①", rf"([{_CIRCLED}])", "①"),
)
_MARK = Pattern(
    rf"(?:^|(?<=[。；;，,:!?、\s]))(?:{'|'.join(pattern for _, pattern, _ in _STYLES)})",
    needs=f".、)是第{_CIRCLED}",
)
_CHAPTER = "一、"
# The number of a heading that a lost line break has joined to the words before it (按期完成四、评价结论).
_RUN_ON = Pattern(rf"([{_CHINESE}]{{1,3}})、(?![{_CHINESE}])|\(([{_CHINESE}]{{1,3}})\)", needs="、)")
_FAMILY = {style: family for style, _, family in _STYLES}
_JUNK = Pattern(r"\s*(?:\[bookmark:[^\]]{0,80}\]\s*|#{1,6}\s+|\*\*|[-•·]\s+)*")


def read(passages: Iterable[Passage]) -> tuple[Sequence, ...]:
    """The enumerations of the passages: those of headings first, then those inside paragraphs and cells.

    A number inside a paragraph or cell that is no list there fills a gap between headings, or begins the list that
    a heading goes on with, but makes no gap. Where a chapter's number (二、) stands inside a paragraph, line breaks
    were lost, and headings with them.
    """
    headings: list[tuple[Mark, bool]] = []
    inside: list[Sequence] = []
    broken = False
    for passage in passages:
        marks, leading = _marks(passage)
        inline = [s for s in _lists((m, True) for m in marks) if s[0].value == 1 and len(s) >= _FEWEST]
        inside += (Sequence(tuple(_filled(s)), inline=True) for s in inline)
        listed = {id(m) for s in inline for m in s}
        prose = passage.place.location.table is None
        headings += ((m, prose and leading and n == 0) for n, m in enumerate(marks) if id(m) not in listed)
        headings += ((m, False) for m in _run_on(passage))
        later = (m for n, m in enumerate(marks) if (n or not leading) and id(m) not in listed)
        broken = broken or (prose and any(m.style == _CHAPTER and m.value > 1 for m in later))
    if broken:
        return tuple(inside)
    return (*(Sequence(tuple(s)) for s in _lists(headings) if len(s) > 1), *inside)


def _marks(passage: Passage) -> tuple[list[Mark], bool]:
    """The marks of a text, each behind a separator, and whether the first one stands at its start."""
    text = level(passage.text)
    junk = _JUNK.match(text)
    start = junk.end() if junk else 0
    text = " " * start + text[start:]
    marks = []
    for match in _MARK.finditer(text):
        group = match.lastindex
        assert group is not None
        value = _value(match[group])
        if value is not None and value <= _MOST:
            left = match.start()
            place = replace(passage.place, text=passage.text, span=(left, match.end()))
            marks.append(Mark(_STYLES[group - 1][0], value, place))
    first = marks[0].place.span if marks else None
    return marks, first is not None and not text[: first[0]].strip()


def _run_on(passage: Passage) -> Iterator[Mark]:
    """The numbers behind a word, with neither a stop nor a space between."""
    text = level(passage.text)
    for match in _RUN_ON.finditer(text):
        value = chinese_number(match[1] or match[2])
        before = text[match.start() - 1 : match.start()]
        if value is not None and value <= _MOST and before.isalpha() and before not in f"{_CHINESE}第":
            place = replace(passage.place, text=passage.text, span=match.span())
            yield Mark("一、" if match[1] else "(一)", value, place)


def _value(digits: str) -> int | None:
    if digits in _CIRCLED:
        return _CIRCLED.index(digits) + 1
    return int(digits) if digits.isdecimal() else chinese_number(digits)


def _filled(marks: Iterable[Mark]) -> Iterator[Mark]:
    """The marks of a list, with those that are there in another style (“6、…7，…8、”)."""
    last: Mark | None = None
    for mark in marks:
        for value in range(last.value + 1, mark.value) if last else ():
            assert last and last.place.span and mark.place.span
            gap = level(mark.place.text)[last.place.span[1] : mark.place.span[0]]
            if re.search(rf"(?<!\d){value}\s*[、.,，:)](?!\d)", gap):
                yield replace(mark, value=value)
        yield mark
        last = mark


class _Open(Struct):
    """A list that may go on: its marks so far, and numbers seen since that might have been its own."""

    marks: list[Mark] = []
    spare: dict[int, Mark] = {}

    @property
    def last(self) -> Mark:
        return self.marks[-1]

    def anew(self, mark: Mark) -> _Open | None:
        """The list that spare numbers have begun since, if the mark goes on with it and not with this one."""
        before = range(1, mark.value)
        if not before or mark.value > self.last.value or not all(v in self.spare for v in before):
            return None
        return _Open([*(self.spare[v] for v in before), mark])

    def add(self, mark: Mark) -> None:
        """Append a mark, behind the spare ones that lead up to it."""
        if mark.value > self.last.value + 1:
            missing = range(self.last.value + 1, mark.value)
            self.marks += (self.spare[v] for v in missing if v in self.spare)
        self.marks.append(mark)
        self.spare.clear()


def _lists(marks: Iterable[tuple[Mark, bool]]) -> list[list[Mark]]:
    """Marks sorted into lists, outer ones around inner ones; one that is not sure is only spare."""
    stack: list[_Open] = []
    every: list[_Open] = []
    for mark, sure in marks:
        if not sure:
            for open_list in stack:
                if _FAMILY[open_list.last.style] == _FAMILY[mark.style]:
                    open_list.spare[mark.value] = mark
            continue
        depth = _waiting(stack, mark)
        if depth is None:
            stack.append(_Open([mark]))
            every.append(stack[-1])
            continue
        del stack[depth + 1 :]
        if begun := stack[depth].anew(mark):
            stack[depth] = begun
            every.append(begun)
        else:
            stack[depth].add(mark)
    return [o.marks for o in every]


def _waiting(stack: list[_Open], mark: Mark) -> int | None:
    """The depth of the list that a mark goes on with: the innermost that waits for its value.

    Its own style first, then its family. A 1 opens a new list inside what is open, or in place of one of
    its own style. A number that nothing waits for belongs to the list of its style, as a gap or a repeat.
    """
    innermost = range(len(stack) - 1, -1, -1)
    alike: tuple[Callable[[str], str], ...] = (str, _FAMILY.__getitem__)
    for key in alike:
        for depth in innermost:
            last = stack[depth].last
            if key(last.style) == key(mark.style) and mark.value == last.value + 1:
                return depth
    own = next((d for d in innermost if stack[d].last.style == mark.style), None)
    if mark.value != 1:
        return own
    if own is not None:
        del stack[own:]
    return None

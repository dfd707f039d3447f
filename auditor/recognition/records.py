"""Which form record fits a form, and the roles that it gives to words which other forms read otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from auditor.lexicon import load
from auditor.lexicon.own import added
from auditor.lexicon.records import ROOM, SHOWN_BY, TITLE, TITLES, sections
from auditor.model.form import FormRecord, FundsRow, IndicatorTable, Role
from auditor.quantity import squeeze
from auditor.recognition.forms.roles import Header, folded, label, role_of
from auditor.words import Words

_INDICATOR = "indicator"
_FIRST = -1
_TITLE = Words("标题有“{word}”", "its title says “{word}”")
_LAYOUT = Words("由版式识别", "told from its layout")
_HEADERS = Words("有“{names}”栏", "it has columns “{names}”")


class _Record(Struct, frozen=True):
    """A form record. `words` are its roles of indicators, `otherwise` those that the shared vocabulary has otherwise."""

    name: str
    title: Words
    titles: tuple[str, ...]
    marks: frozenset[str]
    words: dict[str, Role]
    otherwise: dict[str, Role]
    own: bool

    def fits(self, headers: Collection[str], title: str | None = None) -> bool:
        """Whether a form shows the record: all its marks, or where it names none, any of its words."""
        if title is not None and self.titles and not any(word in title for word in self.titles):
            return False
        if self.marks:
            return self.marks.issubset(headers)
        return bool(self.titles and title) or not self.words.keys().isdisjoint(headers)


@cache
def _known() -> tuple[_Record, ...]:
    """All records, a user's own first, then those with most marks."""
    made = [_record(name, entry) for name, entry in load(ROOM).items()]
    return tuple(sorted(made, key=lambda r: (not r.own, -len(r.marks) - bool(r.titles), r.name)))


def _record(name: str, entry: Mapping[str, Any]) -> _Record:
    title = entry.get(TITLE) or name
    said = (
        Words(title, title)
        if isinstance(title, str)
        else Words(*(title.get(lang) or name for lang in ("zh", "en")))
    )
    words = {squeeze(w): Role(role) for role, ws in sections(entry).get(_INDICATOR, {}).items() for w in ws}
    otherwise = {
        word: role
        for word, role in words.items()
        if (known := role_of(word, _INDICATOR)) is not None and known[0] is not role
    }
    marks = frozenset(map(squeeze, entry.get(SHOWN_BY, ())))
    return _Record(name, said, tuple(entry.get(TITLES, ())), marks, words, otherwise, name in added(ROOM))


def shown(
    title: str, tables: Sequence[IndicatorTable], funds: Sequence[FundsRow], layout: str | None = None
) -> FormRecord | None:
    """The record that a form shows, or that of the layout that it was read by."""
    headers = _labels(text for table in tables for _, text in table.headers)
    headers |= _labels(text for row in funds if row.place.row for text in row.place.row.headers)
    titles = " ".join((title, *(table.title for table in tables)))
    found = next((r for r in _known() if r.name == layout or (not layout and r.fits(headers, titles))), None)
    if found is None:
        return None
    return FormRecord(found.name, found.title, _LAYOUT if layout else _why(found, titles, headers))


def _why(record: _Record, title: str, headers: set[str]) -> Words:
    said = [_TITLE.format(word=word) for word in record.titles if word in title][:1]
    if names := record.marks or record.words.keys() & headers:
        said.append(_HEADERS.format(names="、".join(sorted(names))))
    return Words("，".join(w.zh for w in said), ", ".join(w.en for w in said))


def settled(header: Header) -> Header:
    """A header whose words have the roles that its form's record gives them.

    Of two columns of one role the record's is it; a column that its neighbours gave another role keeps that, unless
    the record says what all other forms do not.
    """
    labels = _labels(header.texts)
    record = next((r for r in _known() if r.words and r.fits(labels)), None)
    if record is None:
        return header
    named = {i: w for i, t in enumerate(header.texts) if t and (w := label(t)) in record.words}
    moved = {i: record.words[w] for i, w in named.items() if header.roles[i] is None or w in record.otherwise}
    if all(header.roles[i] is role for i, role in moved.items()):
        return header
    touched = {*moved.values(), *(role for i in moved if (role := header.roles[i]) is not None)}
    columns = {role: at for role, at in header.columns.items() if role not in touched}
    for role in touched:
        ranks = {i: _rank(i, text, role, moved) for i, text in enumerate(header.texts)}
        claims = {i: rank for i, rank in ranks.items() if rank is not None}
        if claims:
            columns[role] = tuple(i for i, rank in claims.items() if rank == min(claims.values()))
    roles: list[Role | None] = [None] * len(header.texts)
    for role, at in columns.items():
        for index in at:
            roles[index] = role
    return replace(
        header, columns=columns, roles=tuple(roles), spare=tuple(i for i in header.spare if i not in moved)
    )


def _rank(index: int, text: str, role: Role, moved: Mapping[int, Role]) -> int | None:
    """How well a column's words say that it has a role; None where they say something else."""
    if index in moved:
        return _FIRST if moved[index] is role else None
    known = role_of(text, _INDICATOR)
    return known[1] if known is not None and known[0] is role else None


def _labels(texts: Iterable[str]) -> set[str]:
    return {form for text in texts if text for form in (label(text), folded(text))}

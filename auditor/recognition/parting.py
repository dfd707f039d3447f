"""Several reports in one file: annexes with forms of many projects, a unit's form with those of its projects.

A file is parted where the forms in it name different projects, each form with the title above it. What stands before
the first of them, or names no project, stays together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from auditor.document import Block, Cell, Document, Paragraph, Table
from auditor.lexicon import load
from auditor.model.form import Role
from auditor.quantity import squeeze
from auditor.recognition import placeholders
from auditor.recognition.forms.roles import inferred, is_label, role_of
from auditor.recognition.values import tidy

_TITLE_LENGTH = 60
# So many short paragraphs above a form may belong to its head.
_REACH = 6
_FEWEST_FORM_ROWS = 3
_WHOLE = "整体"
_FORM_WORDS = frozenset([Role.TARGET, Role.COMPLETION, Role.SCORE, Role.WEIGHT, Role.NAME])
_MONEY_WORDS = frozenset([Role.INITIAL, Role.ADJUSTED, Role.EXECUTED, Role.RATE])


class Piece(Struct, frozen=True):
    """A block, or the rows of a table that are one form, with what it is the form of; empty when it does not say."""

    block: Block
    subject: str


def parted(document: Document) -> list[Document]:
    """The document as one part a report; the document alone when all of it is of one."""
    pieces = [piece for block in document.blocks for piece in _pieces(block)]
    subjects = {p.subject for p in pieces if p.subject}
    if len(subjects) < 2 and not (subjects and _beside_a_whole(pieces)):
        return [document]
    parts: dict[str, list[Block]] = {}
    current = ""
    pending: list[Block] = []
    for piece in pieces:
        if isinstance(piece.block, Paragraph):
            pending.append(piece.block)
            continue
        subject = piece.subject or (_WHOLE if _titled_whole(pending) else "")
        if subject and subject != current:
            head = _head(pending)
            parts.setdefault(current, []).extend(pending[: len(pending) - head])
            pending = pending[len(pending) - head :]
            current = subject
        parts.setdefault(current, []).extend([*pending, piece.block])
        pending = []
    parts.setdefault(current, []).extend(pending)
    return [_document(document, blocks) for blocks in parts.values() if blocks]


def other_kind(title: str) -> str:
    """Which other kind of form a title names (monitoring, declaration of targets, …); empty when it names none."""
    bare = squeeze(title)
    kinds: dict[str, list[str]] = load("headers")["kinds"]
    if any(word in bare for word in kinds["own"]):
        return ""
    return next(
        (kind for kind, words in kinds.items() if kind != "own" and any(w in bare for w in words)), ""
    )


def _beside_a_whole(pieces: Sequence[Piece]) -> bool:
    """Whether the form of a whole unit stands beside that of a project."""
    pending: list[Block] = []
    for piece in pieces:
        if isinstance(piece.block, Paragraph):
            pending.append(piece.block)
        elif piece.subject:
            pending = []
        elif _titled_whole(pending) and _is_form(_rows(piece.block)):
            return True
        else:
            pending = []
    return False


def _pieces(block: Block) -> Iterator[Piece]:
    """A block, or a table that holds forms of several projects parted at their heads."""
    if isinstance(block, Paragraph):
        yield Piece(block, "")
        return
    rows = _rows(block)
    heads = [(n, subject) for n, row in enumerate(rows) if (subject := _project(row))]
    starts = [(_start(rows, n), subject) for n, subject in _changes(heads)]
    if len(starts) < 2:
        subject = heads[0][1] if heads and _is_form(rows) else ""
        yield Piece(block, subject)
        return
    ends = [start for start, _ in starts[1:]] + [len(rows)]
    for n, ((start, subject), end) in enumerate(zip(starts, ends, strict=True)):
        cells = tuple(c for row in rows[0 if n == 0 else start : end] for c in row)
        yield Piece(replace(block, cells=cells), subject if _is_form(rows[start:end]) else "")


def _rows(table: Table) -> list[list[Cell]]:
    """The cells of each row that begin in it."""
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
    return [sorted(rows[number], key=lambda c: c.column) for number in sorted(rows)]


def _project(row: Sequence[Cell]) -> str:
    """The project that a row of a form's head names."""
    filled = [c for c in row if c.text.strip()]
    for before, cell in pairwise(filled):
        if is_label(before.text, "project") and before is filled[0] and not _is_word(cell.text):
            return squeeze(cell.text)
    return ""


def _is_word(text: str) -> bool:
    """Whether a text is a word of the form rather than a name: a header, a label, a number."""
    return (
        role_of(text, "indicator") is not None
        or role_of(text, "funds") is not None
        or inferred(text, "funds") is not None
        or any(is_label(text, kind) for kind in ("organisation", "project", "total", "grade"))
        or not any(map(str.isalpha, text))
    )


def _changes(heads: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """The heads that name another project than the one before."""
    found: list[tuple[int, str]] = []
    for at, subject in heads:
        if not found or found[-1][1] != subject:
            found.append((at, subject))
    return found


def _start(rows: Sequence[Sequence[Cell]], at: int) -> int:
    """Where a form begins whose head names the project in a row: with the titles above it, each alone in its row."""
    while at > 0 and len([c for c in rows[at - 1] if c.text.strip()]) == 1 and _short(rows[at - 1]):
        at -= 1
    return at


def _short(row: Sequence[Cell]) -> bool:
    text = next(squeeze(c.text) for c in row if c.text.strip())
    return len(text) <= _TITLE_LENGTH and not any(is_label(text, kind) for kind in ("section", "total_row"))


def _is_form(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether rows hold a header of indicators or of funds."""
    for row in rows:
        said = {r[0] for c in row if (r := role_of(c.text, "indicator"))}
        money = {r[0] for c in row if (r := role_of(c.text, "funds"))}
        if len(said & _FORM_WORDS) >= 3 or len(money & _MONEY_WORDS) >= 2:
            return len(rows) >= _FEWEST_FORM_ROWS
    return False


def _titled_whole(paragraphs: Sequence[Block]) -> bool:
    """Whether the title right above a table is that of a whole unit's form."""
    titles = [p.text for p in paragraphs[-_REACH:] if isinstance(p, Paragraph) and _is_title(p.text)]
    return bool(titles) and _WHOLE in titles[-1]


def _is_title(text: str) -> bool:
    bare = squeeze(text)
    return len(bare) <= _TITLE_LENGTH and bare.rstrip("）)0123456789年度（(").endswith(("表", "得分"))


def _head(paragraphs: Sequence[Block]) -> int:
    """How many of the paragraphs before a form are its head: from its title on, and a number of the annex above."""
    near = [tidy(placeholders.strip(p.text)) for p in paragraphs if isinstance(p, Paragraph)]
    for back in range(1, min(_REACH, len(near)) + 1):
        if _is_title(near[-back]):
            above = near[-back - 1] if back < len(near) else ""
            return back + (squeeze(above).startswith(("附件", "附表", "表")) and len(above) <= _REACH * 2)
    return 0


def _document(document: Document, blocks: Sequence[Block]) -> Document:
    """The part of a document that these blocks are."""
    own = {(b.location.sheet, b.location.table) for b in blocks if isinstance(b, Table)}
    stale = tuple(s for s in document.stale if (s.location.sheet, s.location.table) in own)
    return replace(document, blocks=tuple(blocks), stale=stale)

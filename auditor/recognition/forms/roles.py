"""What column headers and labels mean, by the lexicon; never by position."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from auditor.lexicon import load
from auditor.lexicon.own import read_as
from auditor.model.form import Role
from auditor.model.place import BLANKS
from auditor.patterns import Pattern
from auditor.quantity import squeeze

_BRACKETS = Pattern(r"\([^()]*\)|\[[^\]]*\]|【[^】]*】", needs="([【")
_BRACKET = Pattern(r"[()\[\]【】]", needs="()[]【】")
_EDGES = Pattern(r"^指标\d*[:：]|^[\d一二三四五六七八九十]+[、.]|[:：;；,，。*★★☆▲]+")

_LONGEST_HEADER = 60
_LONGEST_INFERRED = 16
_DIGIT = Pattern(r"\d")
_FIGURE = Pattern(r"\d")
_YEAR = Pattern(r"20\d\d")
_NUMERIC = Pattern(r"[-+]?[\d.,]+[分%]?")
# The rank of a header that is only told by a word in it.
_UNLISTED = 99
# Headers and labels come again and again: in every row that may open a section, and in every file.
_CACHED = 8192

_KEYWORDS: tuple[tuple[str, Role], ...] = (
    (r"偏差|未完成原因|扣分原因|失分原因|改进措施", Role.NOTE),
    (r"权重", Role.WEIGHT),
    (r"折算.*得分$", Role.SCORE),
    (r"单项.*得分$", Role.ITEM_SCORE),
    (r"单项.*(完成情况|等级)$", Role.GRADE),
    (r"(完成值|实际值|实际完成)$", Role.COMPLETION),
    (r"(指标值|目标值)$", Role.TARGET),
    (r"^(计量|度量)单位", Role.UNIT),
)


@lru_cache(_CACHED)
def label(text: str) -> str:
    """A header or label for comparing: no white space, brackets, numbering or end punctuation."""
    bare = squeeze(text)
    inside = _BRACKETS.sub("", bare)
    return read_as(_EDGES.sub("", inside or bare))


@lru_cache(_CACHED)
def folded(text: str) -> str:
    """The label with the brackets' content kept: 全年(调整)预算数 → 全年调整预算数."""
    return _EDGES.sub("", _BRACKET.sub("", squeeze(text)))


@cache
def _roles(family: str) -> dict[str, tuple[Role, int]]:
    return {
        squeeze(word): (Role(role), rank)
        for role, words in load("headers")[family].items()
        for rank, word in enumerate(words)
    }


@lru_cache(_CACHED)
def role_of(text: str, family: str) -> tuple[Role, int] | None:
    """The role of a header in a family (`indicator`, `funds`) and how late in its list the word stands."""
    if not text or len(text) > _LONGEST_HEADER:
        return None
    roles = _roles(family)
    for form in (label(text), folded(text)):
        if form in roles:
            return roles[form]
    if family == "indicator" and len(form := label(text)) <= 20:
        for pattern, role in _KEYWORDS:
            if re.search(pattern, form):
                return role, _UNLISTED
    return None


@cache
def _stems(family: str) -> tuple[tuple[tuple[str, Role], ...], tuple[str, ...]]:
    words = dict(load("headers")[f"{family}_stem"])
    tails = tuple(words.pop("tail"))
    return tuple((stem, Role(role)) for role, stems in words.items() for stem in stems), tails


@lru_cache(_CACHED)
def inferred(text: str, family: str) -> Role | None:
    """What a header that is not listed is taken for, by the words that end it: 自评完成情况值 → completion."""
    form = label(text)
    if not 1 < len(form) <= _LONGEST_INFERRED or _DIGIT.search(form):
        return None
    stems, tails = _stems(family)
    found: list[tuple[int, int, Role]] = []
    for end in (form, *(form[: -len(tail)] for tail in tails if form.endswith(tail))):
        found += [(len(end), len(stem), role) for stem, role in stems if end.endswith(stem)]
    return max(found, key=lambda f: f[:2])[2] if found else None


@cache
def labels(kind: str, section: str = "labels") -> frozenset[str]:
    """The labels of one kind (`total`, `organisation`, …)."""
    return frozenset(map(squeeze, load("headers")[section][kind]))


def is_label(text: str, kind: str, section: str = "labels") -> bool:
    """Whether a cell's text is one of the labels of a kind."""
    return (
        bool(text)
        and len(text) <= 40
        and (label(text) in labels(kind, section) or folded(text) in labels(kind, section))
    )


def is_execution(name: str) -> bool:
    """Whether an indicator's name is one of budget execution."""
    return label(name) in labels("names", "execution")


class Header(Struct, frozen=True):
    """The columns of a table: role → column indices (from 0), and the printed header of every column.

    `spare` are the columns that a row's target stands in where nothing was adjusted (年初指标值 beside 调整指标值),
    `levels` those of the points that the levels carry (一级指标 分值 二级指标 分值 三级指标 分值).
    """

    columns: dict[Role, tuple[int, ...]]
    texts: tuple[str, ...]
    height: int
    roles: tuple[Role | None, ...] = ()
    spare: tuple[int, ...] = ()
    levels: dict[Role, int] = {}

    def __contains__(self, role: Role) -> bool:
        return role in self.columns

    @property
    def printed(self) -> tuple[tuple[str, str], ...]:
        """(role, printed header) pairs; the columns that a target may stand in besides come last."""
        own = ((role.value, self.texts[at[0]]) for role, at in self.columns.items())
        return (*own, *(("spare", self.texts[at]) for at in self.spare))


_MEASURES = (Role.TARGET, Role.COMPLETION, Role.WEIGHT, Role.SCORE, Role.DIRECTION, Role.UNIT)
_MONEY = (Role.INITIAL, Role.ADJUSTED, Role.EXECUTED, Role.ARRIVED, Role.RATE, Role.BALANCE)


def indicator_header(rows: Sequence[Sequence[str]], ragged: bool) -> Header | None:
    """The header that the first one to three of `rows` make up for an indicator table, or None.

    `ragged`: the rows come from running text, so their columns need not stand below each other. Rows behind the
    header tell what stands in columns whose words are not listed.
    """
    listed = _listed_header(rows, ragged)
    if listed is not None:
        return _completed(listed, rows[listed.height :], ragged)
    return _inferred_header(rows, ragged)


def _completed(header: Header, below: Sequence[Sequence[str]], ragged: bool) -> Header:
    """A header with roles for the columns that are not listed, where their words and their cells say so."""
    columns, roles = dict(header.columns), list(header.roles)
    for index, text in enumerate(header.texts):
        if not text or roles[index] is not None or role_of(text, "indicator") or is_generic(text):
            continue
        role = inferred(text, "indicator")
        if (
            role is None
            and not ragged
            and _NUMERIC.fullmatch(squeeze(text))
            and index == len(header.texts) - 1
        ):
            role = Role.SCORE  # the points of the block stand where its header should
        if role is None or role in columns or role in (Role.NAME, Role.LEVEL1, Role.LEVEL2):
            continue
        if not ragged and not _shaped(role, [row[index] for row in below if index < len(row)]):
            continue
        columns[role] = (index,)
        roles[index] = role
    return replace(header, columns=columns, roles=tuple(roles))


def _inferred_header(rows: Sequence[Sequence[str]], ragged: bool) -> Header | None:
    """A header of words that are mostly not listed: short texts without figures, over rows that have figures."""
    first, below = rows[0], rows[1:]
    if not any(_FIGURE.search("".join(row)) for row in below):
        return None
    filled = [(i, t) for i, t in enumerate(first) if t]
    texts = [t for _, t in filled]
    if len(set(texts)) < 3 or len(set(texts)) < len(texts) or not below:
        return None
    if any(len(squeeze(t)) > _LONGEST_INFERRED or _DIGIT.search(label(t)) for t in texts):
        return None
    columns: dict[Role, tuple[int, ...]] = {}
    for index, text in filled:
        known = role_of(text, "indicator")
        role = known[0] if known else inferred(text, "indicator")
        if role is not None and role not in columns:
            columns[role] = (index,)
    measures = [r for r in _MEASURES if r in columns]
    if Role.NAME not in columns or len(measures) < 2 or 10 * len(columns) < 7 * len(filled):
        return None
    points = [columns[r][0] for r in (Role.WEIGHT, Role.SCORE, Role.TARGET, Role.COMPLETION) if r in columns]
    numbers = [sum(1 for i in points if i < len(row) and _FIGURE.search(row[i])) for row in below]
    if max(numbers, default=0) < 2:
        return None
    roles: list[Role | None] = [None] * len(first)
    for role, (index,) in columns.items():
        roles[index] = role
    return Header(columns, tuple(first), 1, tuple(roles))


def _shaped(role: Role, cells: Sequence[str]) -> bool:
    """Whether the cells below a header can be what its words say: points are numbers, reasons are words."""
    filled = [c for c in map(squeeze, cells) if c and c not in BLANKS]
    numeric = sum(1 for c in filled if _NUMERIC.fullmatch(c))
    if role in (Role.WEIGHT, Role.SCORE, Role.DEDUCTION, Role.REVIEW_SCORE, Role.ITEM_SCORE):
        return 2 * numeric >= len(filled)
    if role in (Role.NOTE, Role.EXPLANATION, Role.DIRECTION):
        return not filled or 2 * numeric < len(filled)
    return True


def is_generic(text: str) -> bool:
    """Whether a header names indicators of any level."""
    return label(text) in ("指标", "绩效指标", "评价指标")


def _listed_header(rows: Sequence[Sequence[str]], ragged: bool) -> Header | None:
    best: Header | None = None
    for height in (1, 2, 3):
        if height > len(rows) or (height > 1 and not (_first_row(rows[0]) and _second_row(rows[height - 1]))):
            break
        for texts in _combinations(rows[:height], ragged):
            header = _indicator_columns(texts, height)
            if header and (best is None or len(header.columns) > len(best.columns)):
                best = header
    return best


def _first_row(row: Sequence[str]) -> bool:
    """Whether a row can be the upper part of a header: short words, one of them known at least, and no figures."""
    filled = [t for t in row if t]
    distinct = dict.fromkeys(filled)
    if 2 * sum(1 for t in distinct if is_label(t, "project") or is_label(t, "organisation")) >= len(distinct):
        return False  # labels with their values
    return (
        all(len(t) <= _LONGEST_HEADER for t in filled)
        and any(role_of(t, "indicator") or label(t).endswith("指标") for t in filled)
        and not _has_figures(filled)
    )


def _second_row(row: Sequence[str]) -> bool:
    """Whether a row can be the lower part of a header: words, most of them known, and no figures."""
    filled = [t for t in row if t]
    known = sum(1 for t in filled if role_of(t, "indicator"))
    return bool(filled) and known >= 1 and not _has_figures(filled)


def _has_figures(texts: Sequence[str]) -> bool:
    return any(re.fullmatch(r"[\d.%]+", squeeze(t)) for t in texts)


def _combinations(rows: Sequence[Sequence[str]], ragged: bool) -> list[tuple[str, ...]]:
    if len(rows) == 1:
        return [tuple(rows[0])]
    width = max(map(len, rows))
    padded = [tuple(r) + ("",) * (width - len(r)) for r in rows]
    stacked = _stacked(list(zip(*padded, strict=True)))
    if ragged and len(rows) == 2:
        return [stacked, _spread(rows[0], rows[1])]
    return [stacked]


def _stacked(columns: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The headers of columns from their parts. A word over several columns one of which has a meaning of its own
    below it heads them, and is no header of the others."""
    texts = [_stack(column) for column in columns]
    heads = {
        part
        for column, text in zip(columns, texts, strict=True)
        for part in column
        if part and text == column[-1] != part
    }
    return tuple(
        "".join(dict.fromkeys(column))
        if column[-1] and text != column[-1] and text in heads and not is_label(column[-1], "naming")
        else text
        for column, text in zip(columns, texts, strict=True)
    )


def _stack(column: Sequence[str]) -> str:
    """A column's header from its parts: the lowest that has a role, with the ones above when it needs them."""
    parts = [t for t in dict.fromkeys(column) if t]
    if not parts:
        return ""
    joined = "".join(parts)
    if role_of(parts[-1], "indicator"):
        return parts[-1]
    if role_of(joined, "indicator"):
        return joined
    known = [p for p in parts if role_of(p, "indicator")]
    return known[-1] if known else joined


def _spread(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """Headers of two ragged rows: each upper cell is laid over one or more lower ones where they fit best."""
    best: dict[tuple[int, int], tuple[float, tuple[str, ...]]] = {(0, 0): (0.0, ())}
    for i, above in enumerate(upper):
        for j in range(len(lower) + 1):
            if (i, j) not in best:
                continue
            score, texts = best[i, j]
            for k in range(j + 1, len(lower) + 1):
                gain, made = score, texts
                for below in lower[j:k]:
                    text = _stack((above, below))
                    gain += (1.0 if text and role_of(text, "indicator") else 0.0) - (
                        0.5 if not below and k - j > 1 else 0.0
                    )
                    made += (text,)
                if (i + 1, k) not in best or gain > best[i + 1, k][0]:
                    best[i + 1, k] = (gain, made)
    return best.get((len(upper), len(lower)), (0.0, tuple(lower)))[1]


def _indicator_columns(texts: tuple[str, ...], height: int) -> Header | None:
    claims: dict[Role, list[tuple[int, int]]] = {}
    for index, text in enumerate(texts):
        if known := role_of(text, "indicator"):
            claims.setdefault(known[0], []).append((known[1], index))
    columns: dict[Role, tuple[int, ...]] = {}
    _keep_year(claims, texts)
    for role, found in claims.items():
        rank = min(found)[0]
        columns[role] = tuple(i for r, i in found if r == rank)
    if all(_apart(columns.get(role, ())) for role in (Role.NAME, Role.TARGET, Role.COMPLETION)):
        return None  # two tables side by side
    _settle_scores(columns, claims, texts)
    if Role.NAME not in columns and (unlisted := _unlisted_name(columns, texts)):
        columns[Role.NAME] = unlisted
    if Role.NAME not in columns:
        for stand_in in (Role.LEVEL2, Role.LEVEL1):
            if stand_in in columns:
                columns[Role.NAME] = columns.pop(stand_in)
                break
        else:
            generic = tuple(i for i, t in enumerate(texts) if is_generic(t))
            behind = (
                [i for i in range(generic[-1] + 1, len(texts)) if not role_of(texts[i], "indicator")]
                if generic
                else []
            )
            generic = tuple(i for i in behind if inferred(texts[i], "indicator") is Role.NAME) or generic
            if generic:
                columns[Role.NAME] = generic[-1:]
    levels = _level_weights(columns)
    measures = sum(1 for r in _MEASURES if r in columns)
    if Role.NAME not in columns or not measures or len(columns) < 3:
        return None
    scored = Role.SCORE in columns and (Role.LEVEL1 in columns or Role.LEVEL2 in columns)
    if not (levels or scored or {Role.TARGET, Role.COMPLETION, Role.WEIGHT} & columns.keys()):
        return None
    roles: list[Role | None] = [None] * len(texts)
    for role, at in columns.items():
        for index in at:
            roles[index] = role
    spare = tuple(i for rank, i in claims.get(Role.TARGET, ()) if rank < _UNLISTED and roles[i] is None)
    return Header(columns, texts, height, tuple(roles), spare, levels)


def _apart(columns: tuple[int, ...]) -> bool:
    """Whether columns of one role stand in more than one place."""
    return bool(columns) and columns[-1] - columns[0] >= len(columns)


def _keep_year(claims: dict[Role, list[tuple[int, int]]], texts: tuple[str, ...]) -> None:
    """Of targets and completions of several years, keep those of the last year that has both."""
    found = {r: claims.get(r, []) for r in (Role.TARGET, Role.COMPLETION)}
    years = {r: {y[0] for _, i in at if (y := _YEAR.search(texts[i]))} for r, at in found.items()}
    if max(map(len, years.values())) < 2 or not (both := years[Role.TARGET] & years[Role.COMPLETION]):
        return
    own = max(both)
    for role, at in found.items():
        claims[role] = [(rank, i) for rank, i in at if own in texts[i]] or at


def _unlisted_name(columns: dict[Role, tuple[int, ...]], texts: tuple[str, ...]) -> tuple[int, ...]:
    """The column behind the levels whose header is not listed, and is that of a name by the word that ends it."""
    levels = [i for r in (Role.LEVEL1, Role.LEVEL2) for i in columns.get(r, ())]
    if not levels:
        return ()
    behind = [i for i, t in enumerate(texts) if i > max(levels) and t and not role_of(t, "indicator")]
    named = [i for i in behind if inferred(texts[i], "indicator") is Role.NAME]
    return tuple(i for i in named if texts[i] == texts[named[0]])


def _level_weights(columns: dict[Role, tuple[int, ...]]) -> dict[Role, int]:
    """Take the weight columns that stand behind levels from those of the rows, where there are several.

    A header over merged cells stands in columns side by side: that is one.
    """
    at = columns.get(Role.WEIGHT, ())
    runs = [[i for n, i in run] for _, run in groupby(enumerate(at), lambda pair: pair[1] - pair[0])]
    if len(runs) < 2 or Role.NAME not in columns:
        return {}
    own = next((run for run in runs if run[0] > columns[Role.NAME][-1]), [])
    behind = {max(columns[r]) + 1: r for r in (Role.LEVEL1, Role.LEVEL2) if r in columns}
    levels: dict[Role, int] = {behind[run[0]]: run[0] for run in runs if run is not own and run[0] in behind}
    if not levels:
        return {}
    columns.pop(Role.WEIGHT)
    if own:
        columns[Role.WEIGHT] = tuple(own)
    return levels


def _settle_scores(
    columns: dict[Role, tuple[int, ...]], claims: dict[Role, list[tuple[int, int]]], texts: tuple[str, ...]
) -> None:
    """Columns whose meaning hangs on their neighbours.

    单项指标得分 is the row's own score unless a folded score follows; 自评得分 beside 指标得分 is the
    project's total; 完成情况 beside a completion value is a grade; 指标性质 beside 指标方向 says which way is better.
    """
    if Role.ITEM_SCORE in columns:
        last = columns[Role.ITEM_SCORE][-1]
        behind_it = (i for i in range(last + 1, len(texts)) if not role_of(texts[i], "indicator"))
        folded_at = next((i for i in behind_it if inferred(texts[i], "indicator") is Role.SCORE), None)
        if folded_at is not None and Role.SCORE not in columns:
            columns[Role.SCORE] = (folded_at,)
            return
        folds = any(label(texts[i]).find("折算") >= 0 for i in columns.get(Role.SCORE, ()))
        behind = texts[columns[Role.ITEM_SCORE][-1] + 1 :]
        strange = any(t and not role_of(t, "indicator") and not inferred(t, "indicator") for t in behind)
        after = any(i > columns[Role.ITEM_SCORE][-1] for i in columns.get(Role.SCORE, ()))
        if not folds and not strange and not after:
            columns[Role.SCORE] = columns.pop(Role.ITEM_SCORE)
    if Role.PROJECT in columns and len(claims.get(Role.SCORE, ())) > 1:
        rest = [i for _, i in claims[Role.SCORE] if i not in columns[Role.SCORE]]
        if rest:
            columns[Role.TOTAL] = (rest[-1],)
    if Role.COMPLETION not in columns and Role.GRADE in columns:
        columns[Role.COMPLETION] = columns.pop(Role.GRADE)
    signs = [i for _, i in claims.get(Role.DIRECTION, ()) if i not in columns[Role.DIRECTION]]
    if signs and Role.POLARITY not in columns:
        columns[Role.POLARITY] = (signs[-1],)


def funds_header(row: Sequence[str], below: Sequence[str] = ()) -> Header | None:
    """The header of a funds block in one row, or None; the row below it tells whether words that are not listed count."""
    claims: dict[Role, list[tuple[int, int]]] = {}
    for index, text in enumerate(row):
        if known := role_of(text, "funds"):
            claims.setdefault(known[0], []).append((known[1], index))
    if any(re.fullmatch(r"[\d.,%]+", squeeze(t)) for t in row):
        return None
    if sum(1 for r in _MONEY if r in claims) < 2 and not _more_funds(claims, row, below):
        return None
    columns: dict[Role, tuple[int, ...]] = {role: (min(found)[1],) for role, found in claims.items()}
    for index, text in enumerate(row):
        role = inferred(text, "funds") if text and not role_of(text, "funds") else None
        if role is not None and role not in columns:
            columns[role] = (index,)
    _part_budgets(columns, claims, row)
    money = min(at[0] for role, at in columns.items() if role in _MONEY and role is not Role.RATE)
    if Role.RATE in columns and columns[Role.RATE][0] < money:
        # A rate before the sums of money names the row (总体支出进度); what it is stands under 实际完成值.
        done = [i for i, t in enumerate(row) if (k := role_of(t, "indicator")) and k[0] is Role.COMPLETION]
        if done:
            columns[Role.RATE] = (done[0],)
    roles: list[Role | None] = [None] * len(row)
    for role, at in columns.items():
        roles[at[0]] = role
    return Header(columns, tuple(row), 1, tuple(roles))


def _part_budgets(
    columns: dict[Role, tuple[int, ...]], claims: dict[Role, list[tuple[int, int]]], row: Sequence[str]
) -> None:
    """Of two budgets the one that says that it was adjusted is so, the one before it the initial one."""
    budgets = sorted(i for _, i in claims.get(Role.ADJUSTED, ()))
    texts = {row[i]: i for i in budgets}
    adjusted = [i for i in texts.values() if "调整" in row[i]]
    if Role.INITIAL not in columns and len(texts) == 2 and len(adjusted) == 1 and min(budgets) < adjusted[0]:
        columns[Role.ADJUSTED] = (adjusted[0],)
        columns[Role.INITIAL] = (min(budgets),)


def _more_funds(claims: dict[Role, list[tuple[int, int]]], row: Sequence[str], below: Sequence[str]) -> bool:
    """Whether words that are not listed make a header of funds out of a row that has one listed sum of money.

    The words are added to the claims.
    """
    if sum(1 for t in below if role_of(t, "funds")) > 1 or not any(map(_DIGIT.search, below)):
        return False
    texts = {i: t for i, t in enumerate(row) if t and not role_of(t, "funds")}
    if not any(r in claims for r in _MONEY) or any(
        len(squeeze(t)) > _LONGEST_INFERRED for t in texts.values()
    ):
        return False
    found = {i: role for i, t in texts.items() if (role := inferred(t, "funds")) in _MONEY}
    for index, role in found.items():
        if role is not None and role not in claims:
            claims[role] = [(_UNLISTED, index)]
    return sum(1 for r in _MONEY if r in claims) >= 2


def funds_subheader(header: Header, row: Sequence[str]) -> Header | None:
    """A funds header with its sums of money in the columns of their totals, where the row below it parts them
    (总额 财政拨款 其他资金); None when that row is none."""
    columns = dict(header.columns)
    found = False
    for role, (at,) in header.columns.items():
        if role not in _MONEY or role is Role.RATE:
            continue
        end = next(
            (i for i, t in enumerate(header.texts) if i > at and t not in ("", header.texts[at])), len(row)
        )
        parted = {i: row[i] for i in range(at, min(end, len(row))) if row[i] and row[i] != header.texts[at]}
        if not parted:
            continue
        total = next((i for i, t in parted.items() if _is_whole(t)), None)
        if total is None or _has_figures(list(parted.values())):
            return None
        columns[role] = (total,)
        found = True
    return replace(header, columns=columns) if found else None


def _is_whole(text: str) -> bool:
    return is_label(text, "total", "funds_row") or is_label(text, "subtotal_row")


def goals_header(row: Sequence[str]) -> dict[str, int] | None:
    """Columns of a goals block: `initial`, `adjusted`, `completion` → index; None when it is none."""
    found: dict[str, list[int]] = {}
    for index, text in enumerate(row):
        for kind in ("completion", "adjusted", "initial"):
            if is_label(text, kind, "goals"):
                found.setdefault(kind, []).append(index)
                break
    if "completion" not in found or not ("initial" in found or "adjusted" in found):
        return None
    columns = {kind: at[-1] for kind, at in found.items()}
    before = [i for i in found.get("initial", ()) if i < columns["completion"]]
    if before:
        columns["initial"] = before[-1]
    return columns

"""What a report says decides what is found, not how it is written: figures, rows, columns and formats may change.

Reports are made up by seed, clean or with one planted fault, as the accuracy benchmark makes them.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from html import escape
from itertools import groupby
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).parent.parent / "benchmarks"))
sys.path.append(str(Path(__file__).parent.parent / "samples"))
import make
from accuracy import settings as rules_with
from faults import draw
from faults.deck import Deck
from faults.generate import clean
from faults.model import KINDS, Form, Kind
from faults.planters import PLANTERS
from form import ABOVE, LEFT, Sample, Table

from auditor.engine import audit_bytes
from auditor.finding import Finding
from auditor.quantity import squeeze

Grid = list[list[str]]


def few(examples: int) -> settings:
    """So many examples, the same ones at every run."""
    return settings(max_examples=examples, derandomize=True)


# ── Reports, clean and spoiled ─────────────────────────────────────────────────────────────────────────


@st.composite
def forms(choose: st.DrawFn, *kinds: Kind, spared: str = "") -> tuple[str, Form]:
    """A report of one of the kinds (any when none is named) and the rule that it breaks, empty for none.

    `spared` is a rule that it does not break.
    """
    seed = f"property/{choose(st.integers(0, 10**6))}"
    fitting = [n for n, p in PLANTERS.items() if n != spared and (not kinds or set(kinds) & set(p.kinds))]
    rule = choose(st.sampled_from(["", *sorted(fitting)]))
    allowed = [k for k in kinds or KINDS if not rule or k in PLANTERS[rule].kinds]
    deck = Deck(f"{seed}/fault")
    form = clean(seed, choose(st.sampled_from(allowed)))
    spoiled = deepcopy(form)
    return (rule, spoiled) if rule and PLANTERS[rule].plant(deck, spoiled) is not None else ("", form)


def findings(data: bytes, name: str, rule: str) -> tuple[Finding, ...]:
    """What is found in a file by the default rules and one that may be off."""
    audit = audit_bytes(data, name, rules_with(rule))
    assert audit.report is not None, audit.error
    return audit.result.findings


def told(found: tuple[Finding, ...]) -> Counter[tuple[str, str, str]]:
    """Rule, severity and subject of each finding."""
    return Counter((f.code, f.severity.value, bare(f.subject)) for f in found)


def figures(found: tuple[Finding, ...]) -> Counter[tuple[str, str, str, str]]:
    """Rule, subject and the figures found and expected, in plain digits."""
    return Counter((f.code, bare(f.subject), bare(f.found), bare(f.expected)) for f in found)


def bare(text: str) -> str:
    """A text without white space, thousands separators and full-width forms."""
    return squeeze(text).replace(",", "")


def in_text(sample: Sample, rule: str) -> tuple[Finding, ...]:
    """What is found in the sample as plain text."""
    return findings(make.txt(sample), "report.txt", rule)


def each_text(sample: Sample, change: Callable[[str], str]) -> Sample:
    """The sample with each of its cells and lines changed."""
    blocks = tuple(
        replace(b, rows=tuple(tuple(t if t in (LEFT, ABOVE) else change(t) for t in row) for row in b.rows))
        if isinstance(b, Table)
        else change(b)
        for b in sample.blocks
    )
    title, signature = tuple(map(change, sample.title)), tuple(map(change, sample.signature))
    return replace(sample, title=title, blocks=blocks, signature=signature)


# ── How figures are written ────────────────────────────────────────────────────────────────────────────

_WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")


def wide(text: str) -> str:
    """Full-width digits, points and per cent signs, but in what a program left behind (#DIV/0!)."""
    return text if text.startswith("#") else text.translate(_WIDE)


def parted(text: str) -> str:
    """Thousands parted by commas, in figures that are no years."""
    return re.sub(r"(?<![\d.,])[1-9]\d{3,}(?![\d,年])", lambda m: f"{int(m[0]):,}", text)


def spaced(text: str) -> str:
    """A space on either side of a text, and between a figure and its sign and unit."""
    return f" {re.sub(r'(?<=[≥≤＝=])(?=[0-9])|(?<=[0-9])(?=[一-龥％])', ' ', text)} "


@few(30)
@given(forms(), st.sampled_from([wide, parted, spaced]))
def test_the_writing_of_figures_changes_no_finding(
    made: tuple[str, Form], change: Callable[[str], str]
) -> None:
    rule, form = made
    sample = draw.sample(form)
    before, after = in_text(sample, rule), in_text(each_text(sample, change), rule)
    assert told(after) == told(before)
    assert figures(after) == figures(before)


# ── Units of money ─────────────────────────────────────────────────────────────────────────────────────


def times(text: str) -> str:
    """A figure in 万元 as one in 元; what is no figure stays."""
    if not re.fullmatch(r"-?[\d,]+(\.\d+)?", text):
        return text
    return f"{Decimal(text.replace(',', '')) * 10_000:f}".partition(".")[0]


def in_yuan(form: Form) -> Sample:
    """The report with all its money in 元 instead of 万元, headers too."""
    form = deepcopy(form)
    for fund in form.funds:
        for name in ("initial", "adjusted", "executed", "adjustment"):
            setattr(fund, name, times(getattr(fund, name)))
    for row in (*form.rows, *form.again):
        if row.unit == "万元":
            row.target, row.completion, row.unit = times(row.target), times(row.completion), "元"
    return each_text(draw.sample(form), _yuan)


def _yuan(text: str) -> str:
    text = re.sub(r"(?<![\d.,])(\d+|\d{1,3}(?:,\d{3})+)(\.\d+)?万元", lambda m: f"{times(m[0][:-2])}元", text)
    return "元" if text == "万元" else text.replace("（万元）", "（元）")


# What is wrong with a sum in 万元 that should be in 元 is its unit.
@few(20)
@given(forms(spared="money-scale"))
def test_the_unit_of_money_changes_no_finding(made: tuple[str, Form]) -> None:
    rule, form = made
    assert told(in_text(in_yuan(form), rule)) == told(in_text(draw.sample(form), rule))


# ── Rows and columns ───────────────────────────────────────────────────────────────────────────────────


def reordered(form: Form, seed: int) -> Form:
    """The report with the rows of each second level in another order, in a second copy of the table too."""
    order: list[int] = []
    for _, group in groupby(range(len(form.rows)), lambda at: (form.rows[at].level1, form.rows[at].level2)):
        places = list(group)
        order += Random(seed).sample(places, len(places))
    form = deepcopy(form)
    form.rows = [form.rows[at] for at in order]
    if form.again:
        form.again = [form.again[at] for at in order]
    return form


@few(20)
@given(forms(), st.integers(0, 10**6))
def test_the_order_of_rows_changes_no_finding(made: tuple[str, Form], seed: int) -> None:
    rule, form = made
    before, after = in_text(draw.sample(form), rule), in_text(draw.sample(reordered(form, seed)), rule)
    assert told(after) == told(before)


def permuted(sample: Sample, seed: int) -> Sample:
    """The sample with the columns of each indicator table in another order, its levels and names aside."""
    return replace(
        sample, blocks=tuple(_permuted(b, seed) if isinstance(b, Table) else b for b in sample.blocks)
    )


def _permuted(table: Table, seed: int) -> Table:
    rows = [list(row) for row in table.rows]
    heads = [at for at, row in enumerate(rows) if "三级指标" in row or "指标名称" in row]
    if not heads:
        return table
    start = heads[0]
    head = rows[start]
    if ABOVE in head:
        upper = rows.pop(start - 1)
        start -= 1
        head[:] = [above if text == ABOVE else text for above, text in zip(upper, head, strict=True)]
    first = next(at for at, text in enumerate(head) if text in ("三级指标", "指标名称")) + 1
    blocks: list[list[int]] = []
    for column in range(first, len(head)):
        if head[column] == LEFT:
            blocks[-1].append(column)
        else:
            blocks.append([column])
    Random(seed).shuffle(blocks)
    order = [*range(first), *(column for block in blocks for column in block)]
    for at in range(start, len(rows)):
        row = rows[at]
        # A total's label stops before the first column that moves.
        for column in range(first, len(row)):
            if row[column] == LEFT and at > start:
                row[column] = ""
        rows[at] = [row[column] for column in order]
    widths = [table.widths[column] for column in order]
    return Table(tuple(map(tuple, rows)), tuple(widths))


@few(20)
@given(forms("project", "department", "graded", "split", "scoring"), st.integers(0, 10**6))
def test_the_order_of_columns_changes_no_finding(made: tuple[str, Form], seed: int) -> None:
    rule, form = made
    before, after = (
        in_text(draw.sample(form), rule),
        in_text(permuted(draw.sample(form), seed), rule),
    )
    assert told(after) == told(before)


# ── Formats ────────────────────────────────────────────────────────────────────────────────────────────


def html(sample: Sample) -> bytes:
    """A web page with merged cells."""
    parts = [f"<h1>{escape(line)}</h1>" for line in sample.title]
    for block in sample.blocks:
        if isinstance(block, str):
            parts.append(f"<p>{escape(block)}</p>")
            continue
        rows: Grid = [[] for _ in block.rows]
        for cell in block.cells():
            text = escape(cell.text).replace("\n", "<br>")
            rows[cell.row].append(f'<td rowspan="{cell.rowspan}" colspan="{cell.colspan}">{text}</td>')
        parts += ["<table>", *(f"<tr>{''.join(row)}</tr>" for row in rows), "</table>"]
    parts += [f"<p>{escape(line)}</p>" for line in sample.signature]
    page = "\n".join(parts)
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{page}</body></html>'.encode()


def grid(table: Table) -> Grid:
    """The table's texts, each on one line; what a merged cell covers is empty."""
    return [["" if t in (LEFT, ABOVE) else t.replace("\n", "") for t in row] for row in table.rows]


def markdown(sample: Sample) -> bytes:
    """Markdown with piped tables."""
    parts = [f"# {line}" for line in sample.title]
    for block in sample.blocks:
        if isinstance(block, str):
            parts.append(block)
            continue
        lines = [f"| {' | '.join(row)} |" for row in grid(block)]
        parts.append("\n".join([lines[0], f"|{' --- |' * len(block.widths)}", *lines[1:]]))
    return "\n\n".join([*parts, *sample.signature, ""]).encode()


def separated(sample: Sample) -> bytes:
    """Comma-separated values, a line of text as a row of one cell."""
    width = max((len(b.widths) for b in sample.blocks if isinstance(b, Table)), default=1)
    out = io.StringIO()
    for block in (*sample.title, *sample.blocks, *sample.signature):
        rows = grid(block) if isinstance(block, Table) else [[block]]
        csv.writer(out).writerows([*row, *[""] * (width - len(row))] for row in rows)
    return out.getvalue().encode()


def pdf(sample: Sample) -> bytes:
    """A PDF whose merged cells end with their page."""
    return make.pdf(draw.paged(sample), make.font_file(None))


# Formats with their writers and how many examples they are worth: some are slow to write.
WRITERS: dict[str, tuple[Callable[[Sample], bytes], int]] = {
    "docx": (make.word, 5),
    "xlsx": (make.excel, 8),
    "html": (html, 12),
    "md": (markdown, 12),
    "csv": (separated, 12),
    "pdf": (pdf, 3),
}
MARKS = {"pdf": [pytest.mark.needs("chinese-font")]}


@pytest.mark.parametrize(
    "suffix", [pytest.param(name, marks=MARKS.get(name, [])) for name in sorted(WRITERS)]
)
def test_the_format_changes_no_finding(suffix: str) -> None:
    writer, examples = WRITERS[suffix]

    @few(examples)
    @given(forms())
    def check(made: tuple[str, Form]) -> None:
        rule, form = made
        sample = draw.sample(form)
        after = findings(writer(sample), f"report.{suffix}", rule)
        assert told(after) == told(in_text(sample, rule))

    check()

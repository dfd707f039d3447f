"""Where to begin: the units and the reports with most findings, as lines of styled pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.finding import Severity
from auditor.output import Options
from auditor.output.cells import cut, width
from auditor.output.frame import Line
from auditor.output.neutral import one_line
from auditor.output.standing import Counts, Standing, rank, units
from auditor.output.wording import SEVERITY
from auditor.words import Words

_UNITS = Words("问题最多的单位", "units with most findings")
_REPORTS = Words("问题最多的报告", "reports with most findings")
_MORE = Words("另有{n}个", "{n} more")
# With fewer reports nobody asks where to begin.
_FEWEST, _LISTED = 5, 10


def worst(reports: Sequence[Standing], options: Options) -> Iterator[Line]:
    """Units, where there are several, then reports; nothing for a few reports. All of them with `verbose`."""
    if len(reports) < _FEWEST:
        return
    by_unit = units(reports)
    if len(by_unit) > 1:
        yield from _listed(_UNITS, [(unit.name, unit.counts) for unit in by_unit], options)
    named = (
        ("  ".join(filter(None, (one.path, one.project))), one.counts) for one in sorted(reports, key=rank)
    )
    yield from _listed(_REPORTS, list(named), options)


def _listed(title: Words, ranking: list[tuple[str, Counts]], options: Options) -> Iterator[Line]:
    yield ((title.of(options.language), "bold"),)
    upto = len(ranking) if options.verbose else _LISTED
    for name, counts in ranking[:upto]:
        numbers = [_number(severity, n, options) for severity, n in zip(Severity, counts, strict=True)]
        room = options.width - sum(width(text) for text, _ in numbers) - 2
        yield *numbers, (f"  {cut(one_line(name), room)}", "")
    if len(ranking) > upto:
        yield ((f"  {_MORE.format(n=len(ranking) - upto).of(options.language)}", "dim"),)
    yield ()


def _number(severity: Severity, n: int, options: Options) -> tuple[str, str]:
    word = f"{n:>6} {SEVERITY[severity].of(options.language)}"
    return (word, severity.value) if n else (" " * width(word), "")

"""The findings of a run counted by severity and by rule, each count with a bar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.finding import Severity
from auditor.outcome import Tally
from auditor.output import Options
from auditor.output.cells import pad, width
from auditor.output.frame import Line
from auditor.output.wording import called
from auditor.words import NOTHING, Language, Words

_LONGEST = 30
_BY_SEVERITY = Words("按级别统计", "by severity")
_BY_RULE = Words("按规则统计", "by rule")


def by_rule(tally: Tally, language: Language) -> list[tuple[str, str, Severity, int]]:
    """Code, what the rule is called, severity and number of findings; the most frequent first."""
    counts = [
        (code, called(rule, tally.titles.get(code, NOTHING)).of(language), severity, n)
        for (code, rule, severity), n in tally.rules.items()
    ]
    return sorted(counts, key=lambda row: (-row[3], row[0], row[2].rank))


def statistics(tally: Tally, options: Options) -> Iterator[Line]:
    """Both tables as lines of styled pieces, with an empty line behind each; nothing without findings."""
    severities = [(s, n) for s in Severity if (n := tally.severities[s])]
    yield from _table(_BY_SEVERITY, [((s.value,), s, n) for s, n in severities], options)
    rules = [
        ((severity.value, code, rule), severity, n)
        for code, rule, severity, n in by_rule(tally, options.language)
    ]
    yield from _table(_BY_RULE, rules, options)


def _table(
    title: Words, rows: Sequence[tuple[tuple[str, ...], Severity, int]], options: Options
) -> Iterator[Line]:
    if not rows:
        return
    yield ((title.of(options.language), "bold"),)
    most = max(n for _, _, n in rows)
    sizes = [max(map(width, column)) for column in zip(*(names for names, _, _ in rows), strict=True)]
    taken = 2 + sum(size + 2 for size in sizes) + len(str(most)) + 2
    room = max(1, min(_LONGEST, options.width - taken))
    for names, severity, n in rows:
        words = "  ".join(map(pad, names, sizes))
        # A single finding has a bar too: rounded up, none is invisible.
        bar = "#" * -(-n * room // most)
        yield ("  ", ""), (words, ""), (f"  {n:>{len(str(most))}}  ", "bold"), (bar, severity.value)
    yield ()

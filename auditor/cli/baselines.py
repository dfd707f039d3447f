"""The baseline of a run: the one that is named, else the one that is found."""

from __future__ import annotations

import os
from collections.abc import Iterable

from auditor.baseline import Baseline, BaselineWrong, find, load
from auditor.cli.ending import Problem, complain
from auditor.config import common
from auditor.system import reason
from auditor.words import Language, Words

_CANNOT_READ = Words("无法读取基线 {path}：{why}", "the baseline {path} cannot be read: {why}")
_UNUSED = Words(
    "基线中有{n}条已不对应任何问题（{first}）；auditor baseline --update 可去除",
    "entries of the baseline that fit no finding any more: {n} ({first}); auditor baseline --update removes them",
)


def found(named: str | None, paths: Iterable[str], isolated: bool, language: Language) -> Baseline | None:
    """The baseline that is named, else that nearest upward from the paths or from here."""
    path = named or (None if isolated else find((common(paths), os.getcwd())))
    return None if path is None else opened(path, language)


def opened(path: str, language: Language) -> Baseline:
    """A baseline that must be one."""
    try:
        return load(path)
    except BaselineWrong as wrong:
        raise Problem(wrong.reason.of(language)) from wrong
    except OSError as problem:
        raise Problem(_CANNOT_READ.format(path=path, why=reason(problem)).of(language)) from problem


def mention_unused(baseline: Baseline, language: Language) -> None:
    """A line on stderr for entries that are of no use any more."""
    unused = baseline.unused
    if unused:
        first = f"{unused[0].path} {unused[0].code or unused[0].rule}"
        complain(_UNUSED.format(n=len(unused), first=first).of(language))

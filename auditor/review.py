"""A folder of reports as it goes back to their units: a copy of each with its findings, a list a unit, a ranking of all."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from io import BytesIO, TextIOWrapper
from os.path import basename, dirname, isdir, join, normpath, relpath, splitext

from msgspec import Struct, field
from msgspec.structs import replace

from auditor.engine import Copy
from auditor.outcome import Audit, Tally
from auditor.output import Options
from auditor.output.atomic import OUTPUT_MARK, save
from auditor.output.ranking import Ranked, write_ranking
from auditor.output.standing import standings
from auditor.output.wording import remark
from auditor.words import NOTHING, Words

_LIST = Words("{unit} 审核意见.xlsx", "{unit} findings.xlsx")
_RANKING = Words("汇总.xlsx", "summary.xlsx")
_NO_UNIT = Words("未读出单位", "no unit read")
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


class Done(Struct):
    """What was written, in numbers."""

    copies: int = 0
    lists: int = 0
    tally: Tally = field(default_factory=Tally)


def write(copies: Iterable[Copy], roots: tuple[str, ...], out: str, options: Options) -> Done:
    """Write each copy to its place below `out`, then the lists. Raises OSError."""
    done = Done()
    units: dict[str, list[Audit]] = {}
    ranked: list[Ranked] = []
    os.makedirs(out, exist_ok=True)
    save(join(out, OUTPUT_MARK), b"")
    taken: set[str] = set()
    try:
        for copy in copies:
            audit = copy.audit
            done.tally.add(audit)
            if audit.status == "unrecognised":
                continue
            unit = _unit(audit) or _NO_UNIT.of(options.language)
            units.setdefault(unit, []).append(audit)
            file = ""
            if copy.why is None:
                file = _free(splitext(place(audit.path, roots))[0], copy.suffix, taken)
                os.makedirs(dirname(join(out, file)), exist_ok=True)
                save(join(out, file), copy.content)
                done.copies += 1
            said = remark(audit)
            why = copy.why or (said.words if said else NOTHING)
            named = (replace(one, unit=one.unit or unit) for one in standings(audit))
            ranked.extend(Ranked(one, audit.status, file, why) for one in named)
    except KeyboardInterrupt:
        done.tally.interrupted = True
    for unit, audits in units.items():
        name = _LIST.of(options.language).format(unit=_UNFIT.sub("_", unit))
        save(join(out, _free(*splitext(name), taken)), _listed(audits, options))
        done.lists += 1
    save(join(out, _RANKING.of(options.language)), write_ranking(ranked, options.language))
    return done


def place(path: str, roots: tuple[str, ...]) -> str:
    """Where a copy goes below the output folder: as its report stands below the folder that was named."""
    file, _, member = path.partition("!/")
    folders = [root for root in roots if isdir(root) and not relpath(file, root).startswith(os.pardir)]
    route = relpath(file, folders[0]) if folders else basename(file)
    if folders and len(roots) > 1:
        route = join(basename(normpath(folders[0])), route)
    # A member of an archive may be called anything.
    parts = [*route.replace(os.sep, "/").split("/"), *member.split("/")]
    return "/".join(part for part in parts if part not in ("", os.curdir, os.pardir))


def _free(stem: str, suffix: str, taken: set[str]) -> str:
    """A name that no other copy has, however the system compares names."""
    name, number = f"{stem}{suffix}", 1
    while name.lower() in taken:
        number += 1
        name = f"{stem} ({number}){suffix}"
    taken.add(name.lower())
    return name


def _unit(audit: Audit) -> str:
    return audit.report.organisation if audit.report is not None else ""


def _listed(audits: Iterable[Audit], options: Options) -> bytes:
    from auditor.output.xlsx import Writer

    content = BytesIO()
    # It closes what it wraps when nobody holds it any more.
    stream = TextIOWrapper(content, "utf-8")
    writer = Writer(stream, options)
    tally = Tally()
    for audit in tally.count(audits):
        writer.feed(audit)
    writer.end(tally)
    stream.flush()
    return content.getvalue()

"""`auditor baseline`: accept today's findings, so that later runs show only new ones."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from auditor.baseline import NAME, Baseline, dumped
from auditor.cli import baselines, inputs, outputs
from auditor.cli.ending import Problem, complain, ends_well
from auditor.cli.options import config_options, exclude_option, findings_options, language_option, said
from auditor.document import Unreadable
from auditor.outcome import Acceptance
from auditor.runner import Course
from auditor.words import Language, Words

if TYPE_CHECKING:
    from auditor.replies import Rejected

_WRITTEN = Words(
    "已写入 {path}：{total}条（新增{added}，去除{removed}）",
    "{path} written: {total} entries ({added} added, {removed} removed)",
)
_NOT_ADDED = Words(
    "另有{n}个新问题没有加入；不带 --update 运行可加入",
    "new findings that were not added: {n}; a run without --update adds them",
)
_NO_MATCH = Words(
    "{path} 中有{n}条答复没有对应的问题",
    "replies in {path} that are about no finding of these reports: {n}",
)


@click.command(
    help=said(
        "把当前的问题记入当前文件夹的 .auditor-baseline.json，以后只列出新的问题；已有的条目及其理由保留。",
        "Record today's findings in .auditor-baseline.json of the current folder, so that later runs show only new "
        "ones. Entries that are there keep their reasons.",
    )
)
@click.argument("paths", nargs=-1, required=True, type=click.Path())
@findings_options
@click.option(
    "--baseline",
    "baseline_file",
    metavar="FILE",
    default=NAME,
    help=said("写到这份文件", "Write to this file."),
)
@click.option(
    "--update",
    is_flag=True,
    help=said(
        "只去除已不存在的条目，不加入新的问题", "Only remove entries of findings that are gone; add nothing."
    ),
)
@click.option(
    "--from",
    "list_file",
    metavar="LIST.xlsx",
    help=said(
        "只加入审核清单中答复为“不采纳”的问题，以答复为理由",
        "Add only findings that a list of findings came back with as rejected, with the replies as reasons.",
    ),
)
@click.option("--reason", default="", metavar="TEXT", help=said("新条目的理由", "The reason of new entries."))
@click.option(
    "--reviewer", default="", metavar="NAME", help=said("新条目由谁接受", "Who accepts the new entries.")
)
@config_options
@exclude_option
@language_option
@click.pass_context
def baseline(
    context: click.Context,
    paths: tuple[str, ...],
    baseline_file: str,
    update: bool,
    list_file: str | None,
    reason: str,
    reviewer: str,
    config_file: str | None,
    isolated: bool,
    exclude: tuple[str, ...],
    language: Language,
) -> None:
    with ends_well(context, language):
        there = inputs.existing(paths, language)
        run = inputs.configured(context, there, config_file, isolated, language)
        language = run.language(language)
        old = baselines.opened(baseline_file, language) if os.path.exists(baseline_file) else None
        known = old or Baseline(baseline_file)
        files = run.found(there, exclude, language)
        course = Course(run.value("jobs") or 0, run.limits, needs=frozenset())
        audits = inputs.audits(there, files, "-", run.project, course, language)
        if list_file is None:
            new = known.additions(audits, lambda path, finding: Acceptance(reason, reviewer))
        else:
            replies = _replies(list_file, reviewer, language)
            new = known.additions(audits, replies.accept)
            if replies.unmet:
                complain(_NO_MATCH.format(path=list_file, n=replies.unmet).of(language))
        unused = set(known.unused) if update else set()
        kept = [entry for entry in known.entries if entry not in unused]
        entries = kept if update else kept + new
        if not outputs.saved(baseline_file, dumped(entries), language):
            context.exit(2)
        place = outputs.Destination(None, (), language)
        written = _WRITTEN.format(
            path=baseline_file, total=len(entries), added=len(entries) - len(kept), removed=len(unused)
        )
        place.stream.write(f"{written.of(language)}\n")
        if update and new:
            complain(_NOT_ADDED.format(n=len(new)).of(language))
        context.exit(0 if place.close() else 2)


def _replies(path: str, reviewer: str, language: Language) -> Rejected:
    from auditor.replies import rejected

    try:
        return rejected(path, reviewer)
    except Unreadable as problem:
        raise Problem(f"{path}: {problem.reason.of(language)}") from problem

"""`auditor diff`: what corrected reports changed."""

from __future__ import annotations

from tempfile import TemporaryDirectory

import click

from auditor.cli import inputs, outputs
from auditor.cli.ending import Problem, code, ends_well
from auditor.cli.options import (
    config_options,
    findings_options,
    format_option,
    language_option,
    options,
    said,
)
from auditor.outcome import Tally
from auditor.runner import REPORT, Course
from auditor.words import Language, Words

_TWO = Words(
    "须给出原先的和现在的两个路径，或一个路径和 --git 版本",
    "give the old path and the new one, or one path and --git REV",
)


@click.command(
    help=said(
        "比较一份报告或一个文件夹的前后两版：已解决、新增和仍存在的问题，变动的数字。\n\n"
        "退出码：0 没有新问题；1 有；2 用法错误，或有文件无法读取、未能读懂。",
        "Compare two versions of a report or a folder: findings resolved, new and still open, figures that differ.\n\n"
        "Exit code: 0 no new findings; 1 new ones; 2 usage error, or a file that could not be read or understood.",
    )
)
@click.argument("paths", nargs=-1, required=True, type=click.Path())
@click.option(
    "--git",
    "rev",
    metavar="REV",
    help=said("原先的版本取自 git 的这个版本", "The old version is that of this revision of git."),
)
@findings_options
@options(format_option, config_options)
@language_option
@click.pass_context
def diff(
    context: click.Context,
    paths: tuple[str, ...],
    rev: str | None,
    output_format: str,
    config_file: str | None,
    isolated: bool,
    language: Language,
) -> None:
    from auditor.compare import NoRevision, checked_out, differences
    from auditor.output.differences import write_differences

    with ends_well(context, language), TemporaryDirectory(prefix="auditor-") as folder:
        if len(paths) != (2 if rev is None else 1):
            raise Problem(_TWO.of(language))
        for path in paths:
            inputs.existing((path,), language)
        run = inputs.configured(context, paths[-1:], config_file, isolated, language)
        language = run.language(language)
        try:
            old = paths[0] if rev is None else checked_out(paths, rev, folder)[0]
        except NoRevision as problem:
            raise Problem(problem.reason.of(language)) from problem
        roots = (old, paths[-1])
        tally = Tally()
        course = Course(run.value("jobs") or 0, run.limits, needs=frozenset((REPORT,)))
        before, after = (
            list(inputs.audits((root,), run.found((root,), (), language), "-", run.project, course, language))
            for root in roots
        )
        for audit in after:
            tally.add(audit)
        told = list(differences(before, after, roots))
        place = outputs.Destination(None, (), language)
        write_differences(output_format, told, place.stream, language)
        found = any(one.added for one in told)
        context.exit(code(tally, found=found, incomplete=not place.close()))

"""`auditor annotate`: a copy of a report with the findings at their places."""

from __future__ import annotations

import os
from collections import Counter

import click

from auditor.cli import inputs, outputs
from auditor.cli.ending import Problem, Stop, code, complain, ends_well
from auditor.cli.options import (
    config_options,
    exclude_option,
    findings_options,
    language_option,
    limit_options,
    said,
)
from auditor.document import Unreadable
from auditor.outcome import Tally
from auditor.output import Options
from auditor.runner import Course, annotated, annotated_all
from auditor.system import reason
from auditor.words import Language, Words

_CANNOT_WRITE = Words("无法写入 {path}：{why}", "cannot write {path}: {why}")
_WRITTEN_ALL = Words(
    "已写入 {path}：{copies}份批注，{lists}份清单；{findings}",
    "{path} written: {copies} copies, {lists} lists; {findings}",
)
_WRITTEN = Words("已写入 {path}：{findings}", "{path} written: {findings}")


@click.command(
    help=said(
        "另存一份报告，把每条意见写到它所指的单元格或语句上：Word 批注、Excel 批注与底色、PDF 高亮，"
        "后两者另有一份清单。原文件不会改动。给出文件夹时，其中每份报告都批注到输出文件夹，结构不变，每个单位一份清单，"
        "另有一份按错误数排序的汇总。\n\n退出码：0 已写出；2 用法错误，或文件无法读取、未能读懂、不能写入批注。",
        "Write a copy of a report in which each finding stands at its cell or words: comments in Word, notes and "
        "fills in Excel, highlights in a PDF, with a list in the latter two. The report itself stays untouched. Of folders every report "
        "is annotated into the output folder, its structure kept, with a list a unit and a ranking of all.\n\n"
        "Exit code: 0 written; 2 usage error, or a file that cannot be read, was not understood or cannot carry "
        "comments.",
    )
)
@click.argument("paths", nargs=-1, required=True, type=click.Path())
@click.option(
    "-o",
    "--output-file",
    required=True,
    metavar="OUT",
    help=said("写到哪个文件，格式与原文件相同", "The file to write, of the same format as the report."),
)
@findings_options
@limit_options
@click.option(
    "--author",
    default="auditor",
    show_default=True,
    metavar="NAME",
    help=said("批注的作者", "The author of the comments."),
)
@config_options
@exclude_option
@language_option
@click.pass_context
def annotate(
    context: click.Context,
    paths: tuple[str, ...],
    output_file: str,
    author: str,
    exclude: tuple[str, ...],
    config_file: str | None,
    isolated: bool,
    language: Language,
) -> None:
    from auditor.output.neutral import one_line
    from auditor.output.wording import findings, remark

    with ends_well(context, language):
        there = inputs.existing(paths, language)
        run = inputs.configured(context, there, config_file, isolated, language)
        language = run.language(language)
        if len(paths) > 1 or os.path.isdir(paths[0]):
            context.exit(_folders(there, output_file, author, run, exclude, language))
        path = paths[0]
        settings = run.project.settings(path)
        outputs.never_over((path,), output_file, language)
        try:
            audit, copy = annotated(path, output_file, settings, language, author, run.limits)
        except Unreadable as problem:
            raise Problem(f"{path}: {problem.reason.of(language)}") from problem
        if not outputs.saved(output_file, copy, language):
            context.exit(2)
        counted = Tally(severities=Counter(f.severity for f in audit.result.findings), hidden=audit.hidden)
        written = _WRITTEN.format(path=output_file, findings=findings(counted))
        place = outputs.Destination(None, (), language)
        place.stream.write(f"{one_line(written.of(language))}\n")
        if remarked := remark(audit):
            complain(f"{path}: {remarked.words.of(language)}")
        tally = Tally()
        tally.add(audit)
        context.exit(code(tally, found=False, incomplete=not place.close()))


def _folders(
    paths: tuple[str, ...],
    out: str,
    author: str,
    run: inputs.Run,
    exclude: tuple[str, ...],
    language: Language,
) -> int:
    """Write copies of all reports and the lists beside them; the exit code."""
    from auditor import review
    from auditor.output.neutral import one_line
    from auditor.output.wording import findings

    stop = Stop()
    files = run.found(paths, exclude, language)
    course = Course(run.value("jobs") or 0, run.limits, stop=stop)
    place = outputs.Destination(None, (), language)
    with stop.heeded():
        copies = annotated_all(files, run.project, language, author, course)
        try:
            done = review.write(copies, paths, out, Options(language, rules=run.rules))
        except OSError as problem:
            raise Problem(_CANNOT_WRITE.format(path=out, why=reason(problem)).of(language)) from problem
    written = _WRITTEN_ALL.format(
        path=out, copies=done.copies, lists=done.lists, findings=findings(done.tally)
    )
    place.stream.write(f"{one_line(written.of(language))}\n")
    return code(done.tally, found=False, incomplete=not place.close())

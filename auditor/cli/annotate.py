"""`auditor annotate`: a copy of a report with the findings at their places."""

from __future__ import annotations

from collections import Counter

import click

from auditor.cli import inputs, outputs
from auditor.cli.ending import Problem, code, complain, ends_well
from auditor.cli.options import config_options, findings_options, language_option, limit_options, said
from auditor.document import Unreadable
from auditor.outcome import Tally
from auditor.runner import annotated
from auditor.words import Language, Words

_WRITTEN = Words("已写入 {path}：{findings}", "{path} written: {findings}")


@click.command(
    help=said(
        "另存一份报告，把每条意见写到它所指的单元格或语句上：Word 批注、Excel 批注与底色、PDF 高亮，"
        "后两者另有一份清单。原文件不会改动。\n\n退出码：0 已写出；2 用法错误，或文件无法读取、未能读懂、不能写入批注。",
        "Write a copy of a report in which each finding stands at its cell or words: comments in Word, notes and "
        "fills in Excel, highlights in a PDF, with a list in the latter two. The report itself stays untouched.\n\n"
        "Exit code: 0 written; 2 usage error, or a file that cannot be read, was not understood or cannot carry "
        "comments.",
    )
)
@click.argument("path")
@click.option(
    "-o",
    "--output-file",
    required=True,
    metavar="OUT",
    help=said("写到哪个文件，格式与原文件相同", "The file to write, of the same format as the report."),
)
@findings_options
@limit_options
@config_options
@language_option
@click.pass_context
def annotate(
    context: click.Context,
    path: str,
    output_file: str,
    config_file: str | None,
    isolated: bool,
    language: Language,
) -> None:
    from auditor.output.neutral import one_line
    from auditor.output.wording import findings, remark

    with ends_well(context, language):
        inputs.existing((path,), language)
        run = inputs.configured(context, (path,), config_file, isolated, language)
        language = run.language(language)
        settings = run.project.settings(path)
        outputs.never_over((path,), output_file, language)
        try:
            audit, copy = annotated(path, output_file, settings, language, run.limits)
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

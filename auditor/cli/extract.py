"""`auditor extract`: what is understood of reports."""

from __future__ import annotations

import click

from auditor.cli import inputs, outputs
from auditor.cli.ending import Stop, code, ends_well
from auditor.cli.options import (
    common_options,
    config_options,
    file_option,
    jobs_option,
    limit_options,
    options,
    profile_option,
    said,
)
from auditor.output import EXTRACT_FORMATS, ROW_FORMATS, ROW_KINDS, Options, write_extract
from auditor.runner import EVERYTHING, REPORT, Course
from auditor.words import Language


@click.command(
    help=said(
        "列出从报告中读出的内容：总分、目标、预算、指标、评分项和文字中的数据关系。",
        "Print what is understood of reports: totals, goals, budget, indicators, scored items, claims.",
    )
)
@click.argument("paths", nargs=-1, required=True, type=click.Path())
@profile_option
@click.option(
    "--output-format",
    type=click.Choice([*EXTRACT_FORMATS, *ROW_FORMATS]),
    help=said(
        "输出格式，默认 terminal；html 重绘表格并标出每格的用途；csv、jsonl、xlsx 每行一条",
        "Output format, by default terminal; html draws each form again with what became of its cells; csv, jsonl "
        "and xlsx have rows.",
    ),
)
@click.option(
    "--rows",
    type=click.Choice(ROW_KINDS),
    default="indicators",
    show_default=True,
    help=said("csv、jsonl、xlsx 的每行是什么", "What the rows of csv, jsonl and xlsx are."),
)
@file_option("output_file")
@options(jobs_option, limit_options, config_options)
@common_options
@click.option(
    "-v",
    "--verbose",
    is_flag=True,
    help=said(
        "另列出无法复算的数字及原因（需要运行规则）",
        "Also list the figures that are not verifiable, and why; this runs the rules.",
    ),
)
@click.pass_context
def extract(
    context: click.Context,
    paths: tuple[str, ...],
    output_format: str | None,
    rows: str,
    output_file: str | None,
    config_file: str | None,
    isolated: bool,
    exclude: tuple[str, ...],
    language: Language,
    stdin_filename: str,
    verbose: bool,
) -> None:
    with ends_well(context, language):
        there = inputs.existing(paths, language)
        output_format = outputs.extracted(output_format, output_file, language)
        # The JSON gives the verdict on each relation.
        without_rules = not verbose and output_format != "json" and rows != "relations"
        run = inputs.configured(context, there, config_file, isolated, language, without_rules)
        language = run.language(language)
        files = run.found(there, exclude, language)
        place = outputs.Destination(output_file, files.paths, language)
        stop = Stop()
        needs = EVERYTHING if output_format == "html" else frozenset((REPORT,))
        course = Course(run.value("jobs") or 0, run.limits, needs=needs, stop=stop)
        how = Options(language, place.width, verbose=verbose)
        with stop.heeded():
            audits = inputs.audits(there, files, stdin_filename, run.project, course, language)
            tally = write_extract(output_format, audits, place.stream, how, rows)
        whole = place.close()
        context.exit(code(tally, found=False, incomplete=not whole or len(there) < len(paths)))

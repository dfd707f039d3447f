"""`auditor check`: audit files and folders."""

from __future__ import annotations

import click

from auditor.cli import baselines, inputs, outputs
from auditor.cli.ending import Stop, code, ends_well
from auditor.cli.options import (
    baseline_options,
    common_options,
    config_options,
    fail_on_option,
    file_option,
    findings_options,
    jobs_option,
    limit_options,
    options,
    said,
)
from auditor.finding import Severity
from auditor.output import FORMATS, Options, Output, needed, write_all
from auditor.runner import Course
from auditor.words import Language


@click.command(
    cls=outputs.Outputs,
    help=said(
        "检查文件和文件夹（默认为当前文件夹），列出问题，最严重的在前。\n\n"
        "退出码：0 没有达到 --fail-on 的问题；1 有；2 用法错误，或有文件无法读取、未能读懂或审核出错；"
        "3 程序本身出错；130 被中断。",
        "Audit files and folders (by default the current one) and print findings, most severe first.\n\n"
        "Exit code: 0 nothing at or above --fail-on; 1 findings; 2 usage error, or a file that could not be "
        "read, was not understood or failed; 3 the program itself failed; 130 interrupted.",
    ),
)
@click.argument("paths", nargs=-1, type=click.Path())
@findings_options
@options(
    fail_on_option,
    click.option(
        "--exit-zero",
        is_flag=True,
        help=said("有问题时退出码也为 0", "Exit with 0 instead of 1, whatever is found."),
    ),
    click.option(
        "--strict",
        is_flag=True,
        help=said(
            "有文件没有复算任何数字或不是自评报告时，退出码为 2",
            "Exit with 2 for a file of which nothing was recomputed, or that is no self-evaluation.",
        ),
    ),
    click.option(
        "--output-format",
        outputs.FORMATS_OPTION,
        multiple=True,
        type=click.Choice(FORMATS),
        help=said(
            "输出格式，默认 terminal；可以给出几种，每种后面跟各自的 --output-file",
            "Output format, by default terminal; several can be given, each followed by its --output-file.",
        ),
    ),
    file_option(outputs.FILES_OPTION, multiple=True),
)
@options(
    jobs_option,
    limit_options,
    click.option(
        "--no-cache",
        is_flag=True,
        help=said("不使用以前的结果，也不保存", "Neither use results of earlier runs nor keep any."),
    ),
    click.option(
        "--resume",
        metavar="FILE",
        help=said(
            "接着写这个 JSON Lines 文件：其中已有的文件不再审核",
            "Go on with this file of JSON Lines: files that are in it are not audited again.",
        ),
    ),
)
@config_options
@baseline_options
@common_options
@click.option(
    "--color/--no-color",
    default=None,
    help=said("是否使用颜色，默认只在终端使用", "Colours; by default only in a terminal."),
)
@click.option("-q", "--quiet", is_flag=True, help=said("只输出总结", "Print the summary only."))
@click.option(
    "--statistics",
    is_flag=True,
    help=said("另按级别和规则统计", "Also count findings by severity and by rule."),
)
@click.option(
    "-v",
    "--verbose",
    is_flag=True,
    help=said(
        "另列出四舍五入误差内和无法复算的数字及原因，报告中没有相应内容而未运行的规则，以及略过的文件",
        "Also list figures within rounding or not verifiable, and why, rules for which the report has nothing, "
        "and files that were passed over.",
    ),
)
@click.option(
    "--skip-unrecognised",
    is_flag=True,
    help=said(
        "略过不是自评报告的文件，不作说明", "Pass over files that are no self-evaluation without a word."
    ),
)
@click.pass_context
def check(
    context: click.Context,
    paths: tuple[str, ...],
    exit_zero: bool,
    strict: bool,
    output_formats: tuple[str, ...],
    output_files: tuple[str, ...],
    config_file: str | None,
    isolated: bool,
    baseline_file: str | None,
    show_baselined: bool,
    no_cache: bool,
    resume: str | None,
    exclude: tuple[str, ...],
    language: Language,
    stdin_filename: str,
    color: bool | None,
    quiet: bool,
    statistics: bool,
    verbose: bool,
    skip_unrecognised: bool,
) -> None:
    with ends_well(context, language):
        there = inputs.existing(paths or (".",), language)
        run = inputs.configured(context, there, config_file, isolated, language)
        language = run.language(language)
        pairs = outputs.pairs(context, output_formats, output_files, language, resume)
        known = baselines.found(baseline_file, there, isolated, language)
        files = run.found(there, exclude, language)
        done = outputs.resumed(resume, files.paths, language)
        files.paths = [path for path in files.paths if path not in done.names]
        stop = Stop()
        needs = needed(form for form, _ in pairs)
        course = Course(run.value("jobs") or 0, run.limits, not no_cache, needs, stop)
        places = [outputs.destination(form, file, files.paths, language, resume) for form, file in pairs]
        written = [
            Output(
                form,
                place.stream,
                Options(
                    language,
                    place.width,
                    place.coloured(color),
                    verbose=verbose,
                    quiet=quiet,
                    statistics=statistics,
                    rules=run.rules,
                    show_accepted=show_baselined,
                    file=file or "",
                ),
            )
            for (form, file), place in zip(pairs, places, strict=True)
        ]
        with stop.heeded(), outputs.writable(language):
            audits = inputs.audits(there, files, stdin_filename, run.project, course, language)
            audits = (
                audit if known is None else known.apply(audit)
                for audit in audits
                if audit.path not in done.names and not (skip_unrecognised and audit.status == "unrecognised")
            )
            tally = write_all(audits, written, files.passed_over, done.tally)
        if known is not None and not tally.interrupted:
            baselines.mention_unused(known, language)
        whole = sum(place.close() for place in places) == len(places)
        if whole and not quiet and all(place.path for place in places):
            outputs.said(places, tally, language)
        incomplete = not whole or len(there) < len(paths) or (strict and tally.unproven)
        fail_on = run.value("fail-on")
        failed = not exit_zero and fail_on != "never" and tally.reaches(Severity(fail_on))
        context.exit(code(tally, found=failed, incomplete=incomplete))

"""`auditor form`: what of a form is not known, and the lines that make it so."""

from __future__ import annotations

import os

import click

from auditor.cli import inputs, outputs
from auditor.cli.ending import Problem, Stop, ends_well
from auditor.cli.options import config_options, format_option, language_option, said
from auditor.output import Options
from auditor.runner import DOCUMENT, Course
from auditor.words import Language, Words

_NO_TABLE = Words("{path}：没有表格", "{path}: there is no table in it")
_ONE_FILE = Words("{path} 是文件夹；请指定一个文件", "{path} is a folder: name one file")
_NOT_READ = Words("{path}：无法读取", "{path}: it cannot be read")


@click.group(help=said("补充表式。", "Forms of your own."))
def form() -> None:
    pass


@form.command(
    help=said(
        "列出一个表中不认识的表头、各视为什么及依据，以及加入设置文件即可读懂该表的各行。",
        "Print the header words of a form that are not known, what each is taken for and why, and the lines to add to "
        "a configuration so that the form is read.",
    )
)
@click.argument("path", metavar="FILE", type=click.Path())
@format_option
@config_options
@language_option
@click.pass_context
def draft(
    context: click.Context,
    path: str,
    output_format: str,
    config_file: str | None,
    isolated: bool,
    language: Language,
) -> None:
    from auditor.output.form import write_draft
    from auditor.recognition.draft import lines, unknown_words

    with ends_well(context, language):
        there = inputs.existing((path,), language)
        if os.path.isdir(path):
            raise Problem(_ONE_FILE.format(path=path).of(language))
        run = inputs.configured(context, there, config_file, isolated, language, without_rules=True)
        language = run.language(language)
        course = Course(1, run.limits, needs=frozenset((DOCUMENT,)), stop=Stop())
        audits = inputs.audits(there, run.found(there, (), language), path, run.project, course, language)
        audit = next(iter(audits), None)
        if audit is None or audit.document is None:
            error = audit.error if audit is not None and audit.error else _NOT_READ.format(path=path)
            raise Problem(
                f"{path}: {error.of(language)}" if audit is not None and audit.error else error.of(language)
            )
        if not any(table.cells for table in audit.document.tables):
            raise Problem(_NO_TABLE.format(path=path).of(language))
        place = outputs.Destination(None, (), language)
        name = os.path.splitext(os.path.basename(path))[0].replace('"', "").replace("\\", "")
        words = unknown_words(audit.document)
        write_draft(
            output_format, path, words, lines(name, words), place.stream, Options(language, place.width)
        )
        context.exit(0 if place.close() else 2)

"""`auditor redact`: a report without its names."""

from __future__ import annotations

import click

from auditor.cli import inputs, outputs
from auditor.cli.ending import Problem, complain, ends_well
from auditor.cli.options import language_option, limit_options, limits_given, said
from auditor.document import Unreadable
from auditor.words import Language, Words

_WRITTEN = Words(
    "已写入 {path}；图片、附带的文件和文件名没有改动，发送前请再看一遍",
    "{path} written; pictures, embedded files and file names are as they were: look through it before you send it",
)
_OTHERWISE = Words(
    "改写后查出的问题与原文件不同", "the findings about the rewritten file are not those about the report"
)


@click.command(
    help=said(
        "另存一份报告，其中的人名、地名、文号和电话已替换，数字不变，可用于反映误报。",
        "Write a copy of a report in which names, places, numbers of documents and telephones are replaced and figures "
        "are kept, so that a wrong finding can be reported.",
    )
)
@click.argument("path", type=click.Path())
@click.option(
    "-o", "--output-file", required=True, metavar="OUT", help=said("写到哪个文件", "The file to write.")
)
@limit_options
@language_option
@click.pass_context
def redact(context: click.Context, path: str, output_file: str, language: Language) -> None:
    from auditor.redact import redact_file

    with ends_well(context, language):
        inputs.existing((path,), language)
        outputs.never_over((path,), output_file, language)
        try:
            made, same = redact_file(path, limits_given(context))
        except Unreadable as problem:
            raise Problem(f"{path}: {problem.reason.of(language)}") from problem
        if not outputs.saved(output_file, made, language):
            context.exit(2)
        place = outputs.Destination(None, (), language)
        place.stream.write(f"{_WRITTEN.format(path=output_file).of(language)}\n")
        if not same:
            complain(_OTHERWISE.of(language))
        context.exit(0 if place.close() else 2)

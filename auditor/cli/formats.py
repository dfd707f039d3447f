"""`auditor formats`: what can be read here."""

from __future__ import annotations

import click

from auditor.cli import outputs
from auditor.cli.ending import ends_well
from auditor.cli.options import format_option, language_option, said
from auditor.output import Options
from auditor.words import Language


@click.command(
    help=said(
        "列出本机可以读取的格式，以及其余格式还缺什么。",
        "List the formats that can be read here, and what the others need.",
    )
)
@format_option
@language_option
@click.pass_context
def formats(context: click.Context, output_format: str, language: Language) -> None:
    from auditor.output.formats import write_formats
    from auditor.readers.formats import formats as known

    with ends_well(context, language):
        place = outputs.Destination(None, (), language)
        write_formats(output_format, known(), place.stream, Options(language, place.width))
        context.exit(0 if place.close() else 2)

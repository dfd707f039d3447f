"""`auditor rule`: one rule explained, or all of them."""

from __future__ import annotations

import click

from auditor.check import Selection, UnknownRule
from auditor.cli import inputs, outputs
from auditor.cli.ending import ends_well
from auditor.cli.options import format_option, language_option, said
from auditor.engine import audit_examples
from auditor.output import Options
from auditor.words import Language


@click.command(
    help=said(
        "说明一条规则：检查什么、为什么、依据、选项和示例；不写名称时列出全部规则，写编号前缀时列出该类规则。",
        "Explain a rule: what it asks, why, source, options, examples. Without a name list all rules, "
        "with a prefix of codes those of a family.",
    )
)
@click.argument("name", required=False)
@format_option
@language_option
@click.pass_context
def rule(context: click.Context, name: str | None, output_format: str, language: Language) -> None:
    from auditor.output import rules as output

    with ends_well(context, language):
        known = inputs.installed()
        try:
            wanted = Selection((name,)).of(known) if name else known
        except UnknownRule as unknown:
            raise inputs.unknown_rule(str(unknown), known, language) from unknown
        place = outputs.Destination(None, (), language)
        options = Options(language, place.width, place.coloured(None))
        if output_format == "json":
            output.write_json(wanted, audit_examples, place.stream, options)
        elif name and name.upper() in (wanted[0].name.upper(), wanted[0].code):
            output.write_rule(wanted[0], known, audit_examples(wanted[0]), place.stream, options)
        else:
            output.write_list(wanted, place.stream, options)
        context.exit(0 if place.close() else 2)

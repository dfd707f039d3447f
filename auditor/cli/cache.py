"""`auditor cache`: the results that are kept."""

from __future__ import annotations

import click

from auditor.cli import outputs
from auditor.cli.ending import ends_well
from auditor.cli.options import language_option, said
from auditor.words import Language, Words

_INFO = Words("{folder}：{entries}份结果，共{size:.1f} MB", "{folder}: {entries} results, {size:.1f} MB")
_CLEARED = Words(
    "已清除{entries}份结果，共{size:.1f} MB（{folder}）",
    "{entries} results removed, {size:.1f} MB ({folder})",
)
_MB = 1_000_000


@click.command(
    help=said(
        "以前的审核结果：info 说明存放位置和大小，clear 清除。内容未变的文件不再重新审核。",
        "Results of earlier runs: info says where they are and how many, clear removes them. A file that has not "
        "changed is not audited again.",
    )
)
@click.argument("what", type=click.Choice(["info", "clear"]))
@language_option
@click.pass_context
def cache(context: click.Context, what: str, language: Language) -> None:
    from auditor.cache import clear, info

    with ends_well(context, language):
        words, kept = (_INFO, info()) if what == "info" else (_CLEARED, clear())
        line = words.format(folder=kept.folder, entries=kept.entries, size=kept.size / _MB)
        place = outputs.Destination(None, (), language)
        place.stream.write(f"{line.of(language)}\n")
        context.exit(0 if place.close() else 2)

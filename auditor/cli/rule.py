"""`auditor rule`: one rule explained, or all of them."""

from __future__ import annotations

import os
from itertools import takewhile

import click

from auditor.check import Rule, Selection, UnknownRule
from auditor.cli import inputs, outputs
from auditor.cli.ending import Problem, ends_well
from auditor.cli.options import format_option, language_option, said
from auditor.engine import audit_examples
from auditor.output import Options
from auditor.words import Language, Words

_NO_NEW_CODE = Words(
    "用法：auditor rule new 编号（大写字母加三位数字，如 HSE001）",
    "usage: auditor rule new CODE, capital letters and three digits, as HSE001",
)
_CODE_TAKEN = Words("编号 {code} 已被占用", "the code {code} is taken")
_FILE_THERE = Words("文件已经存在：{path}", "there is a file already: {path}")


@click.command(
    help=said(
        "说明一条规则：检查什么、为什么、依据、选项和示例；不写名称时列出全部规则，写类别时列出该类规则。"
        "“auditor rule new 编号”在当前文件夹写出一条新规则及其说明页的骨架。",
        "Explain a rule: what it asks, why, basis, options, examples. Without a name list all rules, with the "
        "letters of a family its rules. `auditor rule new CODE` writes the skeleton of a rule and its page here.",
    )
)
@click.argument("name", required=False)
@click.argument("code", required=False)
@format_option
@language_option
@click.pass_context
def rule(
    context: click.Context, name: str | None, code: str | None, output_format: str, language: Language
) -> None:
    from auditor.output import rules as output

    with ends_well(context, language):
        known = inputs.installed()
        if name == "new" or code is not None:
            context.exit(_new(name, code, known, language))
        try:
            wanted = Selection((name,)).of(known) if name else known
        except UnknownRule as unknown:
            raise inputs.unknown_rule(str(unknown), known, language) from unknown
        inputs.mention_renamed((name,) if name else (), known, language)
        place = outputs.Destination(None, (), language)
        options = Options(language, place.width, place.coloured(None))
        if output_format == "json":
            output.write_json(wanted, place.stream, options)
        elif name and len(wanted) == 1 and name.upper() != wanted[0].family:
            output.write_rule(wanted[0], known, audit_examples(wanted[0]), place.stream, options)
        else:
            output.write_list(wanted, place.stream, options)
        context.exit(0 if place.close() else 2)


def _new(name: str | None, code: str | None, known: tuple[Rule, ...], language: Language) -> int:
    """Write the files of a new rule into the current folder; the exit code. None that is there is written over."""
    from auditor.skeleton import CODE, skeleton

    if name != "new" or code is None or not CODE.fullmatch(code):
        raise Problem(_NO_NEW_CODE.of(language))
    if any(code in (rule.code, *rule.formerly) for rule in known):
        raise Problem(_CODE_TAKEN.format(code=code).of(language))
    files = skeleton(code)
    for path in filter(os.path.lexists, files):
        raise Problem(_FILE_THERE.format(path=path).of(language))
    for path in files:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    written = takewhile(lambda path: outputs.saved(path, files[path].encode(), language), files)
    click.echo("\n".join(written))
    return 0 if all(map(os.path.exists, files)) else 2

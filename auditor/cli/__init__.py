"""The command line: options in, exit code out; one module a command, no logic of its own."""

from __future__ import annotations

import click

from auditor import __version__
from auditor.cli.annotate import annotate
from auditor.cli.baseline import baseline
from auditor.cli.cache import cache
from auditor.cli.check import check
from auditor.cli.config import config, init
from auditor.cli.diff import diff
from auditor.cli.extract import extract
from auditor.cli.form import form
from auditor.cli.formats import formats
from auditor.cli.redact import redact
from auditor.cli.rule import rule


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="auditor %(version)s")
def cli() -> None:
    """绩效自评报告内部一致性检查 / Check Chinese budget-performance self-evaluation reports."""


for _command in (check, extract, annotate, formats, rule, cache, config, init, baseline, diff, redact, form):
    cli.add_command(_command)

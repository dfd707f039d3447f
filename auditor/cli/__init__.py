"""The command line: options in, exit code out; one module a command, no logic of its own."""

from __future__ import annotations

from importlib import import_module

import click

from auditor import __version__

# The module of each command.
_MODULES = {
    "check": "check",
    "extract": "extract",
    "annotate": "annotate",
    "formats": "formats",
    "rule": "rule",
    "cache": "cache",
    "config": "config",
    "init": "config",
    "baseline": "baseline",
    "diff": "diff",
    "redact": "redact",
    "form": "form",
}


class _Commands(click.Group):
    """Imports the module of the command that runs, and no other."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _MODULES:
            return None
        command: click.Command = getattr(import_module(f"auditor.cli.{_MODULES[cmd_name]}"), cmd_name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="auditor %(version)s")
def cli() -> None:
    """绩效自评报告内部一致性检查 / Check Chinese budget-performance self-evaluation reports."""

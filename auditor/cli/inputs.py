"""What a run is about: the rules that are asked for, the files that are there."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct

from auditor.check import Rule, RulesBroken, Selection, UnknownRule, load_rules, near
from auditor.cli.ending import Problem, complain
from auditor.cli.options import given
from auditor.config import Config, ConfigWrong, Project, common, project, shared, words
from auditor.config.choice import Choice
from auditor.engine import SettingsOf, audit_content, audit_found
from auditor.outcome import Audit
from auditor.sources import Found, bounded, find
from auditor.words import NOTHING, Language, Words

if TYPE_CHECKING:
    from auditor.output.progress import Progress

STDIN = "-"
_NARROWEST = 40

_NO_SUCH_FILE = Words("没有这个文件或文件夹：{path}", "no such file or folder: {path}")
_UNKNOWN_RULE = Words(
    "没有名称或编号为“{selector}”的规则{near}", "no rule has the name or code '{selector}'{near}"
)
_NEAR = Words("；相近的有：{names}", "; near to it: {names}")
_UNKNOWN_PROFILE = Words(
    "没有计分办法“{name}”，可用：{names}", "no scheme of scoring is called '{name}'; there are: {names}"
)


class Run(Struct, frozen=True):
    """What is in force for a run: the configurations, and the one that holds for what concerns the run as a whole."""

    project: Project
    main: Config

    def value(self, key: str) -> Any:
        """What holds for a key of the whole run."""
        given = self.project.given
        return given[key] if key in given else self.main.value(key)

    def language(self, locale: Language) -> Language:
        """The language that is asked for, else the locale's."""
        language: Language = self.value("lang") or locale
        return language

    def found(self, paths: Iterable[str], exclude: Iterable[str], language: Language) -> Found:
        """The files that paths stand for, standard input aside."""
        with _config_in_a_line(self.project, language):
            files = find((p for p in paths if p != STDIN), exclude, Choice(self.project).below)
            shared(self.project, self.main, files.paths)
            for path in files.paths:
                self.project.settings(path)
        return files

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that run on any file."""
        running = {rule.code for settings in self.project.settled.values() for rule in settings.rules}
        return tuple(rule for rule in self.project.rules if rule.code in running)


def configured(
    context: click.Context,
    paths: Iterable[str],
    config_file: str | None,
    isolated: bool,
    language: Language,
    without_rules: bool = False,
) -> Run:
    """The configuration of a run over these paths, with its words in force."""
    known = installed()
    chosen = given(context)
    scheme(chosen.get("scheme"), language)
    made = Project(known, chosen)
    with _config_in_a_line(made, language):
        made = project(known, chosen, config_file, isolated)
        made.without_rules = without_rules
        main = made.config(common(paths))
        words.use(main)
        made.settings(os.path.join(common(paths), "-"))
    return Run(made, main)


@contextmanager
def _config_in_a_line(project: Project, language: Language) -> Iterator[None]:
    try:
        yield
    except ConfigWrong as wrong:
        raise Problem(wrong.reason.of(language)) from wrong
    except UnknownRule as unknown:
        raise unknown_rule(str(unknown), project.rules, language) from unknown


def rules(selection: Selection, language: Language) -> tuple[Rule, ...]:
    """The rules that are asked for."""
    known = installed()
    try:
        return selection.of(known)
    except UnknownRule as unknown:
        raise unknown_rule(str(unknown), known, language) from unknown


def installed() -> tuple[Rule, ...]:
    """All rules of all packages."""
    try:
        return load_rules()
    except RulesBroken as broken:
        raise Problem(str(broken)) from broken


def unknown_rule(selector: str, known: tuple[Rule, ...], language: Language) -> Problem:
    """What is said of a selector that fits no rule."""
    names = ", ".join(near(selector, known))
    hint = _NEAR.format(names=names) if names else NOTHING
    return Problem(_UNKNOWN_RULE.format(selector=selector, near=hint).of(language))


def scheme(name: str | None, language: Language) -> str | None:
    """The name of a scheme of scoring, if one is asked for."""
    if name is not None:
        from auditor.recognition.profiles import names

        if name not in names():
            problem = _UNKNOWN_PROFILE.format(name=name, names=", ".join(names()))
            raise Problem(problem.of(language))
    return name


def existing(paths: tuple[str, ...], language: Language) -> tuple[str, ...]:
    """The paths that can be audited; a line on stderr for each other one."""
    there = tuple(p for p in paths if p == STDIN or os.path.lexists(p))
    missing = [_NO_SUCH_FILE.format(path=p).of(language) for p in paths if p not in there]
    if not there:
        raise Problem("; ".join(missing))
    for line in missing:
        complain(line)
    return there


def audits(
    paths: tuple[str, ...],
    files: Found,
    stdin_name: str,
    settings: SettingsOf,
    progress: Progress | None = None,
) -> Iterator[Audit]:
    """The audits of standard input, if it is among the paths, and of the files."""
    if STDIN in paths:
        yield from audit_content(bounded(sys.stdin.buffer), stdin_name, settings, files.passed_over)
    if progress is None:
        yield from audit_found(files, settings)
    else:
        yield from progress.ended(audit_found(files, settings, progress.starting(files.paths)))


def progress(language: Language) -> Progress | None:
    """A line that says how far a run has come, for a terminal only."""
    if not sys.stderr.isatty():
        return None
    from auditor.output.progress import Progress

    return Progress(sys.stderr, language, os.get_terminal_size(sys.stderr.fileno()).columns or _NARROWEST)

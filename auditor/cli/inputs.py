"""What a run is about: the rules that are asked for, the files that are there."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from msgspec import Struct
from msgspec.structs import replace

from auditor.check import (
    NothingSelected,
    Rule,
    RulesBroken,
    UnknownRule,
    load_rules,
    near,
    renamed,
    settled,
)
from auditor.cli.ending import Problem, complain
from auditor.cli.options import given
from auditor.config import Config, ConfigWrong, Project, common, project, shared, words
from auditor.config.choice import Choice
from auditor.engine import SettingsOf
from auditor.lexicon import own
from auditor.options import WrongOption, assignments
from auditor.outcome import Audit
from auditor.runner import AS_USUAL, Course, audit_found, look
from auditor.runner.limits import Limits
from auditor.sources import Found, bounded, find
from auditor.words import NOTHING, Language, Words

STDIN = "-"
_NARROWEST = 40

_NO_SUCH_FILE = Words("没有这个文件或文件夹：{path}", "no such file or folder: {path}")
_UNKNOWN_RULE = Words(
    "没有名称、标题、编号或类别为“{selector}”的规则{near}",
    "no rule has the name, title, code or family '{selector}'{near}",
)
_NOTHING_SELECTED = Words(
    "--select、--ignore 之后没有要运行的规则", "no rule is left to run by --select and --ignore"
)
_RENAMED = Words(
    "“{old}”已并入 {code}“{title}”，按后者处理", "'{old}' is now part of {code} {title}, which is taken"
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

    @property
    def limits(self) -> Limits:
        """What one file may take."""
        return Limits(self.value("timeout"), self.value("memory"))

    def found(self, paths: Iterable[str], exclude: Iterable[str], language: Language) -> Found:
        """The files that paths stand for, standard input aside."""
        with _in_a_line(self.project, language):
            files = find(
                (p for p in paths if p != STDIN), exclude, Choice(self.project).below, look(self.limits)
            )
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
    chosen = dict(given(context))
    scheme(chosen.get("scheme"), language)
    if "rules" in chosen:
        chosen["rules"] = set_options(chosen["rules"], language)
    made = Project(known, chosen)
    with _in_a_line(made, language):
        made = project(known, chosen, config_file, isolated)
        made.without_rules = without_rules
        main = made.config(common(paths))
        words.use(main)
        made.words = own.state()
        made.settings(os.path.join(common(paths), "-"))
    run = Run(made, main)
    if not without_rules:
        mention_renamed(_selectors(run), known, language)
    return run


def _selectors(run: Run) -> Iterator[str]:
    """All by which the command line and the configuration name rules."""
    for key in ("select", "ignore", "extend-select", "severity", "rules"):
        yield from run.value(key)
    for selectors in run.value("per-file-ignores").values():
        yield from selectors


def mention_renamed(selectors: Iterable[str], known: tuple[Rule, ...], language: Language) -> None:
    """Say on stderr which rules were named by what they have taken over."""
    for old, rule in renamed(selectors, known).items():
        complain(_RENAMED.format(old=old, code=rule.code, title=rule.title).of(language))


@contextmanager
def _in_a_line(project: Project, language: Language) -> Iterator[None]:
    try:
        yield
    except ConfigWrong as wrong:
        raise Problem(wrong.reason.of(language)) from wrong
    except UnknownRule as unknown:
        raise unknown_rule(str(unknown), project.rules, language) from unknown
    except NothingSelected as nothing:
        raise Problem(_NOTHING_SELECTED.of(language)) from nothing


def set_options(values: tuple[str, ...], language: Language) -> dict[str, dict[str, Any]]:
    """What `--option` sets, by rule."""
    if not values:
        return {}
    known = installed()
    try:
        return settled(known, assignments(values))
    except UnknownRule as unknown:
        raise unknown_rule(str(unknown), known, language) from unknown
    except WrongOption as wrong:
        raise Problem(wrong.reason.of(language)) from wrong


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
        from auditor.recognition.schemes import names

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
    course: Course = AS_USUAL,
    language: Language = "zh",
) -> Iterator[Audit]:
    """The audits of standard input, if it is among the paths, and of the files; on a terminal it shows how far it is."""
    content = [(stdin_name, bounded(sys.stdin.buffer))] if STDIN in paths else []
    if not sys.stderr.isatty():
        return audit_found(files, settings, course, content)
    from auditor.output.progress import Progress

    width = os.get_terminal_size(sys.stderr.fileno()).columns or _NARROWEST
    line = Progress(sys.stderr, language, width, len(content) + len(files.paths))
    return line.ended(audit_found(files, settings, replace(course, tick=line.tick), content))

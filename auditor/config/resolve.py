"""What is in force for a file: the command line's values, else its configuration's, else the defaults."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from auditor.check import NothingSelected, Rule, Selection, UnknownRule, settled
from auditor.config.files import NO_CONFIG, Config, ConfigWrong, Finder, beside, read
from auditor.config.keys import KEYS
from auditor.engine import Settings
from auditor.finding import Confidence, Severity
from auditor.lexicon import own
from auditor.options import WrongOption
from auditor.words import Words

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_COMMAND_LINE = Words("命令行", "command line")
_DEFAULT = Words("默认值", "default")
_NO_RULE = Words("没有名称或编号为“{name}”的规则", "no rule has the name or code '{name}'")
_NOTHING_LEFT = Words("没有剩下要运行的规则", "no rule is left to run")
_NO_SCHEME = Words("没有计分办法“{name}”", "no scheme of scoring is called '{name}'")
_TWO_LEXICONS = Words(
    "这里的用词、表式或计分办法与 {other} 的不同，不能在一次运行中并用；请分别运行",
    "the words, forms or schemes here differ from those of {other}, and one run can have one set of them; "
    "run them one by one",
)
_SHARED = ("lexicon", "forms", "schemes")


class InForce(Struct, frozen=True):
    """One key: its value, and where that comes from."""

    name: str
    value: Any
    origin: Words


class Project(Struct):
    """The configurations of a run.

    `given` are values of the command line by key, which take the place of the files' values. `only` is the one file
    that counts, where one is named (`--config`) or none is to be found (`--isolated`: `NO_CONFIG`). `without_rules`:
    reports are to be understood, not judged.
    """

    rules: tuple[Rule, ...]
    given: Mapping[str, Any] = {}
    only: Config | None = None
    without_rules: bool = False
    words: tuple[dict[str, Any], dict[str, list[str]]] = ({}, {})
    finder: Finder = field(default_factory=Finder)
    settled: dict[tuple[str | None, tuple[str, ...]], Settings] = field(default_factory=dict)

    def config(self, path: str) -> Config:
        """The configuration for a file or folder. Raises ConfigWrong."""
        return self.finder.near(path) if self.only is None else self.only

    def __call__(self, path: str) -> Settings:
        """How to audit a file, with the run's words in force: a child may be told of them here first."""
        own.use(*self.words)
        return self.settings(path)

    def settings(self, path: str) -> Settings:
        """How to audit a file. Raises ConfigWrong, and UnknownRule for a selector of the command line."""
        file = path.partition("!/")[0]
        config = self.config(file)
        ignored = tuple(_ignored(config, file))
        key = (config.path, ignored)
        if key not in self.settled:
            self.settled[key] = self._settings(config, ignored)
        return self.settled[key]

    def in_force(self, path: str) -> Iterator[InForce]:
        """Every key with its value and its origin. Raises ConfigWrong."""
        config = self.config(path)
        for key in KEYS:
            if key.name in self.given:
                yield InForce(key.name, self.given[key.name], _COMMAND_LINE)
            elif key.name in config.values:
                at = f"{config.path}:{config.line(key.name)}"
                yield InForce(key.name, config.values[key.name], Words(at, at))
            else:
                yield InForce(key.name, key.default, _DEFAULT)

    def _value(self, config: Config, name: str) -> Any:
        return self.given[name] if name in self.given else config.value(name)

    def _settings(self, config: Config, ignored: tuple[str, ...]) -> Settings:
        rules = () if self.without_rules else self._selected(config)
        if ignored and rules:
            left = self._fitting(config, ignored, ["per-file-ignores"])
            rules = tuple(rule for rule in rules if rule not in left)
        return Settings(
            rules,
            Severity(self._value(config, "min-severity")),
            Confidence(self._value(config, "min-confidence")),
            self._options(config),
            profile=self._scheme(config),
            severities=self._severities(config),
        )

    def _selected(self, config: Config) -> tuple[Rule, ...]:
        names = ("select", "ignore", "extend-select")
        selection = Selection(*(tuple(self._value(config, name)) for name in names))
        try:
            return selection.of(self.rules)
        except UnknownRule as wrong:
            selector = str(wrong)
            for name in names:
                if name not in self.given and selector in config.value(name):
                    raise self._no_rule(config, selector, [name]) from wrong
            raise
        except NothingSelected as nothing:
            chosen = [name for name in names if name not in self.given and config.value(name)]
            if not chosen:
                raise
            raise config.wrong(_NOTHING_LEFT, chosen[-1:]) from nothing

    def _severities(self, config: Config) -> dict[str, Severity]:
        """The severity that a configuration gives to rules, by name; a rule's own name outranks its family."""
        found: dict[str, Severity] = {}
        for selector, severity in sorted(config.value("severity").items(), key=lambda item: len(item[0])):
            for rule in self._fitting(config, (selector,), ["severity", selector]):
                found[rule.name] = Severity(severity)
        return found

    def _fitting(self, config: Config, selectors: Iterable[str], route: list[str]) -> tuple[Rule, ...]:
        try:
            return Selection(tuple(selectors)).of(self.rules)
        except UnknownRule as wrong:
            raise self._no_rule(config, str(wrong), route) from wrong

    def _no_rule(self, config: Config, selector: str, route: list[str]) -> ConfigWrong:
        known = [key for rule in self.rules for key in (rule.name, rule.code)]
        return config.wrong(beside(_NO_RULE.format(name=selector), selector, known), route, selector)

    def _options(self, config: Config) -> dict[str, dict[str, Any]]:
        made: dict[str, dict[str, Any]] = {}
        for name, options in config.value("rules").items():
            for option, value in options.items():
                try:
                    values = settled(self.rules, {name: {option: value}})
                except UnknownRule as wrong:
                    raise self._no_rule(config, name, ["rules", name]) from wrong
                except WrongOption as wrong:
                    raise config.wrong(wrong.reason, ["rules", name, option]) from wrong
                for rule, one in values.items():
                    made.setdefault(rule, {}).update(one)
        for rule, values in self.given.get("rules", {}).items():
            made.setdefault(rule, {}).update(values)
        return made

    def _scheme(self, config: Config) -> str | None:
        name: str | None = self._value(config, "scheme")
        if name is None or "scheme" in self.given:
            return name
        from auditor.recognition.schemes import names

        if name not in names():
            raise config.wrong(beside(_NO_SCHEME.format(name=name), name, names()), ["scheme"])
        return name


def project(
    rules: tuple[Rule, ...], given: Mapping[str, Any], config: str | None = None, isolated: bool = False
) -> Project:
    """The configurations of a run. Raises ConfigWrong for a file that is named and cannot be used."""
    if config is not None:
        return Project(rules, given, read(config))
    return Project(rules, given, NO_CONFIG if isolated else None)


def common(paths: Iterable[str]) -> str:
    """The folder, or the one file, whose configuration holds for what concerns a whole run."""
    given = [os.path.abspath(path) for path in paths if path != "-"] or [os.getcwd()]
    try:
        return os.path.commonpath(given)
    except ValueError:  # on several drives
        return os.getcwd()


def shared(project: Project, main: Config, paths: Iterable[str]) -> dict[str, Any]:
    """The words, forms and schemes of a run. Raises ConfigWrong where the files' configurations differ in them."""
    own = {name: main.value(name) for name in _SHARED}
    for path in paths:
        other = project.config(path)
        for name in _SHARED:
            if other.value(name) and other.value(name) != own[name]:
                raise other.wrong(_TWO_LEXICONS.format(other=main.path or _DEFAULT), [name])
    return own


def _ignored(config: Config, path: str) -> Iterator[str]:
    for glob, selectors in config.value("per-file-ignores").items():
        if matches(config, (glob,), path):
            yield from selectors


def matches(config: Config, globs: tuple[str, ...], path: str) -> bool:
    """Whether a path fits one of the globs of a configuration, which start from its folder; a folder's ends with `/`."""
    absolute = os.path.abspath(path)
    relative = os.path.relpath(absolute, config.folder).replace(os.sep, "/")
    if relative.startswith("../"):
        return False
    return spec(globs).match_file(relative + "/" * path.endswith("/"))


@cache
def spec(globs: tuple[str, ...]) -> GitIgnoreSpec:
    """The globs as .gitignore has them."""
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(globs)

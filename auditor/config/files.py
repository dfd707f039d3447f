"""Finding and reading configuration files: what is wrong in one is said in a line, with its place."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any, get_args

from msgspec import Struct, ValidationError, convert, field

from auditor.config.keys import BY_NAME, Key, named
from auditor.nearest import nearest
from auditor.patterns import Pattern
from auditor.words import NOTHING, Words

NAMES = (".auditor.toml", "auditor.toml")
PROJECT = "pyproject.toml"

_AT = Words("{path}:{line}：{what}", "{path}:{line}: {what}")
_WHOLE = Words("{path}：{what}", "{path}: {what}")
_UNKNOWN = Words("没有设置项“{name}”", "there is no key '{name}'")
_NEAR = Words("；相近的有：{names}", "; near to it: {names}")
_UNFIT = Words("{name} 应为{type}，不能是 {value}", "{name} must be {type}, not {value}")
_NOT_TOML = Words("不是正确的 TOML：{why}", "this is no TOML: {why}")
_NOT_UTF8 = Words("不是 UTF-8 编码的文字", "the text is not UTF-8")
_CANNOT_OPEN = Words("无法打开：{why}", "it cannot be opened: {why}")
_NO_TABLE = Words("没有 [tool.auditor]", "there is no [tool.auditor]")
_QUOTES = Words("；中文的键名要加引号", "; a key in Chinese stands in quotes")
# A key or a table's name with a letter that needs quotes and has none.
_BARE = Pattern(r"""\s*\[{0,2}[^\]="']*[^\x00-\x7f][^"']*?[\]=]""")
_TOML_PLACE = Pattern(r" \(at line (\d+), column \d+\)$")
_HEADER = Pattern(r"\s*\[\[?(?P<key>[^\]]+)\]")
_ENTRY = Pattern(r"""\s*(?P<key>(?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = Pattern(r"""[\w-]+|"[^"]*"|'[^']*'""")


class ConfigWrong(Exception):
    """A configuration that cannot be used. `reason` says where and why, in a line."""

    def __init__(self, reason: Words) -> None:
        super().__init__(reason.en)
        self.reason = reason


class Config(Struct, frozen=True):
    """What one file sets, converted, by key. `path` is as the user would write it; None when there is no file."""

    path: str | None = None
    values: Mapping[str, Any] = {}
    text: str = ""

    def value(self, name: str) -> Any:
        """What holds for a key."""
        return self.values.get(name, BY_NAME[name].default)

    @property
    def folder(self) -> str:
        """Where its globs start from: an absolute path."""
        return os.path.dirname(os.path.abspath(self.path)) if self.path else os.getcwd()

    def line(self, *route: str) -> int:
        """The line of a key."""
        return line_of(self.path or "", self.text, route)

    def wrong(self, what: Words, route: Sequence[str], value: str = "") -> ConfigWrong:
        """The exception for something wrong at a key, or at a value that stands below it."""
        return _wrong(self.path or "", self.text, what, route, value)


NO_CONFIG = Config()


class Finder(Struct):
    """Finds configurations, and reads each once."""

    known: dict[str, Config] = field(default_factory=dict)

    def near(self, path: str) -> Config:
        """The nearest configuration upward from a file or folder. Raises ConfigWrong."""
        start = os.path.abspath(path)
        return self._above(start if os.path.isdir(start) else os.path.dirname(start))

    def _above(self, folder: str) -> Config:
        if folder not in self.known:
            above = os.path.dirname(folder)
            file = _file_in(folder)
            if file is not None:
                self.known[folder] = read(_shown(file))
            else:
                self.known[folder] = NO_CONFIG if above == folder else self._above(above)
        return self.known[folder]


def _file_in(folder: str) -> str | None:
    files = (os.path.join(folder, name) for name in (*NAMES, PROJECT))
    return next((f for f in files if os.path.isfile(f) and (not f.endswith(PROJECT) or _has_table(f))), None)


def read(path: str) -> Config:
    """The configuration in a file. Raises ConfigWrong."""
    text = _text(path)
    content = _parsed(path, text)
    if os.path.basename(path) == PROJECT:
        content = content.get("tool", {}).get("auditor")
        if content is None:
            raise ConfigWrong(_WHOLE.format(path=path, what=_NO_TABLE))
    values = {}
    for name, value in content.items():
        if name not in BY_NAME:
            raise _wrong(path, text, beside(_UNKNOWN.format(name=name), name, list(BY_NAME)), [name])
        values[name] = _converted(path, text, BY_NAME[name], value)
    return Config(path, values, text)


def beside(what: Words, name: str, known: Sequence[str]) -> Words:
    """What is wrong about a name, with the names that may be meant."""
    names = nearest(name, known)
    near = _NEAR.format(names=", ".join(names)) if names else NOTHING
    return Words(what.zh + near.zh, what.en + near.en)


def unfit(name: str, type: Words, value: object) -> Words:
    """That a value is not of its type."""
    shown = str(value).lower() if isinstance(value, bool) else repr(value)
    return _UNFIT.format(name=name, type=type, value=shown)


def _converted(path: str, text: str, key: Key, value: object) -> Any:
    if key.table and isinstance(value, dict):
        _, inner = get_args(key.type)
        return {name: _fitting(path, text, [key.name, name], inner, below) for name, below in value.items()}
    return _fitting(path, text, [key.name], key.type, value)


def _fitting(path: str, text: str, route: list[str], type: Any, value: object) -> Any:
    try:
        return convert(value, type)
    except ValidationError as problem:
        raise _wrong(path, text, unfit(".".join(route), named(type), value), route) from problem


def _has_table(path: str) -> bool:
    """Whether a pyproject.toml has a table for auditor; one that is broken is others' business."""
    import tomllib

    try:
        return "auditor" in tomllib.loads(_text(path)).get("tool", {})
    except (ConfigWrong, tomllib.TOMLDecodeError):
        return False


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8-sig") as file:
            return file.read()
    except UnicodeDecodeError as problem:
        raise ConfigWrong(_WHOLE.format(path=path, what=_NOT_UTF8)) from problem
    except OSError as problem:
        why = problem.strerror or type(problem).__name__
        raise ConfigWrong(_WHOLE.format(path=path, what=_CANNOT_OPEN.format(why=why))) from problem


def _parsed(path: str, text: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        why = str(problem)
        place = _TOML_PLACE.search(why)
        line = int(place[1]) if place else len(text.splitlines()) or 1
        what = _NOT_TOML.format(why=_TOML_PLACE.sub("", why).removesuffix(" (at end of document)"))
        if _BARE.match("\n".join(text.splitlines()[line - 1 : line])):
            what = Words(what.zh + _QUOTES.zh, what.en + _QUOTES.en)
        raise ConfigWrong(_AT.format(path=path, line=line, what=what)) from problem


def _wrong(path: str, text: str, what: Words, route: Sequence[str], value: str = "") -> ConfigWrong:
    return ConfigWrong(_AT.format(path=path, line=line_of(path, text, route, value), what=what))


def line_of(path: str, text: str, route: Sequence[str], value: str = "") -> int:
    """The line of a key, or of a value below it; of the nearest table around it, where the key is in a line of its table."""
    prefix = ["tool", "auditor"] if os.path.basename(path) == PROJECT else []
    wanted = [*prefix, *route]
    best, deepest = 1, 0
    for number, here in _keys(text):
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(here, wanted, strict=False)))
        if shared > deepest:
            best, deepest = number, shared
    lines = text.splitlines()
    return next((n for n in range(best, len(lines) + 1) if value and value in lines[n - 1]), best)


def _keys(text: str) -> Iterator[tuple[int, list[str]]]:
    table: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _parts(header["key"])
            yield number, table
        elif entry := _ENTRY.match(line):
            yield number, [*table, *_parts(entry["key"])]


def _parts(key: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(key)]


def _shown(path: str) -> str:
    """A path as it is shortest from here."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # on another drive
        return path
    return path if relative.startswith(os.path.join(os.pardir, os.pardir)) else relative.replace(os.sep, "/")

"""Where results go: each format with its file, one of them on the screen; files whole or not at all."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO, TextIOBase, TextIOWrapper
from os.path import splitext
from typing import TYPE_CHECKING, TextIO, cast

import click

from auditor.cli.ending import Problem, complain
from auditor.output import BINARY, EXTRACT_FORMATS, FORMATS_BY_SUFFIX, ROW_FORMATS
from auditor.output.atomic import check, is_one_of, save
from auditor.output.neutral import one_line
from auditor.output.wording import findings, summary
from auditor.system import reason
from auditor.words import Language, Words

if TYPE_CHECKING:
    from auditor.journal import Done
    from auditor.outcome import Tally

FORMATS_OPTION, FILES_OPTION = "output_formats", "output_files"
_ORDER = "auditor.outputs"
_JOURNAL = "jsonl"
_PIPE_WIDTH = 100
_NARROWEST, _WIDEST = 40, 160

_OVER_INPUT = Words("输出文件 {path} 正是要读取的文件", "the output file {path} is one of the files to read")
_ONE_ON_SCREEN = Words(
    "只能有一种格式输出到屏幕，其余的须各有 --output-file：{formats}",
    "only one format can go to standard output; give the others an --output-file: {formats}",
)
_NEEDS_FILE = Words("格式 {format} 须有 --output-file", "format {format} needs an --output-file")
_FILE_TWICE = Words("两种格式写入同一个文件 {path}", "two formats are written to one file, {path}")
_CANNOT_READ = Words("无法读取 {path}：{why}", "cannot read {path}: {why}")
_CANNOT_WRITE = Words("无法写入 {path}：{why}", "cannot write {path}: {why}")
_A_RESULT = Words("结果", "a result")
_WRITTEN = Words("已写入 {path}：{files}；{findings}", "{path} written: {files}; {findings}")
_STDOUT = Words("标准输出", "standard output")


class Outputs(click.Command):
    """A command that writes in several formats at once: an `--output-file` belongs to the format beside it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Note in which order formats and files were given, which the values do not tell."""
        _, _, order = self.make_parser(ctx).parse_args(list(args))
        ctx.meta[_ORDER] = [p.name for p in order if p.name in (FORMATS_OPTION, FILES_OPTION)]
        return super().parse_args(ctx, args)


def pairs(
    context: click.Context,
    formats: tuple[str, ...],
    files: tuple[str, ...],
    language: Language,
    resume: str | None = None,
) -> list[tuple[str, str | None]]:
    """Each format with its file, None for standard output; a file alone has the format that its suffix tells.

    A journal that is gone on with is the first of them, and the only one when no other is asked for.
    """
    values = {FORMATS_OPTION: iter(formats), FILES_OPTION: iter(files)}
    given: list[dict[str, str]] = []
    for name in context.meta[_ORDER]:
        if not given or name in given[-1]:
            given.append({})
        given[-1][name] = next(values[name])
    found = [
        (pair.get(FORMATS_OPTION) or _told(pair.get(FILES_OPTION)), pair.get(FILES_OPTION))
        for pair in given or ([] if resume else [{}])
    ]
    found = [(_JOURNAL, resume), *found] if resume else found
    on_screen = [form for form, file in found if file is None]
    if len(on_screen) > 1:
        raise Problem(_ONE_ON_SCREEN.format(formats=", ".join(on_screen)).of(language))
    for form in BINARY.intersection(on_screen):
        raise Problem(_NEEDS_FILE.format(format=form).of(language))
    for file, times in Counter(os.path.realpath(file) for _, file in found if file is not None).items():
        if times > 1:
            raise Problem(_FILE_TWICE.format(path=file).of(language))
    return found


def _told(file: str | None) -> str:
    return FORMATS_BY_SUFFIX.get(splitext(file or "")[1].lower(), "terminal")


def extracted(format: str | None, file: str | None, language: Language) -> str:
    """The format of what was understood: the one that is given, else the one that the file's suffix tells."""
    told = _told(file)
    found = format or (told if told in (*EXTRACT_FORMATS, *ROW_FORMATS) else "terminal")
    if file is None and found in BINARY:
        raise Problem(_NEEDS_FILE.format(format=found).of(language))
    return found


@contextmanager
def writable(language: Language) -> Iterator[None]:
    """What cannot be written on the way, a full disk or a folder that is somebody's, ends the run in one line."""
    try:
        yield
    except OSError as problem:
        where = problem.filename or _A_RESULT.of(language)
        raise Problem(_CANNOT_WRITE.format(path=where, why=reason(problem)).of(language)) from problem


def said(places: Iterable[Destination], tally: Tally, language: Language) -> None:
    """Say what was written, where nothing else is on the screen."""
    screen = Destination(None, (), language)
    files, found = summary(tally)[0], findings(tally)
    for place in places:
        words = _WRITTEN.format(path=place.path, files=files, findings=found)
        screen.stream.write(f"{one_line(words.of(language))}\n")
    screen.close()


class _Screen(TextIOBase):
    """Standard output, which takes every character; one that has gone or is full swallows the rest."""

    def __init__(self) -> None:
        self.stream = sys.stdout
        self.problem: OSError | None = None
        if isinstance(self.stream, TextIOWrapper):
            self.stream.reconfigure(
                encoding=None if self.stream.isatty() else "utf-8", errors="backslashreplace"
            )

    def write(self, text: str) -> int:
        """Write as long as somebody reads."""
        self._try(lambda: self.stream.write(text))
        return len(text)

    def flush(self) -> None:
        """Hand on what was written."""
        self._try(self.stream.flush)

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self.stream.isatty()

    def fileno(self) -> int:
        """The file's number."""
        return self.stream.fileno()

    def _try(self, what: Callable[[], object]) -> None:
        if self.problem is None:
            try:
                what()
            except OSError as problem:
                self.problem = problem
                # The interpreter's last flush must find somewhere to write to.
                os.dup2(os.open(os.devnull, os.O_WRONLY), self.stream.fileno())


def resumed(resume: str | None, originals: Iterable[str], language: Language) -> Done:
    """What a journal holds that is gone on with; what stands torn at its end is cut off."""
    from auditor.journal import Done
    from auditor.journal import resume as read

    if resume is None:
        return Done()
    never_over(originals, resume, language)
    try:
        return read(resume)
    except OSError as problem:
        raise Problem(_CANNOT_READ.format(path=resume, why=reason(problem)).of(language)) from problem


def destination(
    form: str, path: str | None, originals: Iterable[str], language: Language, resume: str | None
) -> Destination:
    """Where a format's results go; JSON Lines in a file are there line by line."""
    if form != _JOURNAL or path is None:
        return Destination(path, originals, language)
    return Journal(path, originals, language, resumed=path == resume)


class Destination:
    """Standard output, or a file that is written when all is done."""

    def __init__(self, path: str | None, originals: Iterable[str], language: Language) -> None:
        self.path, self.language = path, language
        self.content = BytesIO()
        if path is None:
            self.stream: TextIO = cast(TextIO, _Screen())
        else:
            never_over(originals, path, language)
            self.stream = TextIOWrapper(self.content, "utf-8", "backslashreplace", newline="\n")

    def close(self) -> bool:
        """Write what is not written yet; False, and a line on stderr, when that fails. A reader may leave."""
        self.stream.flush()
        if self.path is not None:
            return saved(self.path, self.content.getvalue(), self.language)
        problem = cast(_Screen, self.stream).problem
        if problem is None or isinstance(problem, BrokenPipeError):
            return True
        complain(_CANNOT_WRITE.format(path=_STDOUT, why=reason(problem)).of(self.language))
        return False

    @property
    def width(self) -> int:
        """Cells in a line: the terminal's, or what suits a log."""
        columns = 0
        if self.stream.isatty():
            columns = os.get_terminal_size(self.stream.fileno()).columns
        return min(max(columns or _PIPE_WIDTH, _NARROWEST), _WIDEST)

    def coloured(self, wanted: bool | None) -> bool:
        """What the option says, else NO_COLOR, else FORCE_COLOR, else whether it goes to a terminal."""
        if wanted is not None:
            return wanted
        if os.environ.get("NO_COLOR"):
            return False
        if os.environ.get("FORCE_COLOR"):
            return True
        return self.stream.isatty() and os.environ.get("TERM") != "dumb"


class Journal(Destination):
    """A file that is written as the results come, so that a run that is ended can be resumed."""

    def __init__(self, path: str, originals: Iterable[str], language: Language, resumed: bool) -> None:
        super().__init__(path, originals, language)
        mode = "a" if resumed else "w"
        try:
            opened = open(path, mode + "b")  # noqa: SIM115 — closed with the run
        except OSError as problem:
            raise Problem(_CANNOT_WRITE.format(path=path, why=reason(problem)).of(language)) from problem
        self.stream = TextIOWrapper(opened, "utf-8", "backslashreplace", newline="\n")

    def close(self) -> bool:
        """Everything has been written."""
        self.stream.close()
        return True


def never_over(originals: Iterable[str], path: str, language: Language) -> None:
    """Refuse to write over a file to be read, whatever it is called, and where nothing can be written at all."""
    if is_one_of(path, originals):
        raise Problem(_OVER_INPUT.format(path=path).of(language))
    try:
        check(path)
    except OSError as problem:
        raise Problem(_CANNOT_WRITE.format(path=path, why=reason(problem)).of(language)) from problem


def saved(path: str, content: bytes, language: Language) -> bool:
    """Write a file; False, and a line on stderr, when that fails and the old one stands."""
    try:
        save(path, content)
    except OSError as problem:
        complain(_CANNOT_WRITE.format(path=path, why=reason(problem)).of(language))
        return False
    return True

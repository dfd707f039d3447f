"""The command line: options in, exit code out; no logic of its own."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING, TextIO

import click

from auditor import __version__
from auditor.check import (
    NothingSelected,
    Rule,
    RulesBroken,
    Selection,
    UnknownRule,
    load_rules,
    near,
    settled,
)
from auditor.document import Unreadable
from auditor.engine import (
    Settings,
    annotate_file,
    audit_content,
    audit_examples,
    audit_paths,
)
from auditor.finding import Confidence, Severity
from auditor.options import WrongOption, assignments
from auditor.outcome import Audit, Tally
from auditor.output import BINARY, EXTRACT_FORMATS, FORMATS, Options, Output, write_all, write_extract
from auditor.sources import bounded, files
from auditor.words import NOTHING, Language, Words

if TYPE_CHECKING:
    from auditor.output.progress import Progress

_PIPE_WIDTH = 100
_NARROWEST, _WIDEST = 40, 160
_FORMATS, _FILES = "output_formats", "output_files"
_ORDER = "auditor.outputs"

_NO_SUCH_FILE = Words("没有这个文件或文件夹：{path}", "no such file or folder: {path}")
_UNKNOWN_RULE = Words(
    "没有名称、标题、编号或类别为“{selector}”的规则{near}",
    "no rule has the name, title, code or family '{selector}'{near}",
)
_NOTHING_SELECTED = Words(
    "--select、--ignore 之后没有要运行的规则", "no rule is left to run by --select and --ignore"
)
_NEAR = Words("；相近的有：{names}", "; near to it: {names}")
_UNKNOWN_PROFILE = Words(
    "没有计分办法“{name}”，可用：{names}", "no scheme of scoring is called '{name}'; there are: {names}"
)
_OVER_INPUT = Words("输出文件 {path} 正是要读取的文件", "the output file {path} is one of the files to read")
_ONE_ON_SCREEN = Words(
    "只能有一种格式输出到屏幕，其余的须各有 --output-file：{formats}",
    "only one format can go to standard output; give the others an --output-file: {formats}",
)
_NEEDS_FILE = Words("格式 {format} 须有 --output-file", "format {format} needs an --output-file")
_FILE_TWICE = Words("两种格式写入同一个文件 {path}", "two formats are written to one file, {path}")
_WRITTEN = Words("已写入 {path}：{findings}", "{path} written: {findings}")
_NO_NEW_CODE = Words(
    "用法：auditor rule new 编号（大写字母加三位数字，如 HSE001）",
    "usage: auditor rule new CODE, capital letters and three digits, as HSE001",
)
_CODE_TAKEN = Words("编号 {code} 已被占用", "the code {code} is taken")
_FILE_THERE = Words("文件已经存在：{path}", "there is a file already: {path}")
_CANNOT_WRITE = Words("无法写入 {path}：{why}", "cannot write {path}: {why}")


def _locale() -> Language:
    """English for an English locale, else Chinese."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "en" if next(filter(None, names), "").lower().startswith("en") else "zh"


def _help(zh: str, en: str) -> str:
    return Words(zh, en).of(_locale())


def _split(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Selectors from an option that is repeated, takes commas, or both."""
    return tuple(s.strip() for value in values for s in value.split(",") if s.strip())


_Command = Callable[..., None]


def _options(*options: Callable[[_Command], _Command]) -> Callable[[_Command], _Command]:
    """Several click options as one decorator, shown in the order given."""

    def decorate(command: _Command) -> _Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def _selector(name: str, help: str) -> Callable[[_Command], _Command]:
    return click.option(name, multiple=True, callback=_split, metavar="RULES", help=help)


_profile_option = click.option(
    "--profile",
    metavar="NAME",
    help=_help(
        "计分办法，默认按表式识别（见 extract 的输出）",
        "Scheme of scoring; by default the one that the form shows (extract prints it).",
    ),
)
_language_option = click.option(
    "--lang",
    "language",
    type=click.Choice(["zh", "en"]),
    default=_locale,
    show_default="zh",
    help=_help("信息的语言，默认随系统", "Language of messages; by default the locale's."),
)
_file_option = partial(
    click.option,
    "--output-file",
    metavar="FILE",
    help=_help("结果写入文件（UTF-8）", "Write results to a file, as UTF-8."),
)
_findings_options = _options(
    _selector(
        "--select",
        _help(
            "只运行这些规则（名称、标题、编号或类别）",
            "Run only these rules: names, titles, codes, families.",
        ),
    ),
    _selector(
        "--ignore",
        _help(
            "不运行这些规则，只由它们复算的数字不计入统计",
            "Do not run these rules, nor count what only they recompute.",
        ),
    ),
    _selector("--extend-select", _help("另外运行这些规则", "Run these rules as well.")),
    click.option(
        "--option",
        "options",
        multiple=True,
        metavar="RULE.NAME=VALUE",
        help=_help(
            "设置一条规则的选项，如 TGT001.factor=1.5（可重复；见 auditor rule TGT001）",
            "Set an option of a rule, as TGT001.factor=1.5; repeatable, see auditor rule TGT001.",
        ),
    ),
    _profile_option,
    click.option(
        "--min-severity",
        type=click.Choice([s.value for s in Severity]),
        default="info",
        help=_help(
            "低于此级别的不列出，数字照样计入统计",
            "Do not list findings below this; their figures still count.",
        ),
    ),
    click.option(
        "--min-confidence",
        type=click.Choice([c.value for c in reversed(Confidence)]),
        default="possible",
        help=_help(
            "把握低于此的不列出，数字照样计入统计",
            "Do not list findings less sure than this; their figures still count.",
        ),
    ),
)
_common_options = _options(
    _language_option,
    click.option(
        "--stdin-filename",
        metavar="NAME",
        default="-",
        help=_help(
            "路径为 - 时，标准输入的文件名", "The name of what stands on standard input, for the path -."
        ),
    ),
)


class _Outputs(click.Command):
    """A command that writes in several formats at once: an `--output-file` belongs to the format beside it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Note in which order formats and files were given, which the values do not tell."""
        _, _, order = self.make_parser(ctx).parse_args(list(args))
        ctx.meta[_ORDER] = [p.name for p in order if p.name in (_FORMATS, _FILES)]
        return super().parse_args(ctx, args)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="auditor %(version)s")
def cli() -> None:
    """绩效自评报告内部一致性检查 / Check Chinese budget-performance self-evaluation reports."""


@cli.command(
    cls=_Outputs,
    help=_help(
        "检查文件和文件夹（默认为当前文件夹），列出问题，最严重的在前。\n\n"
        "退出码：0 没有达到 --fail-on 的问题；1 有；2 用法错误或有文件无法读取。",
        "Audit files and folders (by default the current one) and print findings, most severe first.\n\n"
        "Exit code: 0 nothing at or above --fail-on; 1 findings; 2 usage error, or a file that cannot be read.",
    ),
)
@click.argument("paths", nargs=-1)
@_findings_options
@_options(
    click.option(
        "--fail-on",
        type=click.Choice([*(s.value for s in Severity), "never"]),
        default="error",
        show_default=True,
        help=_help("达到此级别时退出码为 1", "The severity from which on the exit code is 1."),
    ),
    click.option(
        "--exit-zero", is_flag=True, help=_help("有问题时退出码也为 0", "Exit with 0 whatever is found.")
    ),
    click.option(
        "--output-format",
        _FORMATS,
        multiple=True,
        type=click.Choice(FORMATS),
        help=_help(
            "输出格式，默认 terminal；可以给出几种，每种后面跟各自的 --output-file",
            "Output format, by default terminal; several can be given, each followed by its --output-file.",
        ),
    ),
    _file_option(_FILES, multiple=True),
)
@_common_options
@click.option(
    "--color/--no-color",
    default=None,
    help=_help("是否使用颜色，默认只在终端使用", "Colours; by default only in a terminal."),
)
@click.option("--quiet", is_flag=True, help=_help("只输出总结", "Print the summary only."))
@click.option(
    "--statistics",
    is_flag=True,
    help=_help("另按级别和规则统计", "Also count findings by severity and by rule."),
)
@click.option(
    "--verbose",
    is_flag=True,
    help=_help(
        "另列出在舍入范围内和无法核实的数字及原因，以及报告中没有相应内容而未运行的规则",
        "Also list figures within rounding or not verifiable, and why, and rules for which the report has nothing.",
    ),
)
@click.option(
    "--skip-unrecognised",
    is_flag=True,
    help=_help(
        "略过不是自评报告的文件，不作说明", "Pass over files that are no self-evaluation without a word."
    ),
)
@click.pass_context
def check(
    context: click.Context,
    paths: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    extend_select: tuple[str, ...],
    options: tuple[str, ...],
    profile: str | None,
    min_severity: str,
    min_confidence: str,
    fail_on: str,
    exit_zero: bool,
    output_formats: tuple[str, ...],
    output_files: tuple[str, ...],
    language: Language,
    stdin_filename: str,
    color: bool | None,
    quiet: bool,
    statistics: bool,
    verbose: bool,
    skip_unrecognised: bool,
) -> None:
    with _ends_well(context):
        settings = _settings(
            Selection(select, ignore, extend_select), options, min_severity, min_confidence, profile, language
        )
        found = _existing(paths or (".",), language)
        audits = _audits(found, stdin_filename, settings, _progress(language))
        if skip_unrecognised:
            audits = (audit for audit in audits if audit.status != "unrecognised")
        pairs = _pairs(context.meta[_ORDER], output_formats, output_files, language)
        with ExitStack() as stack:
            outputs = []
            for form, file in pairs:
                stream = stack.enter_context(_destination(file, found, language))
                how = Options(
                    language,
                    _width(stream),
                    _colour(stream, color),
                    verbose=verbose,
                    quiet=quiet,
                    statistics=statistics,
                    rules=settings.rules,
                )
                outputs.append(Output(form, stream, how))
            tally = write_all(audits, outputs)
        failed = not exit_zero and fail_on != "never" and _failed(tally, Severity(fail_on))
        context.exit(2 if _incomplete(tally, found, paths) else int(failed))


@cli.command(
    help=_help(
        "列出从报告中读出的内容：总分、目标、预算、指标、评分项和文字中的数据关系。",
        "Print what is understood of reports: totals, goals, budget, indicators, scored items, claims.",
    )
)
@click.argument("paths", nargs=-1, required=True)
@_profile_option
@click.option(
    "--output-format",
    type=click.Choice(EXTRACT_FORMATS),
    default="terminal",
    show_default=True,
    help=_help("输出格式", "Output format."),
)
@_file_option("output_file")
@_common_options
@click.option(
    "--verbose",
    is_flag=True,
    help=_help(
        "另列出无法核实的数字及原因（需要运行规则）",
        "Also list the figures that are not verifiable, and why; this runs the rules.",
    ),
)
@click.pass_context
def extract(
    context: click.Context,
    paths: tuple[str, ...],
    profile: str | None,
    output_format: str,
    output_file: str | None,
    language: Language,
    stdin_filename: str,
    verbose: bool,
) -> None:
    with _ends_well(context):
        found = _existing(paths, language)
        settings = Settings(
            _rules(Selection(), language) if verbose else (), profile=_scheme(profile, language)
        )
        with _destination(output_file, found, language) as stream:
            audits = _audits(found, stdin_filename, settings)
            options = Options(language, _width(stream), verbose=verbose)
            tally = write_extract(output_format, audits, stream, options)
        context.exit(2 if _incomplete(tally, found, paths) else 0)


@cli.command(
    help=_help(
        "另存一份报告，把每条意见写到它所指的单元格或语句上：Word 批注、Excel 批注与底色、PDF 高亮，"
        "后两者另有一份清单。原文件不会改动。\n\n退出码：0 已写出；2 用法错误，或文件无法读取、不能写入批注。",
        "Write a copy of a report in which each finding stands at its cell or words: comments in Word, notes and "
        "fills in Excel, highlights in a PDF, with a list in the latter two. The report itself stays untouched.\n\n"
        "Exit code: 0 written; 2 usage error, or a file that cannot be read or cannot carry comments.",
    )
)
@click.argument("path")
@click.option(
    "-o",
    "--output-file",
    required=True,
    metavar="OUT",
    help=_help("写到哪个文件，格式与原文件相同", "The file to write, of the same format as the report."),
)
@_findings_options
@_language_option
@click.pass_context
def annotate(
    context: click.Context,
    path: str,
    output_file: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    extend_select: tuple[str, ...],
    options: tuple[str, ...],
    profile: str | None,
    min_severity: str,
    min_confidence: str,
    language: Language,
) -> None:
    from auditor.output.neutral import one_line
    from auditor.output.wording import findings

    with _ends_well(context):
        settings = _settings(
            Selection(select, ignore, extend_select), options, min_severity, min_confidence, profile, language
        )
        _existing((path,), language)
        _never_over((path,), output_file, language)
        try:
            audit, copy = annotate_file(path, output_file, settings, language)
        except Unreadable as problem:
            raise _Problem(f"{path}: {problem.reason.of(language)}") from problem
        _save(output_file, copy, language)
        tally = Tally(severities=Counter(f.severity for f in audit.result.findings), hidden=audit.hidden)
        written = _WRITTEN.format(path=output_file, findings=findings(tally))
        with _destination(None, (), language) as stream:
            stream.write(f"{one_line(written.of(language))}\n")


@cli.command(
    help=_help(
        "列出本机可以读取的格式，以及其余格式还缺什么。",
        "List the formats that can be read here, and what the others need.",
    )
)
@click.option(
    "--output-format",
    type=click.Choice(EXTRACT_FORMATS),
    default="terminal",
    show_default=True,
    help=_help("输出格式", "Output format."),
)
@_language_option
@click.pass_context
def formats(context: click.Context, output_format: str, language: Language) -> None:
    from auditor.output.formats import write_formats
    from auditor.readers.formats import formats

    with _ends_well(context), _destination(None, (), language) as stream:
        write_formats(output_format, formats(), stream, Options(language, _width(stream)))


@cli.command(
    help=_help(
        "说明一条规则：检查什么、为什么、依据、选项和示例；不写名称时列出全部规则，写类别时列出该类规则。"
        "“auditor rule new 编号”在当前文件夹写出一条新规则及其说明页的骨架。",
        "Explain a rule: what it asks, why, basis, options, examples. Without a name list all rules, with the "
        "letters of a family its rules. `auditor rule new CODE` writes the skeleton of a rule and its page here.",
    )
)
@click.argument("name", required=False)
@click.argument("code", required=False)
@click.option(
    "--output-format",
    type=click.Choice(EXTRACT_FORMATS),
    default="terminal",
    show_default=True,
    help=_help("输出格式", "Output format."),
)
@_language_option
@click.pass_context
def rule(
    context: click.Context, name: str | None, code: str | None, output_format: str, language: Language
) -> None:
    from auditor.output import rules as output

    if name == "new" or code is not None:
        _new(name, code, language)
        return
    with _ends_well(context), _destination(None, (), language) as stream:
        known = _installed()
        try:
            wanted = Selection((name,)).of(known) if name else known
        except UnknownRule as unknown:
            raise _unknown(str(unknown), known, language) from unknown
        options = Options(language, _width(stream), _colour(stream, None))
        if output_format == "json":
            output.write_json(wanted, known, stream, options)
        elif name and len(wanted) == 1 and name.upper() != wanted[0].family:
            output.write_rule(wanted[0], known, audit_examples(wanted[0]), stream, options)
        else:
            output.write_list(wanted, stream, options)


def _new(name: str | None, code: str | None, language: Language) -> None:
    """Write the files of a new rule into the current folder; none that is there is written over."""
    from auditor.skeleton import CODE, skeleton

    if name != "new" or code is None or not CODE.fullmatch(code):
        raise _Problem(_NO_NEW_CODE.of(language))
    if any(rule.code == code for rule in _installed()):
        raise _Problem(_CODE_TAKEN.format(code=code).of(language))
    files = skeleton(code)
    for path in filter(os.path.lexists, files):
        raise _Problem(_FILE_THERE.format(path=path).of(language))
    for path, text in files.items():
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        _save(path, text.encode(), language)
        click.echo(path)


class _Problem(click.ClickException):
    """A usage or configuration error: one line, exit code 2."""

    exit_code = 2

    def show(self, file: object = None) -> None:
        _complain(self.message)


def _complain(message: str) -> None:
    sys.stderr.write(f"auditor: {' '.join(message.split())}\n")


@contextmanager
def _ends_well(context: click.Context) -> Iterator[None]:
    """Ctrl-C and a reader that has gone end the run without a traceback."""
    try:
        yield
    except KeyboardInterrupt:
        _complain("interrupted")
        context.exit(130)
    except BrokenPipeError:
        # The interpreter's last flush must find somewhere to write to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        context.exit(141)


def _settings(
    selection: Selection,
    options: tuple[str, ...],
    min_severity: str,
    min_confidence: str,
    profile: str | None,
    language: Language,
) -> Settings:
    rules = _rules(selection, language)
    try:
        values = settled(_installed(), assignments(options)) if options else {}
    except UnknownRule as unknown:
        raise _unknown(str(unknown), _installed(), language) from unknown
    except WrongOption as wrong:
        raise _Problem(wrong.reason.of(language)) from wrong
    return Settings(
        rules,
        Severity(min_severity),
        Confidence(min_confidence),
        options=values,
        profile=_scheme(profile, language),
    )


def _rules(selection: Selection, language: Language) -> tuple[Rule, ...]:
    rules = _installed()
    try:
        return selection.of(rules)
    except UnknownRule as unknown:
        raise _unknown(str(unknown), rules, language) from unknown
    except NothingSelected as nothing:
        raise _Problem(_NOTHING_SELECTED.of(language)) from nothing


def _installed() -> tuple[Rule, ...]:
    try:
        return load_rules()
    except RulesBroken as broken:
        raise _Problem(str(broken)) from broken


def _unknown(selector: str, rules: tuple[Rule, ...], language: Language) -> _Problem:
    names = ", ".join(near(selector, rules))
    hint = _NEAR.format(names=names) if names else NOTHING
    return _Problem(_UNKNOWN_RULE.format(selector=selector, near=hint).of(language))


def _scheme(name: str | None, language: Language) -> str | None:
    """The name of a scheme of scoring, if one is asked for."""
    if name is not None:
        from auditor.recognition.profiles import names

        if name not in names():
            problem = _UNKNOWN_PROFILE.format(name=name, names=", ".join(names()))
            raise _Problem(problem.of(language))
    return name


def _existing(paths: tuple[str, ...], language: Language) -> tuple[str, ...]:
    """The paths that can be audited; a line on stderr for each other one."""
    existing = tuple(p for p in paths if p == "-" or os.path.lexists(p))
    missing = [_NO_SUCH_FILE.format(path=p).of(language) for p in paths if p not in existing]
    if not existing:
        raise _Problem("; ".join(missing))
    for line in missing:
        _complain(line)
    return existing


def _audits(
    paths: tuple[str, ...], stdin_name: str, settings: Settings, progress: Progress | None = None
) -> Iterator[Audit]:
    if "-" in paths:
        yield from audit_content(bounded(sys.stdin.buffer), stdin_name, settings)
    named = (p for p in paths if p != "-")
    if progress is None:
        yield from audit_paths(named, settings)
    else:
        yield from progress.ended(audit_paths(progress.starting(files(named)), settings))


def _progress(language: Language) -> Progress | None:
    """A line that says how far a run has come, for a terminal only."""
    if not sys.stderr.isatty():
        return None
    from auditor.output.progress import Progress

    return Progress(sys.stderr, language, os.get_terminal_size(sys.stderr.fileno()).columns or _NARROWEST)


def _failed(tally: Tally, severity: Severity) -> bool:
    return any(n and s >= severity for s, n in tally.severities.items())


def _incomplete(tally: Tally, existing: tuple[str, ...], paths: tuple[str, ...]) -> bool:
    return tally.statuses["unreadable"] > 0 or len(existing) < len(paths)


def _pairs(
    order: list[str], formats: tuple[str, ...], files: tuple[str, ...], language: Language
) -> list[tuple[str, str | None]]:
    """Each format with its file, None for standard output; `order` names the options as they were given."""
    values = {_FORMATS: iter(formats), _FILES: iter(files)}
    given: list[dict[str, str]] = []
    for name in order:
        if not given or name in given[-1]:
            given.append({})
        given[-1][name] = next(values[name])
    pairs = [(pair.get(_FORMATS, "terminal"), pair.get(_FILES)) for pair in given or [{}]]
    on_screen = [form for form, file in pairs if file is None]
    if len(on_screen) > 1:
        raise _Problem(_ONE_ON_SCREEN.format(formats=", ".join(on_screen)).of(language))
    for form in BINARY.intersection(on_screen):
        raise _Problem(_NEEDS_FILE.format(format=form).of(language))
    for file, times in Counter(os.path.realpath(file) for _, file in pairs if file is not None).items():
        if times > 1:
            raise _Problem(_FILE_TWICE.format(path=file).of(language))
    return pairs


@contextmanager
def _destination(output_file: str | None, paths: Iterable[str], language: Language) -> Iterator[TextIO]:
    """Standard output, or a file that is written when all is done; both take every character."""
    if output_file is None:
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(
                encoding=None if sys.stdout.isatty() else "utf-8", errors="backslashreplace"
            )
        yield sys.stdout
        sys.stdout.flush()
        return
    _never_over(paths, output_file, language)
    content = BytesIO()
    stream = TextIOWrapper(content, "utf-8", "backslashreplace", newline="\n")
    yield stream
    stream.flush()
    _save(output_file, content.getvalue(), language)


def _never_over(paths: Iterable[str], output_file: str, language: Language) -> None:
    """Refuse to write over a file to be read, whatever it is called: a link's name, another spelling."""
    if os.path.exists(output_file) and any(
        os.path.samefile(path, output_file) for path in paths if os.path.exists(path)
    ):
        raise _Problem(_OVER_INPUT.format(path=output_file).of(language))


def _save(output_file: str, content: bytes, language: Language) -> None:
    try:
        with open(output_file, "wb") as target:
            target.write(content)
    except OSError as problem:
        raise _Problem(_CANNOT_WRITE.format(path=output_file, why=problem.strerror).of(language)) from problem


def _width(stream: TextIO) -> int:
    """Cells in a line: the terminal's, or what suits a log."""
    columns = 0
    if stream is sys.stdout and stream.isatty():
        columns = os.get_terminal_size(stream.fileno()).columns
    return min(max(columns or _PIPE_WIDTH, _NARROWEST), _WIDEST)


def _colour(stream: TextIO, wanted: bool | None) -> bool:
    """What the option says, else NO_COLOR, else FORCE_COLOR, else whether it goes to a terminal."""
    if wanted is not None:
        return wanted
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream is sys.stdout and stream.isatty() and os.environ.get("TERM") != "dumb"

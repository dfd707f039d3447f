"""Options in, exit code out; what stands on which stream."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import simple
from click.testing import CliRunner, Result
from simple import RULE, make, page

from auditor import __version__
from auditor.check import Rule, load_rules
from auditor.check import run as run_rules
from auditor.cli import cli
from auditor.cli.inputs import audits
from auditor.engine import Settings
from auditor.finding import Draft, Severity
from auditor.model.report import Report
from auditor.output import FORMATS
from auditor.output.atomic import save
from auditor.readers import example as text_as_a_report
from auditor.recognition import recognise
from auditor.sources import find

ROOT = Path(__file__).parent.parent
LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "FORCE_COLOR")


@pytest.fixture(autouse=True)
def pipeline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The simple pipeline in an empty folder, and no locale."""
    simple.install(monkeypatch, tmp_path)
    monkeypatch.setattr("auditor.cli.inputs.load_rules", lambda: (RULE,))
    for name in LOCALES:
        monkeypatch.delenv(name, raising=False)


def auditor(*arguments: str, stdin: bytes = b"", environment: dict[str, str] | None = None) -> Result:
    """The command line in this process."""
    return CliRunner().invoke(cli, arguments, input=stdin, env=environment, catch_exceptions=False)


def process(*arguments: str, cwd: Path) -> subprocess.Popen[bytes]:
    """The command line in a process of its own, with everything real."""
    environment = {k: v for k, v in os.environ.items() if k not in LOCALES} | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "auditor", *arguments]
    return subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)


# ── Exit codes ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text, options, code",
    [
        ("clean", "", 0),
        ("error", "", 1),
        ("warning", "", 0),
        ("warning", "--fail-on warning", 1),
        ("info", "--fail-on warning", 0),
        ("info", "--fail-on info", 1),
        ("error", "--fail-on never", 0),
        ("error", "--exit-zero", 0),
        ("error", "--ignore XXX --extend-select named", 1),
        ("error", "--ignore named", 2),
        ("warning", "--fail-on warning --min-severity error", 0),
        ("warning", "--fail-on warning --min-confidence certain", 0),
    ],
)
def test_exit_code(text: str, options: str, code: int) -> None:
    make("a.txt", text=text)
    assert auditor("check", "a.txt", *options.split()).exit_code == code


def test_an_unreadable_file_makes_2_and_the_others_are_audited() -> None:
    make("broken.txt", "clean.txt", text="clean")
    run = auditor("check", "broken.txt", "clean.txt", "--exit-zero")
    assert run.exit_code == 2
    assert "broken.txt: 无法读取：坏了" in run.stdout and "clean.txt: 未发现问题" in run.stdout
    assert run.stderr == ""


def test_a_missing_file_makes_2_and_the_others_are_audited() -> None:
    make("a.txt", text="clean")
    run = auditor("check", "gone.txt", "a.txt", "--lang", "en")
    assert (run.exit_code, run.stderr) == (2, "auditor: no such file or folder: gone.txt\n")
    assert "a.txt: no findings" in run.stdout


def test_only_missing_files_print_no_summary() -> None:
    run = auditor("check", "gone.txt")
    assert (run.exit_code, run.stdout, run.stderr) == (2, "", "auditor: 没有这个文件或文件夹：gone.txt\n")


def test_an_unrecognised_file_is_no_error() -> None:
    make("letter.txt")
    run = auditor("check", "letter.txt")
    assert (run.exit_code, run.stdout.splitlines()[0]) == (0, "letter.txt: 未识别为绩效自评报告")
    for form in ("terminal", "concise"):
        told = auditor("check", "letter.txt", "--lang", "en", "--output-format", form).stdout
        assert "no findings" not in told
    assert "letter" not in auditor("check", "letter.txt", "--skip-unrecognised").stdout


@pytest.mark.parametrize(
    "options, said",
    [
        ("--select SCX", "SCX"),
        ("--select named,NOPE", "NOPE"),
        ("--output-file a.txt", "a.txt"),
        ("--output-file none/b.txt", "none/b.txt"),
        ("--output-format json --output-format concise", "json, concise"),
        ("--output-format xlsx", "xlsx"),
        ("--output-format json --output-file b.txt --output-format sarif --output-file ./b.txt", "b.txt"),
    ],
)
def test_a_usage_error_is_one_line(options: str, said: str) -> None:
    make("a.txt")
    run = auditor("check", "a.txt", *options.split())
    assert (run.exit_code, run.stdout, run.stderr.count("\n")) == (2, "", 1)
    assert said in run.stderr
    assert Path("a.txt").read_text() == "error warning info"


def test_an_unknown_option_is_a_usage_error() -> None:
    assert auditor("check", "--nothing").exit_code == 2
    assert auditor("extract").exit_code == 2


# ── Rules ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def real_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """The installed rules and the real pipeline."""
    monkeypatch.undo()
    for name in LOCALES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("real_rules")
@pytest.mark.parametrize("name", ["SCR001", "scr001", "score-exceeds-weight"])
def test_a_rule_is_explained_by_name_and_code(name: str) -> None:
    run = auditor("rule", name, "--lang", "en")
    assert run.exit_code == 0
    assert run.stdout.startswith("SCR001 score above its weight  error\nscore-exceeds-weight\n")
    assert "error[SCR001] score-exceeds-weight  “受益群众人数” scores 10, above its weight 5" in run.stdout


@pytest.mark.usefixtures("real_rules")
def test_rules_are_listed_by_family() -> None:
    everything, scores = (auditor("rule", *names).stdout.splitlines() for names in ((), ("SCR",)))
    assert scores[0] == "SCR 指标得分" and len([line for line in scores if line and line[0] != " "]) == 1
    assert {line.split()[0] for line in scores} < {line.split()[0] for line in everything if line}
    assert "WGT 权重" in everything and any("执行率计算不符" in line for line in everything)


@pytest.mark.usefixtures("real_rules")
def test_a_title_selects_and_a_part_of_one_lists_what_it_may_mean() -> None:
    sample = str(ROOT / "samples" / "project-faulty.txt")
    run = auditor("check", sample, "--select", "执行率计算不符", "--output-format", "concise")
    assert run.exit_code == 1 and {line.split()[1] for line in run.stdout.splitlines()} == {"EXE001"}
    run = auditor("check", sample, "--select", "执行率", "--lang", "zh")
    assert (run.exit_code, run.stdout, run.stderr.count("\n")) == (2, "", 1)
    assert "EXE001 执行率计算不符" in run.stderr and "EXE002 执行率分母不当" in run.stderr


@pytest.mark.usefixtures("real_rules")
@pytest.mark.parametrize("old", ["STR005", "str005", "input-as-output-indicator"])
def test_a_rule_is_selected_by_what_it_took_over_and_that_is_said(tmp_path: Path, old: str) -> None:
    short = tmp_path / "a.txt"
    short.write_text(next(r for r in load_rules() if r.code == "STR010").page.bad[1], "utf-8")
    run = auditor("check", str(short), "--select", old, "--output-format", "concise", "--lang", "zh")
    assert " STR010 " in run.stdout
    assert run.stderr == f"auditor: “{old}”已并入 STR010“指标归类不当”，按后者处理\n"
    assert "STR010" not in auditor("check", str(short), "--ignore", old, "--output-format", "concise").stdout
    run = auditor("rule", old, "--lang", "en")
    assert run.stdout.startswith("STR010") and "is now part of STR010" in run.stderr


@pytest.mark.usefixtures("real_rules")
def test_a_configuration_names_a_rule_by_what_it_took_over(tmp_path: Path) -> None:
    short = tmp_path / "a.txt"
    short.write_text(next(r for r in load_rules() if r.code == "STR010").page.bad[1], "utf-8")
    (tmp_path / "auditor.toml").write_text('[severity]\nSTR005 = "info"\n', "utf-8")
    run = auditor("check", str(short), "--output-format", "concise", "--lang", "en")
    assert " STR010 " in run.stdout and "'STR005' is now part of STR010" in run.stderr


@pytest.mark.usefixtures("real_rules")
def test_an_option_of_a_rule_is_set_and_a_wrong_one_is_one_line(tmp_path: Path) -> None:
    short = tmp_path / "a.txt"
    short.write_text(next(r for r in load_rules() if r.code == "TGT001").page.bad[0], "utf-8")
    set_to = ["--select", "TGT001", "--output-format", "concise", "--option"]
    assert "TGT001" in auditor("check", str(short), *set_to, "TGT001.factor=2").stdout
    assert "TGT001" not in auditor("check", str(short), *set_to, "target-overshoot.factor=1000").stdout
    for wrong, said in (
        ("TGT001.facter=2", "the nearest is factor"),
        ("TGT001.factor=two", "must be a number (as 1.3), not 'two'"),
        ("TGT01.factor=2", "near to it: TGT001"),
        ("factor=2", "TGT001.factor=1.5"),
    ):
        run = auditor("check", str(short), *set_to, wrong, "--lang", "en")
        assert (run.exit_code, run.stdout, run.stderr.count("\n")) == (2, "", 1)
        assert said in run.stderr


@pytest.mark.usefixtures("real_rules")
def test_the_skeleton_of_a_rule_runs_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert auditor("rule", "new", "HSE001").stdout == "hse001.py\npages/HSE001.md\n"
    registry: dict[str, Rule] = {}
    monkeypatch.setattr("auditor.check._registry", registry)
    module = tmp_path / "hse001.py"
    exec(compile(module.read_text("utf-8"), str(module), "exec"), {"__name__": "hse001"})
    (rule,) = registry.values()
    for example in rule.page.examples:
        (report,) = recognise(text_as_a_report.read(example.report)).reports
        findings = run_rules(report, [rule]).findings
        assert [(f.severity.value, f.found, f.expected) for f in findings] == [
            (e.severity, e.found, e.expected) for e in example.expect
        ]


@pytest.mark.usefixtures("real_rules")
@pytest.mark.parametrize(
    "arguments", [("new",), ("new", "HSE"), ("new", "SCR001"), ("SCR001", "HSE001"), ("new", "HSE002")]
)
def test_no_skeleton_takes_a_code_or_a_file_that_is_there(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hse002.py").write_text("mine", "utf-8")
    run = auditor("rule", *arguments)
    assert (run.exit_code, run.stdout, run.stderr.count("\n")) == (2, "", 1)
    assert (tmp_path / "hse002.py").read_text("utf-8") == "mine" and not (tmp_path / "pages").exists()


@pytest.mark.usefixtures("real_rules")
def test_rules_as_json() -> None:
    data = json.loads(auditor("rule", "target-overshoot", "--output-format", "json", "--lang", "en").stdout)
    assert (list(data), data["schema"]) == (["schema", "rules"], "auditor/rules/2")
    (rule,) = data["rules"]
    assert rule["options"][0] == {
        "name": "factor",
        "type": "number",
        "default": "1.3",
        "why": "multiple of the target from which an explanation is due",
    }
    assert len(json.loads(auditor("rule", "--output-format", "json").stdout)["rules"]) > 80


@pytest.mark.usefixtures("real_rules")
def test_extract_runs_the_rules_only_when_it_is_to_say_what_is_not_verifiable() -> None:
    sample = str(ROOT / "samples" / "project-clean.txt")
    assert "工程款支付及时率 › 得分  7.58" in auditor("extract", sample, "--verbose").stdout
    assert "无法复算" not in auditor("extract", sample).stdout


@pytest.mark.usefixtures("real_rules")
def test_a_scheme_of_scoring_is_shown_and_forced(tmp_path: Path) -> None:
    sample = str(ROOT / "samples" / "graded-clean.txt")
    shown = json.loads(auditor("extract", sample, "--output-format", "json").stdout)["files"][0]
    assert shown["reports"][0]["scheme"] == "hebei-grade"
    assert "[cq-90]" in auditor("extract", sample, "--profile", "cq-90").stdout
    short = tmp_path / "a.txt"
    short.write_text(next(r for r in load_rules() if r.code == "SCR005").page.bad[0], "utf-8")
    found = [auditor("check", str(short), *options).stdout for options in ((), ("--profile", "sichuan-dept"))]
    assert ["SCR005" in text for text in found] == [True, False]


@pytest.mark.parametrize("command", ["check", "extract"])
def test_an_unknown_scheme_is_one_line(command: str) -> None:
    make("a.txt")
    run = auditor(command, "a.txt", "--profile", "hunan", "--lang", "en")
    assert (run.exit_code, run.stdout, run.stderr.count("\n")) == (2, "", 1)
    assert "'hunan'; there are: national, " in run.stderr


@pytest.mark.usefixtures("real_rules")
def test_an_unknown_rule_is_one_line_with_near_names() -> None:
    run = auditor("rule", "weight-totl", "--lang", "en")
    assert (run.exit_code, run.stdout) == (2, "")
    assert run.stderr.startswith(
        "auditor: no rule has the name, title, code or family 'weight-totl'; near to it: weight-total"
    )
    assert run.stderr.count("\n") == 1


# ── Input ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_default_is_the_current_folder() -> None:
    make("a.txt", "b/c.txt")
    run = auditor("check", "--output-format", "concise", "--min-severity", "error")
    assert run.stdout.splitlines() == [
        "a.txt:1: XXX001 error 问题：error",
        "b/c.txt:1: XXX001 error 问题：error",
    ]


def test_standard_input_has_the_name_it_is_given() -> None:
    run = auditor("check", "-", "--stdin-filename", "mail/a.txt", "--output-format", "json", stdin=b"error")
    file = json.loads(run.stdout)["files"][0]
    assert (run.exit_code, file["path"], file["findings"][0]["severity"]) == (1, "mail/a.txt", "error")


def test_standard_input_is_read_no_further_than_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.readers.bounds.FILE_SIZE", 5)
    found = [auditor("check", "-", stdin=given).exit_code for given in (b"error", b".error", b"..error")]
    assert found == [1, 1, 0]


# ── Output ────────────────────────────────────────────────────────────────────────────────────────────


def test_output_file_gets_what_the_screen_would(tmp_path: Path) -> None:
    make("a.txt")
    shown = auditor("check", "a.txt")
    run = auditor("check", "a.txt", "--output-file", "out.log")
    assert (run.exit_code, run.stdout) == (
        1,
        "已写入 out.log：1个文件：审核1个；1个错误，1个警告，1个提示\n",
    )
    assert auditor("check", "a.txt", "--output-file", "out.log", "--quiet").stdout == ""
    auditor("check", "a.txt", "--output-file", "out.log")
    assert Path("out.log").read_bytes().decode() == shown.stdout


def test_a_folder_of_somebody_elses_is_not_filled_with_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.output.html.MANY", 1)
    make("in/a.txt", "in/b.txt", "out.html.reports/mine.txt")
    run = auditor("check", "in", "-o", "out.html")
    assert (run.exit_code, run.stdout) == (2, "") and "无法写入 out.html.reports" in run.stderr
    assert not Path("out.html").exists() and [p.name for p in Path("out.html.reports").iterdir()] == [
        "mine.txt"
    ]
    assert auditor("check", "in", "-o", "other.html").exit_code == 1
    assert {p.name for p in Path("other.html.reports").iterdir()} == {
        ".auditor-output",
        "00001.html",
        "00002.html",
    }


@pytest.mark.parametrize(
    "options, screen, files",
    [
        ("", "terminal", {}),
        ("--output-format json", "json", {}),
        ("--output-file a.out", "", {"a.out": "terminal"}),
        ("--output-format json --output-file a.out", "", {"a.out": "json"}),
        ("--output-file a.out --output-format json", "", {"a.out": "json"}),
        ("--output-format terminal --output-format json --output-file a.out", "terminal", {"a.out": "json"}),
        ("--output-format json --output-file a.out --output-format terminal", "terminal", {"a.out": "json"}),
        (
            "--output-format jsonl --output-file a.out --output-format json --output-file b.out",
            "",
            {"a.out": "jsonl", "b.out": "json"},
        ),
        (
            "--output-file a.out --output-format jsonl --output-file b.out --output-format json",
            "",
            {"a.out": "jsonl", "b.out": "json"},
        ),
    ],
)
def test_a_file_belongs_to_the_format_beside_it(options: str, screen: str, files: dict[str, str]) -> None:
    make("a.txt")
    begins = {"terminal": "错误[XXX001]", "json": '{\n  "schema"', "jsonl": '{"path":'}
    run = auditor("check", "a.txt", *options.split())
    assert run.exit_code == 1
    told = [line.partition("：")[0] for line in run.stdout.splitlines()]
    assert run.stdout.startswith(begins[screen]) if screen else told == [f"已写入 {name}" for name in files]
    assert {path.name for path in Path().glob("*.out")} == set(files)
    for name, format in files.items():
        assert Path(name).read_text("utf-8").startswith(begins[format])


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_can_be_written_beside_another(format: str) -> None:
    make("in/a.txt", "in/letter.txt", "in/broken.txt")
    alone = auditor("check", "in", "--output-format", format, "--output-file", "alone.out")
    both = auditor(
        "check", "in", "--output-format", format, "--output-file", "both.out", "--output-format", "concise"
    )
    assert (alone.exit_code, both.exit_code) == (2, 2)
    assert Path("alone.out").read_bytes() == Path("both.out").read_bytes() != b""
    assert both.stdout == auditor("check", "in", "--output-format", "concise").stdout


def test_statistics_count_by_rule_and_severity() -> None:
    make("a.txt", "b.txt")
    lines = auditor("check", "--quiet", "--statistics", "--lang", "en").stdout.splitlines()
    assert lines[:2] == ["by severity", "  error    2  ##############################"]
    assert "  error    XXX001  named  2  ##############################" in lines
    assert "by rule" in auditor("check", "--output-format", "concise", "--statistics", "--lang", "en").stdout


@pytest.mark.parametrize(
    "environment, language",
    [
        ({}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
    ],
)
def test_the_language_is_the_locales(environment: dict[str, str], language: str) -> None:
    make("a.txt", text="clean")
    shown = auditor("check", "a.txt", environment=environment).stdout
    assert ("no findings" in shown) == (language == "en")
    assert "no findings" in auditor("check", "a.txt", "--lang", "en", environment=environment).stdout


@pytest.mark.parametrize(
    "options, environment, coloured",
    [
        ("", {}, False),
        ("", {"FORCE_COLOR": "1"}, True),
        ("", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("--color", {"NO_COLOR": "1"}, True),
        ("--no-color", {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour(options: str, environment: dict[str, str], coloured: bool) -> None:
    make("a.txt")
    assert (
        "\x1b[" in auditor("check", "a.txt", *options.split(), environment=environment).output
    ) == coloured


def test_verbose_lists_what_could_not_be_verified_and_quiet_lists_nothing() -> None:
    make("a.txt")
    verbose = auditor("check", "a.txt", "--verbose").stdout
    assert "a.txt: 说明：说明\n" in verbose
    assert "a.txt: 无法复算 表1 5：缺少预算数\n" in verbose
    assert len(auditor("check", "a.txt", "--quiet").stdout.splitlines()) == 3


def test_json_is_the_same_twice() -> None:
    make("b.txt", "a.txt", "letter.txt", "broken.txt")
    first, second = (auditor("check", "--output-format", "json").stdout for _ in range(2))
    assert first == second
    assert [f["status"] for f in json.loads(first)["files"]] == [
        "audited",
        "audited",
        "unreadable",
        "unrecognised",
    ]


def test_extract_says_what_was_read_and_why_not() -> None:
    make("a.txt", "letter.txt", "broken.txt")
    run = auditor("extract", "a.txt", "letter.txt", "broken.txt")
    assert run.exit_code == 2
    assert "标题: error warning info" in run.stdout and "未识别" in run.stdout and "坏了" in run.stdout
    data = json.loads(auditor("extract", "a.txt", "--output-format", "json").stdout)
    assert data["schema"] == "auditor/report/2"


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["check", "--help"], ["extract", "--help"]])
def test_help_and_version(arguments: list[str]) -> None:
    run = auditor(*arguments)
    assert run.exit_code == 0 and run.stdout


def test_a_terminal_is_told_how_far_a_run_is_and_a_pipe_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.txt", "b.txt")
    monkeypatch.setattr("auditor.output.progress._PATIENCE", -1)
    assert auditor("check").stderr == ""
    keyboard, screen = os.openpty()
    with os.fdopen(screen, "w") as terminal, monkeypatch.context() as patched:
        patched.setattr("auditor.cli.inputs.sys.stderr", terminal)
        shown_audits = list(audits((".",), find((".",)), "-", Settings(), language="zh"))
        shown = os.read(keyboard, 10_000).decode()
    os.close(keyboard)
    assert len(shown_audits) == 2
    assert shown.startswith("\r已完成0/2个文件，发现0个问题")


# ── The process ───────────────────────────────────────────────────────────────────────────────────────


def test_version_is_answered_before_click_is_imported() -> None:
    code = "import sys; sys.argv = ['auditor', '--version']; import auditor.__main__ as m; m.main(); print('click' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.splitlines() == [f"auditor {__version__}", "False"]


def test_a_pipe_gets_utf8_whatever_the_locale(tmp_path: Path) -> None:
    (tmp_path / "发票.txt").write_text("发票", "utf-8")
    with process("check", "发票.txt", cwd=tmp_path) as run:
        out, error = run.communicate()
    assert (run.returncode, error) == (0, b"")
    assert "发票.txt: 未识别为绩效自评报告" in out.decode("utf-8")


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    for number in range(2000):
        (tmp_path / f"letter-{number:04}-{'x' * 100}.txt").write_text("letter", "utf-8")
    with process("check", cwd=tmp_path) as run:
        assert run.stdout is not None and run.stderr is not None
        run.stdout.readline()
        run.stdout.close()
        assert run.stderr.read() == b""
    assert run.returncode == 0


def test_ctrl_c_is_one_line(tmp_path: Path) -> None:
    pipe = tmp_path / "a.txt"
    os.mkfifo(pipe)
    # The pipe opens when the other end does: the run is under way.
    with process("check", str(pipe), cwd=tmp_path) as run, pipe.open("wb"):
        run.send_signal(signal.SIGINT)
        out, error = run.communicate()
    assert (run.returncode, error) == (130, b"auditor: interrupted\n")
    assert "a.txt: 未审核：运行被中断" in out.decode() and "结果不完整" in out.decode()


# ── What was not understood, what was not proved ──────────────────────────────────────────────────────


def test_what_was_not_understood_makes_2_and_stands_with_its_findings() -> None:
    make("unknown.txt", "b.txt", text="clean")
    run = auditor("check", "--lang", "en")
    assert run.exit_code == 2
    assert "unknown.txt: not understood: unknown headers" in run.stdout and "b.txt: no findings" in run.stdout
    assert auditor("check", "--exit-zero").exit_code == 2


def test_strict_wants_every_file_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.txt", text="clean")
    assert auditor("check", "a.txt", "--strict").exit_code == 0
    make("letter.txt")
    assert [auditor("check", *strict).exit_code for strict in ((), ("--strict",))] == [0, 2]
    assert auditor("check", "--strict", "--skip-unrecognised").exit_code == 0
    silent = Rule("silent", "XXX002", Severity.INFO, lambda report: iter(()), own=page())
    monkeypatch.setattr("auditor.cli.inputs.load_rules", lambda: (silent,))
    assert [auditor("check", "a.txt", *strict).exit_code for strict in ((), ("--strict",))] == [0, 2]
    assert "a.txt: 没有复算任何数字" in auditor("check", "a.txt").stdout


def test_a_rule_that_ends_the_program_does_not() -> None:
    make("a.txt", text="error")

    def leaving(report: Report) -> Iterator[Draft]:
        if report.title:
            sys.exit(0)
        yield from ()

    rule = Rule("leaving", "XXX002", Severity.INFO, leaving, own=page())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("auditor.cli.inputs.load_rules", lambda: (rule, RULE))
        run = auditor("check", "--lang", "en")
    assert run.exit_code == 2 and "error[XXX001]" in run.stdout
    assert "a.txt: failed: rule XXX002 leaving of test_cli failed: SystemExit: 0" in run.stdout


@pytest.mark.parametrize("debug", [False, True])
def test_a_fault_of_the_program_itself_makes_3(debug: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> None:
        raise RuntimeError("no outputs\ntoday")

    make("a.txt")
    monkeypatch.setattr(sys.modules["auditor.cli.check"], "write_all", broken)
    run = auditor("check", "--lang", "en", environment={"AUDITOR_DEBUG": "1" if debug else ""})
    assert (run.exit_code, run.stdout) == (3, "")
    line = "auditor: internal error: RuntimeError: no outputs today (AUDITOR_DEBUG=1 prints the details)\n"
    assert run.stderr.endswith(line) and ("Traceback" in run.stderr) == debug


def test_a_folder_in_which_nothing_was_audited_says_so() -> None:
    make("logo.png", "~$a.docx")
    run = auditor("check", "--lang", "en")
    assert (run.exit_code, run.stdout) == (0, "0 files: 2 other files passed over\nno report was audited\n")
    assert "logo.png: passed over" in auditor("check", "--lang", "en", "-v").stdout
    data = json.loads(auditor("check", "--output-format", "json").stdout)
    assert data["summary"]["passed_over"] == 2


# ── Originals, files whole or not at all ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("command", ["check", "extract"])
@pytest.mark.parametrize("kind", ["same", "symlink", "hardlink"])
def test_a_report_found_in_a_folder_is_not_written_over(command: str, kind: str) -> None:
    make("reports/sub/a.txt", text="clean")
    target = "reports/sub/a.txt"
    if kind == "symlink":
        Path("out.json").symlink_to(target)
    elif kind == "hardlink":
        os.link(target, "out.json")
    run = auditor(command, "reports", "-o", target if kind == "same" else "out.json", "--lang", "en")
    assert run.exit_code == 2 and "is one of the files to read" in run.stderr
    assert Path(target).read_text() == "clean"


def test_an_output_in_the_folder_is_written_again_and_not_read() -> None:
    make("a.txt")
    pages = []
    for _ in range(2):
        assert auditor("check", "-o", "findings.html").exit_code == 1
        pages.append(Path("findings.html").read_text("utf-8"))
    assert pages[0].count('class="report"') == pages[1].count('class="report"') == 1


@pytest.mark.parametrize(
    "name, begins",
    [
        ("out.json", '{\n  "schema"'), ("out.jsonl", '{"path"'), ("out.html", "<!doctype"), ("out.csv", "\ufeff"),
        ("out.md", "# "), ("out.xml", "<?xml"), ("OUT.SARIF", '{\n  "$schema"'), ("out.log", "错误[XXX001]"),
    ],
)  # fmt: skip
def test_the_suffix_tells_the_format(name: str, begins: str) -> None:
    make("in/a.txt")
    assert auditor("check", "in", "-o", name).exit_code == 1
    assert Path(name).read_text("utf-8").startswith(begins)


def test_one_output_that_cannot_be_written_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: str, content: bytes) -> None:
        if path == "a.json":
            raise OSError(errno.ENOSPC, "full")
        save(path, content)

    make("in/a.txt", text="clean")
    Path("a.json").write_text("old")
    monkeypatch.setattr("auditor.cli.outputs.save", full)
    run = auditor("check", "in", "-o", "a.json", "-o", "b.json")
    assert (run.exit_code, run.stderr) == (2, "auditor: 无法写入 a.json：磁盘空间不足\n")
    assert Path("a.json").read_text() == "old" and Path("b.json").read_text().startswith("{")


def test_a_run_that_fails_leaves_the_old_output(monkeypatch: pytest.MonkeyPatch) -> None:
    make("in/a.txt")
    Path("out.json").write_text("old")
    monkeypatch.setattr("auditor.output.json.Writer.end", lambda *given: [][0])
    assert auditor("check", "in", "-o", "out.json").exit_code == 3
    assert Path("out.json").read_text() == "old"


def test_a_full_standard_output_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("letter")
    with Path("/dev/full").open("wb") as full:
        environment = {k: v for k, v in os.environ.items() if k not in LOCALES} | {"PYTHONPATH": str(ROOT)}
        run = subprocess.run(
            [sys.executable, "-m", "auditor", "check"], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE,
            env=environment,
        )  # fmt: skip
    assert (run.returncode, run.stderr.decode()) == (2, "auditor: 无法写入 标准输出：磁盘空间不足\n")


def test_a_reader_that_leaves_early_changes_neither_the_code_nor_the_files(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"letter-{number:04}-{'x' * 200}.txt").write_text("letter", "utf-8")
    (tmp_path / "zzz.docx").write_bytes(b"PK\x03\x04broken")
    arguments = ("check", "--output-format", "terminal", "--output-format", "json", "-o", "out.json")
    with process(*arguments, cwd=tmp_path) as run:
        assert run.stdout is not None and run.stderr is not None
        run.stdout.readline()
        run.stdout.close()
        assert run.stderr.read() == b""
    assert run.returncode == 2
    assert json.loads((tmp_path / "out.json").read_text("utf-8"))["summary"]["files"] == 301

"""The configuration: where it is found, what is wrong in it, what it does."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from auditor.check import load_rules
from auditor.cli import cli
from auditor.config import ConfigWrong, Finder, InForce, Project, common, project, read, shared
from auditor.config import words as own_words
from auditor.config.choice import Choice
from auditor.config.keys import KEYS
from auditor.config.written import schema, table, template
from auditor.engine import audit_bytes
from auditor.finding import Severity
from auditor.lexicon import own
from auditor.recognition.forms.roles import role_of
from auditor.recognition.schemes import named
from auditor.words import Language

ROOT = Path(__file__).parent.parent
FAULTY = ROOT / "samples" / "project-faulty.txt"
RULES = load_rules()
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder to work in, and the built-in words afterwards."""
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    own.use({}, {})


def write(path: str, text: str = "") -> str:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, "utf-8")
    return path


def reason(path: str) -> str:
    """What is wrong with a file, its words and its settings."""
    with pytest.raises(ConfigWrong) as wrong:
        config = read(path)
        own_words.use(config)
        Project(RULES, only=config).settings("a.docx")
    return wrong.value.reason.en


# ── Where it is found ─────────────────────────────────────────────────────────────────────────────────


def test_the_nearest_file_upward_counts_alone() -> None:
    write("auditor.toml", 'fail-on = "info"\nscheme = "national"')
    write("甲局/.auditor.toml", 'fail-on = "warning"')
    write("甲局/pyproject.toml", '[project]\nname = "x"')
    finder = Finder()
    near, far = finder.near("甲局/下属/自评.docx"), finder.near("乙局/自评.docx")
    assert (near.path, near.value("fail-on"), near.value("scheme")) == ("甲局/.auditor.toml", "warning", None)
    assert (far.path, far.value("scheme")) == ("auditor.toml", "national")


def test_a_hidden_file_comes_before_an_open_one_and_both_before_a_project() -> None:
    write("pyproject.toml", '[tool.auditor]\nlang = "en"')
    assert Finder().near("a.docx").path == "pyproject.toml"
    write("auditor.toml")
    assert Finder().near("a.docx").path == "auditor.toml"
    write(".auditor.toml")
    assert Finder().near("a.docx").path == ".auditor.toml"


@pytest.mark.parametrize("text", ["[project]\n", "no toml at all ["])
def test_a_project_file_without_our_table_is_passed_by(text: str) -> None:
    write("auditor.toml", 'lang = "en"')
    write("code/pyproject.toml", text)
    assert Finder().near("code/a.docx").path == "auditor.toml"


def test_a_named_file_counts_alone_and_isolated_none() -> None:
    write("auditor.toml", 'select = ["SCR"]')
    write("other.toml", 'select = ["TOT001"]')

    def codes(run: Project) -> set[str]:
        return {rule.code for rule in run.settings("a.docx").rules}

    assert codes(project(RULES, {}, "other.toml")) == {"TOT001"}
    assert len(codes(project(RULES, {}, isolated=True))) > 20
    assert {code[:3] for code in codes(project(RULES, {}))} == {"SCR"}


# ── What is wrong ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\nselct = []", "c.toml:2: there is no key 'selct'; near to it: select"),
        ('[severty]\nSCR = "info"', "c.toml:1: there is no key 'severty'; near to it: severity"),
        ("jobs = 'many'", "c.toml:1: jobs must be a whole number of at least 1, not 'many'"),
        ("jobs = 0", "c.toml:1: jobs must be a whole number of at least 1, not 0"),
        ("jobs = true", "c.toml:1: jobs must be a whole number of at least 1, not true"),
        ("lang = 'fr'", "c.toml:1: lang must be one of \"zh\", \"en\", not 'fr'"),
        ("select = 'SCR'", "c.toml:1: select must be a list of texts, not 'SCR'"),
        (
            '[severity]\nSCR = "info"\nTOT = "bad"',
            'c.toml:3: severity.TOT must be one of "error", "warning", "info", not \'bad\'',
        ),
        ('a = 1\nb = "', "c.toml:2: this is no TOML: "),
        ('lang = "zh"\nselect = [\n  "SCR",\n  "SCR999"\n]', "c.toml:4: no rule has the name or code 'SCR999'; near"),
        ('[per-file-ignores]\n"*" = ["XYZ"]', "c.toml:2: no rule has the name or code 'XYZ'"),
        ('[severity]\n"total-scor-mismatch" = "info"', "c.toml:2: no rule has the name or code 'total-scor-mis"),
        ("[rules.total-scores]\nx = 1", "c.toml:1: no rule has the name or code 'total-scores'; near to it: total-"),
        ("[rules.TOT001]\n\nnix = 1", "c.toml:3: rule total-score-mismatch has no option 'nix'"),
        ('scheme = "nationl"', "c.toml:1: no scheme of scoring is called 'nationl'; near to it: national"),
        ("[lexicon.hedaers]\n", "c.toml:1: the lexicon has no 'hedaers'; near to it: headers"),
        (
            '[lexicon.headers.indicator]\nwieght = ["分值比重"]',
            "c.toml:2: the lexicon has no 'headers.indicator.wieght'; near to it: weight",
        ),
        ('[lexicon.headers.indicator]\nweight = "x"', "c.toml:2: headers.indicator.weight must be a list, as the"),
        ('[lexicon.headers.indicator]\nweight = ["分(值"]', "c.toml:2: '分(值' holds signs of an expression; those"),
        ('[lexicon.phrases.past]\npatterns = ["完"]', "c.toml:2: this list is made of expressions"),
        ('[lexicon.patterns]\n"分值" = ["分(值"]', "c.toml:2: '分(值' is no regular expression: missing )"),
        ('[forms."甲".indicator]\nwieght = ["分"]', "c.toml:2: the lexicon has no 'forms.甲.indicator.wieght'"),
        ('[forms."甲"]\nshown_by = "考评得分"', "c.toml:2: forms.甲.shown_by must be a list, as the"),
        ('[forms."甲".title]\nfr = "x"', "c.toml:2: the lexicon has no 'forms.甲.title.fr'"),
        ('[forms.甲]', "c.toml:1: this is no TOML: Invalid initial character for a key part; a key in Chinese st"),
        ('甲 = 1', "c.toml:1: this is no TOML: Invalid statement; a key in Chinese stands in quotes"),
        ('[schemes."甲"]\nsum = [90]', "c.toml:1: the scheme 甲 is wrong: Object contains unknown field `sum`"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_a_line_with_its_place(text: str, said: str) -> None:
    line = reason(write("c.toml", text))
    assert line.startswith(said) and "\n" not in line


def test_in_a_project_file_the_line_is_that_of_the_key() -> None:
    write("pyproject.toml", '[tool.other]\nselct = 1\n[tool.auditor]\nselct = ["SCR"]')
    assert reason("pyproject.toml").startswith("pyproject.toml:4: there is no key 'selct'")


def test_what_cannot_be_opened_or_is_no_text_is_said() -> None:
    Path("bytes.toml").write_bytes(b"\xff\xfe")
    assert reason("bytes.toml") == "bytes.toml: the text is not UTF-8"
    assert reason("none.toml").startswith("none.toml: it cannot be opened: ")
    assert reason(write("pyproject.toml", "[tool]")) == "pyproject.toml: there is no [tool.auditor]"


# ── What it does ──────────────────────────────────────────────────────────────────────────────────────


def findings(text: str, path: str = "报告.txt", **given: object) -> dict[str, Severity]:
    """The findings of the faulty sample under a configuration, by code."""
    settings = project(RULES, given, write("c.toml", text)).settings(path)
    return {f.code: f.severity for f in audit_bytes(FAULTY.read_bytes(), path, settings).result.findings}


def test_rules_are_selected_and_the_command_line_takes_the_place_of_the_file() -> None:
    assert set(findings('select = ["SCR"]\nignore = ["SCR010"]')) == {"SCR001"}
    assert set(findings('select = ["SCR"]', select=("TOT001",))) == {"TOT001"}
    assert Severity.WARNING not in findings('min-severity = "error"').values()


def test_severities_are_the_users_and_a_rule_outranks_its_family() -> None:
    found = findings('[severity]\nSCR001 = "warning"\nSCR = "info"')
    assert found["SCR001"] is Severity.WARNING
    assert found["SCR010"] is Severity.INFO
    assert found["TOT001"] is Severity.ERROR
    assert [*found.values()] == sorted(found.values(), key=lambda s: s.rank)


def test_rules_do_not_run_on_files_that_fit_a_glob() -> None:
    text = '[per-file-ignores]\n"附件/**" = ["SCR"]\n"*.md" = ["ALL"]'
    assert "SCR001" in findings(text)
    assert "SCR001" not in findings(text, "附件/一/报告.txt") and "TOT001" in findings(text, "附件/报告.txt")
    assert not findings(text, "报告.md")
    assert "SCR001" not in findings(text, "附件/包.zip!/报告.txt")


def test_options_of_rules_are_set() -> None:
    rule = next(r for r in RULES if r.options)
    option = rule.options[0]
    write("c.toml", f"[rules.{rule.code}]\n{option.name} = {json.dumps(option.default, default=str)}")
    assert project(RULES, {}, "c.toml").settings("a.txt").options == {
        rule.name: {option.name: option.default}
    }


def test_what_is_in_force_says_whence() -> None:
    write("auditor.toml", 'lang = "en"\n\nselect = ["SCR"]')
    told = {one.name: one for one in project(RULES, {"fail-on": "never"}).in_force("a.docx")}
    assert list(told) == [key.name for key in KEYS]
    assert told["select"].origin.en == "auditor.toml:3"
    assert (told["fail-on"].value, told["fail-on"].origin.en) == ("never", "command line")
    assert isinstance(told["jobs"], InForce) and told["jobs"].origin.zh == "默认值"


def test_the_folder_that_all_paths_share_holds_for_the_run() -> None:
    here = Path.cwd()
    assert common(["甲/一.docx", "甲/下/二.docx"]) == str(here / "甲")
    assert common(["-"]) == common([]) == str(here)


# ── Words ─────────────────────────────────────────────────────────────────────────────────────────────


def use(text: str) -> None:
    own_words.use(read(write("c.toml", text)))


def test_words_are_added_to_the_built_in_ones_and_go_with_the_configuration() -> None:
    before = role_of("考评占比", "indicator")
    use('[lexicon.headers.indicator]\nweight = ["考评占比"]')
    found = role_of("考评占比", "indicator")
    assert found is not None and found[0].value == "weight"
    assert role_of("分值", "indicator") is not None
    use("")
    assert role_of("考评占比", "indicator") == before is None


def test_a_form_brings_words_and_a_scheme_comes_before_the_built_in_ones() -> None:
    use('[forms."本市".indicator]\ncompletion = ["年末实绩"]\n[schemes."本市办法"]\nsums = [95]')
    found = role_of("年末实绩", "indicator")
    assert found is not None and found[0].value == "completion"
    scheme = named("本市办法")
    assert (scheme.title.zh, scheme.levels) == ("本市办法", named("national").levels) and scheme.sums == (
        Decimal(95),
    )


def test_a_pattern_is_read_as_a_word() -> None:
    assert role_of("第三季度实绩数", "indicator") is None
    use("[lexicon.patterns]\n\"实际完成值\" = ['第[一二三四]季度实绩数']")
    found = role_of("第三季度实绩数", "indicator")
    assert found is not None and found[0].value == "completion"
    assert role_of("其他第三季度实绩数", "indicator") is None


def test_a_pattern_may_say_what_only_the_regex_package_reads() -> None:
    use("[lexicon.patterns]\n\"分值\" = ['\\p{Han}{2}比重(?:值){e<=0}']")
    found = role_of("考评比重值", "indicator")
    assert found is not None and found[0].value == "weight"


def test_a_pattern_that_takes_for_ever_is_stopped_and_named() -> None:
    use("[lexicon.patterns]\n\"分值\" = ['(?:(?:甲|甲甲)+)+乙']")
    with pytest.raises(own.PatternTooSlow, match="甲甲"):
        own.read_as("甲" * 50)


def test_a_long_text_is_no_header_and_not_matched() -> None:
    use("[lexicon.patterns]\n\"分值\" = ['甲+']")
    assert own.read_as("甲" * 10) == "分值"
    assert own.read_as("甲" * 100) == "甲" * 100


def test_one_run_has_one_lexicon() -> None:
    write("auditor.toml", "")
    write("乙/auditor.toml", '\n[lexicon.headers.indicator]\nweight = ["考评占比"]')
    run = project(RULES, {})
    assert shared(run, run.config("."), ["甲.docx"])["lexicon"] == {}
    with pytest.raises(ConfigWrong, match=r"乙/auditor.toml:2: .*auditor.toml"):
        shared(run, run.config("."), ["甲.docx", "乙/一.docx"])


# ── Which files ───────────────────────────────────────────────────────────────────────────────────────


def chosen(start: str, *paths: str) -> list[str]:
    below = Choice(project(RULES, {})).below(start)
    return [path for path in paths if below(path.rstrip("/"), path.endswith("/"))]


def test_globs_start_from_the_folder_of_the_file() -> None:
    write("auditor.toml", 'include = ["自评/**"]\nexclude = ["往年/", "*模板*"]')
    paths = ("自评/", "自评/一.docx", "自评/往年/", "自评/模板.docx", "其他/", "其他/二.docx")
    assert chosen(".", *paths) == ["自评/", "自评/一.docx", "其他/"]


def test_what_git_ignores_is_not_read_but_for_a_folder_that_is_named() -> None:
    write("repo/.gitignore", "# what is made\n输出/\n*.tmp.docx\n")
    write("repo/下/.gitignore", "!留.tmp.docx")
    paths = ("repo/输出/", "repo/一.docx", "repo/二.tmp.docx", "repo/下/留.tmp.docx", "repo/下/三.tmp.docx")
    assert chosen("repo", *paths) == list(paths)
    Path("repo/.git").mkdir()
    assert chosen("repo", *paths) == ["repo/一.docx", "repo/下/留.tmp.docx"]
    assert chosen("repo/输出", "repo/输出/一.docx") == ["repo/输出/一.docx"]
    write("repo/auditor.toml", "gitignore = false")
    assert chosen("repo", *paths) == list(paths)


# ── What is written from the keys ─────────────────────────────────────────────────────────────────────


def test_the_commented_file_works_when_its_comments_are_taken_off() -> None:
    for language in LANGUAGES:
        lines = template(language).splitlines()
        assert not any(line and not line.startswith("#") for line in lines)
        kept = [line.removeprefix("# ") for line in lines if "=" in line or line.startswith("# [")]
        config = read(write("full.toml", "\n".join(kept)))
        own_words.use(config)
        assert Project(RULES, only=config).settings("a.docx").min_severity is Severity.WARNING
        assert set(config.values) == {key.name for key in KEYS}
        Draft202012Validator(schema(RULES)).validate(json.loads(json.dumps(config.values)))


def test_the_schema_refuses_what_the_loader_refuses() -> None:
    validator = Draft202012Validator(schema(RULES))
    validator.check_schema(schema(RULES))
    cases: list[dict[str, object]] = [
        {"selct": []},
        {"jobs": 0},
        {"lang": "fr"},
        {"severity": {"SCR": "bad"}},
    ]
    for wrong in cases:
        assert list(validator.iter_errors(wrong))


def test_the_docs_show_the_keys_as_they_are() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    for language in LANGUAGES:
        assert "\n".join(table(language)) in page, "python docs/make_config.py writes it again"
    stored = json.loads((ROOT / "docs" / "schemas" / "config-1.schema.json").read_text("utf-8"))
    assert stored == schema(RULES), "python docs/make_config.py writes it again"


# ── On the command line ───────────────────────────────────────────────────────────────────────────────


def said(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(cli, [*arguments], catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


def found(*arguments: str) -> list[list[str]]:
    """Place and code of each error of a run."""
    lines = said("check", *arguments, "--output-format", "concise")[1].splitlines()
    return [line.split(" ")[:2] for line in lines if " error " in line]


def test_the_configuration_holds_for_a_run_and_the_command_line_goes_first() -> None:
    shutil.copy(FAULTY, "报告.txt")
    write("auditor.toml", 'lang = "en"\nselect = ["SCR001"]\nfail-on = "never"')
    code, out, _ = said("check", ".")
    assert code == 0 and "scores 10, above its weight" in out
    assert found(".") == [["报告.txt:15:", "SCR001"]]
    assert said("check", ".", "--fail-on", "error")[0] == 1
    assert found(".", "--select", "TOT001") == [["报告.txt:24:", "TOT001"]]
    assert len(found(".", "--isolated")) > 2
    write("other.toml", 'select = ["EXE001"]')
    assert found(".", "--config", "other.toml") == [["报告.txt:6:", "EXE001"]]


def test_each_file_has_its_own_configuration() -> None:
    for folder in ("甲", "乙"):
        Path(folder).mkdir()
        shutil.copy(FAULTY, f"{folder}/报告.txt")
    write("甲/auditor.toml", 'select = ["SCR001"]')
    write("乙/auditor.toml", 'select = ["TOT001"]')
    assert found(".") == [["乙/报告.txt:24:", "TOT001"], ["甲/报告.txt:15:", "SCR001"]]


def test_what_is_left_out_is_not_read() -> None:
    shutil.copy(FAULTY, "报告.txt")
    Path("往年").mkdir()
    shutil.copy(FAULTY, "往年/报告.txt")
    write("auditor.toml", 'exclude = ["往年/"]\nselect = ["SCR001"]')
    assert found(".") == [["报告.txt:15:", "SCR001"]]
    assert found("往年") == [["往年/报告.txt:15:", "SCR001"]]
    assert "往年" in said("check", ".", "-v", "--lang", "zh")[1]


@pytest.mark.parametrize("command", ["check", "extract", "config"])
def test_a_wrong_configuration_ends_a_run_with_one_line(command: str) -> None:
    shutil.copy(FAULTY, "报告.txt")
    write("auditor.toml", "\njobs = 0")
    code, out, err = said(command, ".", "--lang", "zh")
    assert (code, out, err) == (2, "", "auditor: auditor.toml:2：jobs 应为不小于1的整数，不能是 0\n")


def test_a_wrong_configuration_below_is_found_before_anything_is_audited() -> None:
    Path("甲").mkdir()
    shutil.copy(FAULTY, "甲/报告.txt")
    write("甲/auditor.toml", 'select = ["XYZ"]')
    code, out, err = said("check", ".", "--lang", "en")
    assert (code, out) == (2, "") and err.startswith("auditor: 甲/auditor.toml:1: no rule has the name")


def test_config_says_what_is_in_force() -> None:
    write("auditor.toml", 'lang = "en"\nselect = ["SCR"]')
    code, out, _ = said("config", "下属/报告.docx")
    assert code == 0
    assert 'select = ["SCR"]  # auditor.toml:2' in out.splitlines()
    assert "jobs = (not set)  # default" in out.splitlines()
    told = json.loads(said("config", "--output-format", "json")[1])
    assert {"key": "lang", "value": "en", "origin": "auditor.toml:1"} in told["values"]


def test_init_writes_a_file_that_changes_nothing_and_never_over_one() -> None:
    assert said("init", "--lang", "zh") == (0, "已写入 auditor.toml\n", "")
    assert read("auditor.toml").values == {}
    assert said("init", "--lang", "zh") == (2, "", "auditor: auditor.toml 已经存在\n")


def test_words_of_ones_own_are_read_in_a_run() -> None:
    text = FAULTY.read_text("utf-8").replace("项目名称", "所报事项")
    write("报告.txt", text)
    before = json.loads(said("extract", "报告.txt", "--output-format", "json")[1])
    write("auditor.toml", "[lexicon.patterns]\n\"项目名称\" = ['所报\\p{Han}项']")
    after = json.loads(said("extract", "报告.txt", "--output-format", "json")[1])
    assert [told["files"][0]["reports"][0]["project"] for told in (before, after)] == [
        None,
        "老旧小区供水管网改造",
    ]


def test_a_form_and_a_scheme_of_ones_own_hold_for_a_run_and_are_named() -> None:
    """Without them the sheet is not understood; with them it is read, and its 85 points are right."""
    rows = (
        "层级\t事项\t应办\t办成\t考评占比\t考评所得\n产出指标\t清淤里程\t≥6公里\t6公里\t45\t45\n"
        "效益指标\t水质达标率\t≥90%\t95%\t40\t40\n"
    )
    write("报告.txt", f"青柳区松岭乡2024年度项目支出绩效自评表\n{rows}")
    assert (
        json.loads(said("extract", "报告.txt", "--output-format", "json")[1])["files"][0]["status"]
        != "audited"
    )
    form = (
        '[forms."本市表"]\ntitle = "本市项目表"\nshown_by = ["应办", "办成"]\n[forms."本市表".indicator]\nlevel1 = ["层级"]\n'
        'name = ["事项"]\ntarget = ["应办"]\ncompletion = ["办成"]\nweight = ["考评占比"]\nscore = ["考评所得"]\n'
    )
    scheme = '[schemes."本市办法"]\nshown_by = [{ headers = ["考评占比"] }]\nsums = [85]\n'
    write("auditor.toml", form)
    assert "WGT001" in said("check", "报告.txt", "--output-format", "concise")[1]
    write("auditor.toml", form + scheme)
    assert "WGT001" not in said("check", "报告.txt", "--output-format", "concise")[1]
    (report,) = json.loads(said("extract", "报告.txt", "--output-format", "json", "--lang", "zh")[1])[
        "files"
    ][0]["reports"]
    assert (report["form"], report["scheme"], report["scheme_reason"]) == (
        "本市表",
        "本市办法",
        "有“考评占比”栏",
    )
    shown = said("extract", "报告.txt", "--lang", "zh")[1]
    assert "表式: 本市项目表 [本市表]" in shown and "本市办法" in shown
    assert "WGT001" in said("check", "报告.txt", "--output-format", "concise", "--scheme", "national")[1]

"""`auditor form draft`: the unknown words of a form, and the lines that make it readable, the whole way round."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from auditor.cli import cli
from auditor.lexicon import own

TITLE = "<h1>青柳区松岭乡2024年度项目支出绩效自评表</h1>"
STRANGE = "层级一|事由|要做到|做到了|份额|所获|备查"
KNOWN = "一级指标|三级指标|年度指标值|实际完成值|分值|得分|备注"
ROWS = ("产出指标|清淤里程|≥6公里|6公里|50|48|雨季", "效益指标|水质达标率|≥90%|95%|50|50|")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    before = own.state()
    yield
    own.use(*before)


def write(*rows: str, name: str = "表.html") -> str:
    lines = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row.split("|")) + "</tr>" for row in rows)
    Path(name).write_text(f'{TITLE}<table border="1">{lines}</table><p>自评总分98分</p>', "utf-8")
    return name


def said(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(cli, [*arguments], catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


def drafted(path: str, *options: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(said("form", "draft", path, "--output-format", "json", *options)[1])
    return found


def words(path: str) -> dict[str, str | None]:
    return {w["word"]: w["role"] for w in drafted(path)["words"]}  # type: ignore[attr-defined]


def rows(path: str) -> list[list[str | None]]:
    file = json.loads(said("extract", path, "--output-format", "json")[1])["files"][0]
    names = ("level1", "name", "target", "actual", "weight", "score", "note")
    return [[i[n] for n in names] for t in file.get("tables", ()) for i in t["indicators"]]


def test_a_form_of_unknown_words_is_read_once_the_printed_lines_are_added() -> None:
    strange = write(STRANGE, *ROWS)
    assert rows(strange) == []
    code, out, err = said("form", "draft", strange, "--lang", "zh")
    assert (code, err) == (0, "") and "各行为指标的分组" in out
    Path("auditor.toml").write_text(out[out.index("[forms.") :], "utf-8")
    assert rows(strange) == rows(write(KNOWN, *ROWS, name="known.html")) != []
    assert said("form", "draft", strange, "--lang", "zh")[:2] == (0, "表头各词都认识\n")
    head = json.loads(said("extract", strange, "--output-format", "json")[1])["files"][0]["reports"][0]
    assert head["form"] == "表"


def test_each_word_is_taken_for_what_its_cells_and_neighbours_say() -> None:
    assert words(write(STRANGE, *ROWS)) == {
        "层级一": "level1", "事由": "name", "要做到": "target", "做到了": "completion", "份额": "weight",
        "所获": "score", "备查": "note",
    }  # fmt: skip


def test_signs_and_units_are_columns_of_their_own() -> None:
    path = write(
        "一级指标|三级指标|向|目标值|量|完成值|分值|得分",
        "产出指标|清淤里程|≥|6|公里|6|50|50",
        "效益指标|水质达标率|≥|90|%|95|50|50",
    )
    assert words(path) == {"向": "direction", "量": "unit"}


def test_what_nothing_tells_is_unread_and_its_line_is_a_comment() -> None:
    path = write(
        "一级指标|三级指标|年度指标值|年末办成|分值|得分|口令",
        "产出指标|清淤里程|≥6公里|6公里|50|48|731",
        "效益指标|水质达标率|≥90%|95%|50|50|842",
    )
    assert words(path) == {"年末办成": "completion", "口令": None}
    out = said("form", "draft", path, "--lang", "en")[1]
    assert "unread" in out and '# other = ["口令"]' in out
    assert tomllib.loads(out[out.index("[forms.") :])["forms"]["表"]["indicator"] == {
        "completion": ["年末办成"]
    }


def test_points_are_told_by_their_sum_and_scores_by_their_weights() -> None:
    path = write(
        "一级指标|三级指标|年度指标值|实际完成值|份额|所获",
        "产出指标|清淤里程|≥6公里|6公里|50|60",
        "效益指标|水质达标率|≥90%|95%|50|50",
    )
    assert words(path) == {"份额": "weight", "所获": None}
    assert (
        words(write(KNOWN.replace("分值", "份额"), *(r.replace("|50|", "|37|") for r in ROWS)))["份额"]
        is None
    )


def test_the_json_says_where_and_why() -> None:
    told = drafted(write(STRANGE, *ROWS), "--lang", "en")
    assert told["schema"] == "auditor/form/1" and told["path"] == "表.html"
    first = told["words"][0]  # type: ignore[index]
    assert first["cells"] == ["产出指标", "效益指标"] and first["location"]["row"] == 1
    assert first["reason"] == "its cells are groups of indicators" and first["read"] is False
    assert tomllib.loads("\n".join(told["lines"]))["forms"]["表"]["shown_by"]  # type: ignore[arg-type]


def test_a_form_whose_words_are_known_has_none() -> None:
    assert said("form", "draft", write(KNOWN, *ROWS), "--lang", "en") == (
        0,
        "all words of its headers are known\n",
        "",
    )


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("none.html", None, "no such file or folder"),
        ("folder", "", "is a folder: name one file"),
        ("a.txt", "你好\n", "there is no table in it"),
        ("b.docx", "\x00\x01\x02", "b.docx: "),
    ],
)
def test_what_is_no_form_is_said_in_one_line(name: str, content: str | None, line: str) -> None:
    if content == "":
        Path(name).mkdir()
    elif content is not None:
        Path(name).write_text(content, "utf-8")
    code, out, err = said("form", "draft", name, "--lang", "en")
    assert (code, out) == (2, "") and line in err and err.count("\n") == 1

"""Comments in Word files: one a finding, at its very cell or words, and nothing else is touched."""

from __future__ import annotations

from copy import deepcopy
from io import BytesIO

import docx
import pytest
from copies import FAULTY, SAMPLES, changed, contents, noted, packed, squeezed, words
from lxml import etree

import auditor
from auditor.annotate import annotate
from auditor.annotate import docx as annotated_docx
from auditor.annotate.note import Note
from auditor.document import Unreadable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
NAMESPACES = (
    f'xmlns:w="{W[1:-1]}" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
MARKS = (f"{W}commentRangeStart", f"{W}commentRangeEnd")


def word(body: str) -> bytes:
    """A Word file with a body and nothing else."""
    main = f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    return packed({"[Content_Types].xml": TYPES, "word/document.xml": main.encode()})


def run(text: str, properties: str = "<w:b/>") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def p(*content: str) -> str:
    return f"<w:p><w:pPr><w:jc w:val='left'/></w:pPr>{''.join(content)}</w:p>"


def table(*rows: list[str]) -> str:
    cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def main_part(data: bytes) -> etree._Element:
    return etree.fromstring(contents(data)["word/document.xml"])


def marked(data: bytes) -> list[str]:
    """The text between the marks of each comment, by number."""
    open_now: dict[str, str] = {}
    done: dict[str, str] = {}
    for element in main_part(data).iter():
        number = element.get(f"{W}id") or ""
        if element.tag == MARKS[0]:
            open_now[number] = ""
        elif element.tag == MARKS[1]:
            done[number] = open_now.pop(number)
        elif element.tag == f"{W}t":
            open_now = {key: text + (element.text or "") for key, text in open_now.items()}
    assert not open_now
    return [done[number] for number in sorted(done, key=int)]


def bare(data: bytes) -> bytes:
    """The main part without comments, and with runs of one format joined."""
    root = main_part(data)
    for reference in list(root.iter(f"{W}commentReference")):
        run = reference.getparent()
        assert run is not None
        parent = run.getparent()
        assert parent is not None
        parent.remove(run)
    for mark in list(root.iter(*MARKS)):
        parent = mark.getparent()
        assert parent is not None
        parent.remove(mark)
    for right in list(root.iter(f"{W}r")):
        left = right.getprevious()
        if left is not None and left.tag == right.tag and format_of(left) == format_of(right):
            left.extend([child for child in right if child.tag != f"{W}rPr"])
            parent = right.getparent()
            assert parent is not None
            parent.remove(right)
    for text in list(root.iter(f"{W}t")):
        if SPACE in text.attrib:
            del text.attrib[SPACE]
        before = text.getprevious()
        if before is not None and before.tag == text.tag:
            before.text = (before.text or "") + (text.text or "")
            parent = text.getparent()
            assert parent is not None
            parent.remove(text)
    return etree.tostring(root, method="c14n")


def format_of(run: etree._Element) -> tuple[object, ...]:
    properties = run.find(f"{W}rPr")
    return sorted(map(str, run.attrib.items())), None if properties is None else etree.tostring(
        deepcopy(properties), method="c14n"
    )


def written(element: etree._Element) -> str:
    """The text in an element."""
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


def text_before(mark: etree._Element) -> str:
    """The text before a mark."""
    return "".join(map(written, reversed(list(mark.itersiblings(preceding=True)))))


def holders(data: bytes) -> list[int]:
    """The paragraphs, from 0, in which the marks of comments begin and end."""
    paragraphs = main_part(data).iter(f"{W}p")
    return [n for n, paragraph in enumerate(paragraphs) if all(paragraph.find(m) is not None for m in MARKS)]


def annotated(body: str, *notes: Note) -> bytes:
    """A copy of a file with a body; whatever the notes are, the rest is as it was."""
    before = word(body)
    after = annotated_docx.annotate(before, notes)
    assert bare(after) == bare(before)
    return after


@pytest.mark.parametrize("name", FAULTY)
def test_every_finding_of_a_sample_is_a_comment_at_its_place(name: str) -> None:
    path = SAMPLES / f"{name}.docx"
    audit = auditor.audit(path)
    findings = audit.result.findings
    data = path.read_bytes()
    copy = annotate(data, audit, "zh")
    comments = list(docx.Document(BytesIO(copy)).comments)
    assert [comment.author for comment in comments] == ["auditor"] * len(findings)
    for comment, finding in zip(comments, findings, strict=True):
        assert finding.code in comment.text and finding.title.zh in comment.text
        assert finding.basis.zh in comment.text
        assert finding.message.zh in comment.text and finding.arithmetic.zh in comment.text
    quoted = [f.place.text[slice(*f.place.span)] if f.place.span else f.place.text for f in findings]
    assert list(map(squeezed, marked(copy))) == list(map(squeezed, quoted))
    root = main_part(copy)
    paragraphs = list(root.iter(f"{W}p"))
    for mark, finding in zip(
        sorted(root.iter(MARKS[0]), key=lambda m: int(m.get(f"{W}id") or 0)), findings, strict=True
    ):
        at = finding.place.location
        assert at.line is not None
        there = paragraphs[at.line - 1]
        cells = [next(p.iterancestors(f"{W}tc"), None) for p in (mark.getparent(), there) if p is not None]
        assert cells[0] is cells[1] if at.row else mark.getparent() is there


@pytest.mark.parametrize("name", FAULTY)
def test_the_rest_of_a_sample_stays(name: str) -> None:
    path = SAMPLES / f"{name}.docx"
    data, audit = path.read_bytes(), auditor.audit(path)
    copy = annotate(data, audit, "zh")
    altered, new = changed(data, copy)
    assert altered == {"[Content_Types].xml", "word/_rels/document.xml.rels", "word/document.xml"}
    assert new == {"word/comments1.xml"}
    assert bare(copy) == bare(data)
    assert annotate(data, audit, "zh") == copy


def test_a_copy_says_what_its_original_says(tmp_path_factory: pytest.TempPathFactory) -> None:
    audit = auditor.audit(SAMPLES / "narrative-faulty.docx")
    copy = tmp_path_factory.mktemp("copies") / "copy.docx"
    copy.write_bytes(annotate((SAMPLES / "narrative-faulty.docx").read_bytes(), audit, "en"))
    again = auditor.audit(copy)
    assert [f.fingerprint for f in again.result.findings] == [f.fingerprint for f in audit.result.findings]


def test_no_findings_no_change() -> None:
    path = SAMPLES / "project-clean.docx"
    assert annotate(path.read_bytes(), auditor.audit(path), "zh") == path.read_bytes()


def test_runs_are_split_at_the_words_and_keep_their_format() -> None:
    text = "本项指标得10分，权重2分。"
    copy = annotated(p(run(text)), words(text, "10分", line=1))
    assert marked(copy) == ["10分"]
    runs = main_part(copy).findall(f".//{W}r")
    assert [written(r) for r in runs] == ["本项指标得", "10分", "", "，权重2分。"]
    assert all(r.find(f"{W}rPr/{W}b") is not None for r in runs if written(r))


def test_words_over_several_runs() -> None:
    text = "预算1200.00万元，执行率98%。"
    copy = annotated(
        p(run("预算12"), run("00.0", "<w:i/>"), run("0万元，执行率98%。")), words(text, "1200.00万元", line=1)
    )
    assert marked(copy) == ["1200.00万元"]


def test_of_equal_words_the_ones_with_the_same_text_around_them() -> None:
    text = "权重10分，得分10分，得10分。"
    notes = [words(text, part, line=1) for part in ("分，得|10|", "权重|10|", "得分|10|")]
    copy = annotated(p(run(text)), *notes)
    assert marked(copy) == ["10", "10", "10"]
    starts = {mark.get(f"{W}id"): text_before(mark) for mark in main_part(copy).iter(MARKS[0])}
    assert starts == {"0": "权重10分，得分10分，得", "1": "权重", "2": "权重10分，得分"}


def test_several_comments_on_the_same_words() -> None:
    text = "得10分"
    notes = [words(text, "10", line=1), words(text, "得10分", line=1), words(text, "10", line=1)]
    assert marked(annotated(p(run(text)), *notes)) == ["10", "得10分", "10"]


def test_white_space_and_full_width_forms_do_not_matter() -> None:
    copy = annotated(p(run("得 １０ 分（满分 2 分）")), words("得10分(满分2分)", "10分", line=1))
    assert marked(copy) == ["１０ 分"]


def test_words_in_a_link_are_marked_around_the_link() -> None:
    link = f"<w:hyperlink w:anchor='a'>{run('执行率98%')}</w:hyperlink>"
    copy = annotated(p(run("其中"), link, run("。")), words("其中执行率98%。", "98%", line=1))
    assert marked(copy) == ["执行率98%"]
    assert holders(copy) == [0]


def test_hidden_deleted_and_field_text_is_not_what_is_meant() -> None:
    hidden = run("得10分", "<w:vanish/>")
    deleted = "<w:del w:id='9' w:author='x'><w:r><w:delText>得10分</w:delText></w:r></w:del>"
    code = "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:t>得10分</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"
    copy = annotated(p(hidden, deleted, code, run("得10分")), words("得10分", "10", line=1))
    mark = next(main_part(copy).iter(MARKS[0]))
    assert text_before(mark) == "得10分得10分得"
    assert marked(copy) == ["10"]


def test_a_cell_is_marked_as_a_whole() -> None:
    body = table([p(run("得分")), p(run("9")) + p(run("分"))])
    assert marked(annotated(body, noted("9 分", line=2, table=1))) == ["9分"]


def test_an_empty_cell_gets_its_comment() -> None:
    copy = annotated(
        table([p(run("得分")), "<w:p/>"], [p(), p(run("8"))]), noted(line=2, table=1), noted(line=3, table=1)
    )
    assert holders(copy) == [1, 2] and marked(copy) == ["", ""]


def test_a_table_in_a_cell_is_not_the_cell() -> None:
    inner = table([p(run("10"))])
    body = table([p(run("得")) + inner + p(run("10")), p(run("2"))])
    copy = annotated(body, noted("得10", (1, 3), line=1, table=1), noted("10", line=2, table=2))
    assert marked(copy) == ["10", "10"]
    depths = {m.get(f"{W}id"): len(list(m.iterancestors(f"{W}tbl"))) for m in main_part(copy).iter(MARKS[0])}
    assert depths == {"0": 1, "1": 2}


def test_what_stands_in_a_text_box_is_marked_outside_of_it() -> None:
    box = f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{p(run('得10分'))}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    copy = annotated(p(run("见附注"), box), words("得10分", "10", line=2))
    assert holders(copy) == [0]


def test_a_finding_without_a_place_stands_at_the_title() -> None:
    copy = annotated(p() + p(run("自评报告")) + p(run("正文")), noted())
    assert marked(copy) == ["自评报告"]


def test_words_that_are_not_found_mark_the_paragraph() -> None:
    copy = annotated(p(run("得10分"), "<w:bookmarkEnd w:id='1'/>"), words("改写过的文字", "文字", line=1))
    assert marked(copy) == ["得10分"]


def test_comments_of_others_stay(tmp_path_factory: pytest.TempPathFactory) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("得")
    document.add_comment(paragraph.add_run("10分"), text="请核对", author="王某", initials="W")
    stream = BytesIO()
    document.save(stream)
    before = stream.getvalue()
    copy = annotated_docx.annotate(before, [words("得10分", "10", line=1)])
    comments = list(docx.Document(BytesIO(copy)).comments)
    assert [(c.comment_id, c.author) for c in comments] == [(0, "王某"), (1, "auditor")]
    assert comments[0].text == "请核对"
    assert marked(copy) == ["10分", "10"]
    assert changed(before, copy) == ({"word/comments.xml", "word/document.xml"}, set())


def test_strict_files_are_refused_in_one_line() -> None:
    parts = contents(word(p(run("得10分"))))
    strict = W[1:-1].replace(
        "schemas.openxmlformats.org/wordprocessingml/2006", "purl.oclc.org/ooxml/wordprocessingml"
    )
    parts["word/document.xml"] = parts["word/document.xml"].replace(W[1:-1].encode(), strict.encode())
    with pytest.raises(Unreadable, match="Strict Open XML"):
        annotated_docx.annotate(packed(parts), [noted(line=1)])


def test_a_file_without_a_paragraph_of_its_own_is_refused() -> None:
    with pytest.raises(Unreadable, match="open the file in Word"):
        annotated_docx.annotate(word('<w:altChunk w:id="r1"/>'), [noted()])

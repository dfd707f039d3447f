"""Web pages and their archives: nesting, spans, formatting that does not close, scripts."""

from __future__ import annotations

from kit import AUDITED, FORM, NOT_UNDERSTOOD, UNREADABLE, UNRECOGNISED, hostile

READ = (AUDITED, UNRECOGNISED, NOT_UNDERSTOOD)


def page(body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><meta charset=utf-8></head><body>{body}</body></html>".encode()


def form() -> str:
    title, year, *rows = FORM.splitlines()
    cells = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row.split("\t")) + "</tr>" for row in rows)
    return f"<p>{title}</p><p>{year}</p><table>{cells}</table>"


@hostile("html", UNREADABLE)
def page_of_elements_in_elements() -> bytes:
    return page("<div>" * 200_000)


@hostile("html", UNREADABLE, *READ)
def page_of_tables_in_tables() -> bytes:
    return page("<table><tr><td>" * 1_500 + "底")


@hostile("html", UNREADABLE, *READ)
def page_of_formatting_opened_again_in_each_paragraph() -> bytes:
    return page("<p>" + "".join(f"<b id={n}>" for n in range(1_500)) + "<p>文" * 3_000)


@hostile("html", UNREADABLE, *READ)
def page_of_links_that_do_not_close() -> bytes:
    return page("<a href=x><p>文" * 3_000)


@hostile("html", UNREADABLE, *READ)
def page_of_spans_over_spans() -> bytes:
    return page("<table>" + "<tr>" + "<td rowspan=1500>一" * 1_500 + "<tr>" * 1_500 + "</table>")


@hostile("html", UNREADABLE, *READ)
def page_of_a_cell_over_everything() -> bytes:
    return page(f"<table><tr><td colspan=1000 rowspan=65534>一</td></tr>{'<tr><td>1' * 2_500}</table>")


@hostile("html", UNREADABLE, *READ)
def page_of_a_cell_over_no_number() -> bytes:
    return page("<table><tr><td colspan=-1 rowspan=x>一<td colspan=99999999999999999999>二</table>" + form())


@hostile("html", UNREADABLE, *READ)
def page_of_many_attributes() -> bytes:
    return page("<p " + " ".join(f"a{n}=1" for n in range(50_000)) + ">文</p>" + form())


@hostile("html", UNREADABLE, *READ)
def page_of_comments_that_do_not_close() -> bytes:
    return page("<!--" * 50_000 + form())


@hostile("html", *READ, UNREADABLE)
def page_of_references_without_end() -> bytes:
    return page("&#x;&#99999999999;&#0;&nosuch;" * 4_000 + form())


@hostile("html", AUDITED)
def page_with_a_script_and_frames() -> bytes:
    return page(
        "<script>fetch('http://127.0.0.1:9/')</script><iframe src=file:///etc/hostname></iframe>"
        "<link rel=stylesheet href=http://127.0.0.1:9/x.css><img src=http://127.0.0.1:9/x.png>" + form()
    )


@hostile("html", AUDITED)
def page_sent_elsewhere() -> bytes:
    return page(
        "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'><base href=http://127.0.0.1:9/>"
        + form()
    )


@hostile("html", *READ, UNREADABLE)
def page_of_a_wrong_encoding() -> bytes:
    return page(form()).replace(b"utf-8", b"utf-7") + b"\xff\xfe"


@hostile("html", *READ, UNREADABLE)
def page_cut_in_a_tag() -> bytes:
    return page(form())[:-60] + b"<td class='"


@hostile("html", *READ, UNREADABLE)
def page_of_text_in_one_word() -> bytes:
    return page("<p>" + "字" * 300_000)


@hostile("html", *READ, UNREADABLE)
def page_of_empty_cells() -> bytes:
    return page("<table>" + "<tr>" + "<td>" * 30_000)


@hostile("mht", UNREADABLE, *READ)
def message_in_a_message() -> bytes:
    head = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b{}\n\n--b{}\n"
    return "".join(head.format(n, n) for n in range(200)).encode() + page(form())


@hostile("mht", UNREADABLE, *READ)
def message_without_a_boundary() -> bytes:
    return b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n" + page(form())


@hostile("mht", UNREADABLE, *READ)
def message_of_an_endless_head() -> bytes:
    return b"MIME-Version: 1.0\n" + b"X-A: " + b"a" * 500_000 + b"\n" * 2 + page(form())


@hostile("mht", UNREADABLE, *READ)
def message_of_many_parts() -> bytes:
    part = "--b\nContent-Type: text/html\n\n<p>a</p>\n"
    return (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n" + part * 20_000 + "--b--"
    ).encode()


@hostile("mht", UNREADABLE, *READ)
def message_in_a_broken_coding() -> bytes:
    return (
        b"MIME-Version: 1.0\nContent-Type: text/html; charset=no-such\nContent-Transfer-Encoding: base64\n\n"
        b"!!!!====" + b"QUJD" * 100
    )

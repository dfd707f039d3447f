"""Plain text, Markdown and separated values: many rows, long lines, endless numbers, odd characters."""

from __future__ import annotations

from kit import AUDITED, FAILED, FORM, NOT_UNDERSTOOD, UNREADABLE, UNRECOGNISED, hostile

READ = (AUDITED, UNRECOGNISED, NOT_UNDERSTOOD)


@hostile("txt", UNRECOGNISED)
def text_of_nothing() -> bytes:
    return b""


@hostile("txt", UNRECOGNISED)
def text_of_blank_lines() -> bytes:
    return b"\n" * 100_000


@hostile("txt", UNREADABLE, UNRECOGNISED)
def text_of_zero_bytes() -> bytes:
    return bytes(100_000)


@hostile("txt", UNREADABLE, UNRECOGNISED)
def text_of_noise() -> bytes:
    import random

    return random.Random(1).randbytes(100_000)


@hostile("txt", *READ, UNREADABLE)
def text_of_broken_characters() -> bytes:
    return FORM.encode().replace(b"\xe4", b"\xe4\xe4")


@hostile("txt", *READ, UNREADABLE)
def text_cut_in_a_character() -> bytes:
    return FORM.encode()[:-2] + "分".encode()[:2]


@hostile("txt", *READ)
def text_of_a_wide_encoding() -> bytes:
    return FORM.encode("utf-16")


@hostile("txt", *READ, UNREADABLE)
def text_of_a_wide_encoding_cut_short() -> bytes:
    return FORM.encode("utf-16")[:-1]


@hostile("txt", *READ)
def text_of_half_characters_in_pairs() -> bytes:
    return FORM.encode("utf-16-le").join([b"\xff\xfe", b"\x00\xd8\x00\xd8"])


@hostile("txt", *READ)
def text_of_one_long_line() -> bytes:
    return ("绩效自评表 " + "数" * 200_000).encode()


@hostile("txt", *READ, UNREADABLE)
def text_of_many_rows() -> bytes:
    return (FORM + "培训人次\t≥100人\t100人\t1\t1\n" * 1_500).encode()


@hostile("txt", *READ, UNREADABLE)
def text_of_many_columns() -> bytes:
    return (FORM + "\t".join(str(n) for n in range(5_000)) + "\n").encode()


@hostile("txt", *READ)
def number_of_ten_thousand_digits() -> bytes:
    return FORM.replace("520册", "9" * 10_000).encode()


@hostile("txt", *READ)
def number_of_three_hundred_digits_among_parts() -> bytes:
    digits = "1" * 300
    return f"项目支出绩效自评报告\n全年预算数{digits}万元，其中：基本支出{digits}万元，项目支出1万元。\n".encode()


@hostile("txt", *READ)
def number_with_a_huge_exponent() -> bytes:
    return FORM.replace("520册", "1e999999999").encode()


@hostile("txt", *READ)
def number_that_is_none() -> bytes:
    return FORM.replace("520册", "NaN").replace("60\t60", "Infinity\t-Infinity").encode()


@hostile("txt", *READ)
def number_of_nothing_but_points() -> bytes:
    return FORM.replace("520册", "." * 5_000 + "," * 5_000).encode()


@hostile("txt", *READ)
def share_of_zero() -> bytes:
    return "项目支出绩效自评报告\n全年预算数0万元，执行数0万元，执行率0%。执行数为预算数的100%。\n".encode()


@hostile("txt", *READ)
def chinese_number_of_many_characters() -> bytes:
    return FORM.replace("520册", "一亿" * 3_000).encode()


@hostile("txt", *READ)
def brackets_inside_each_other() -> bytes:
    return ("项目支出绩效自评报告\n" + "（" * 20_000 + "其中1万元" + "）" * 20_000).encode()


@hostile("txt", *READ)
def brackets_that_do_not_close() -> bytes:
    return ("项目支出绩效自评报告\n" + "（其中1万元，《" * 5_000).encode()


@hostile("txt", *READ, FAILED)
def sums_one_after_another() -> bytes:
    return ("项目支出绩效自评报告\n" + "全年安排10万元，其中：甲3万元，乙4万元，丙3万元。\n" * 300).encode()


@hostile("txt", *READ)
def list_of_many_parts() -> bytes:
    parts = "，".join(f"第{n}项{n}万元" for n in range(1, 1_500))
    return f"项目支出绩效自评报告\n全年支出1万元，其中：{parts}。\n".encode()


@hostile("txt", *READ)
def blanks_without_end() -> bytes:
    return ("项目支出绩效自评报告\n执行率" + " " * 200_000 + "5%\n").encode()


@hostile("txt", *READ)
def marks_without_end() -> bytes:
    return ("项目支出绩效自评报告\n" + "≥" * 50_000 + "％" * 50_000).encode()


@hostile("txt", *READ)
def words_that_turn_the_line() -> bytes:
    return FORM.replace("图书", "\u202e图书\u202c\u200b\ufeff").encode()


@hostile("txt", *READ)
def sequences_for_a_terminal() -> bytes:
    return FORM.replace("图书", "\x1b]0;title\x07\x1b[2J\x1b[31m图书").encode()


@hostile("txt", *READ)
def marks_upon_one_letter() -> bytes:
    return FORM.replace("图书", "图" + "\u0301" * 20_000 + "书").encode()


@hostile("txt", *READ)
def lines_of_every_kind_of_end() -> bytes:
    return FORM.replace("\n", "\r\u2028\x85\x0b").encode()


@hostile("md", *READ, UNREADABLE)
def markdown_of_pipes() -> bytes:
    return b"|" * 200_000


@hostile("md", *READ, UNREADABLE)
def markdown_of_many_columns() -> bytes:
    width = 2_000
    return ("|指标名称" * width + "|\n" + "|-" * width + "|\n" + "|1" * width + "|\n").encode()


@hostile("md", *READ)
def markdown_of_emphasis() -> bytes:
    return b"*_" * 50_000 + b"a" + b"_*" * 50_000


@hostile("md", *READ)
def markdown_with_a_page_inside() -> bytes:
    return ("# 绩效自评表\n\n<script>alert(1)</script><img src=http://localhost/x>\n" + FORM).encode()


@hostile("csv", *READ, UNREADABLE)
def values_in_an_open_quote() -> bytes:
    return b'"' + FORM.replace("\t", ",").encode() * 100


@hostile("csv", *READ, UNREADABLE)
def values_of_one_long_field() -> bytes:
    return b'"' + b"a" * 1_000_000 + b'"'


@hostile("csv", *READ, UNREADABLE)
def values_of_separators() -> bytes:
    return b"," * 300_000


@hostile("csv", *READ, UNREADABLE)
def values_with_zero_bytes() -> bytes:
    return FORM.replace("\t", ",").encode().replace(b"500", b"5\x000")


@hostile("csv", *READ)
def values_that_are_formulas() -> bytes:
    return FORM.replace("\t", ",").replace("520册", "=cmd|'/c calc'!A1").encode()

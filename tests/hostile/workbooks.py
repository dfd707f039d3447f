"""Workbooks: far cells, shared strings, formulas, merged ranges, links."""

from __future__ import annotations

from kit import (
    AUDITED,
    FAILED,
    FORM,
    NOT_UNDERSTOOD,
    UNREADABLE,
    UNRECOGNISED,
    form_rows,
    hostile,
    packed,
    row,
    xlsx,
)  # fmt: skip

READ = (AUDITED, UNRECOGNISED, NOT_UNDERSTOOD)
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICE = "urn:schemas-microsoft-com:office:spreadsheet"


def cell(address: str, content: str, kind: str = "") -> str:
    mark = f' t="{kind}"' if kind else ""
    return f'<c r="{address}"{mark}><v>{content}</v></c>'


@hostile("xlsx", *READ, UNREADABLE)
def sheet_with_the_farthest_cell() -> bytes:
    return xlsx(form_rows() + f'<row r="1048576">{cell("XFD1048576", "1")}</row>')


@hostile("xlsx", *READ, UNREADABLE)
def sheet_with_a_cell_beyond_the_last() -> bytes:
    return xlsx(form_rows() + f'<row r="99999999">{cell("ZZZZ99999999", "1")}</row>')


@hostile("xlsx", *READ, UNREADABLE)
def sheet_with_a_cell_of_no_address() -> bytes:
    return xlsx(form_rows() + '<row><c r="!!"><v>1</v></c><c><v>2</v></c></row>')


@hostile("xlsx", *READ, UNREADABLE)
def sheet_with_a_row_of_number_zero() -> bytes:
    return xlsx(f'<row r="0">{cell("A0", "1")}</row><row r="-1">{cell("A-1", "1")}</row>' + form_rows())


@hostile("xlsx", *READ, UNREADABLE)
def sheet_that_names_no_shared_string() -> bytes:
    return xlsx(
        form_rows() + f'<row r="9">{cell("A9", "77", "s")}{cell("B9", "-1", "s")}{cell("C9", "x", "s")}</row>'
    )


@hostile("xlsx", *READ, UNREADABLE)
def sheet_of_one_long_string_shared_often() -> bytes:
    shared = f'<sst xmlns="{SPACE}"><si><t>{"长" * 30_000}</t></si></sst>'
    rows = "".join(f'<row r="{n}">{cell(f"A{n}", "0", "s")}</row>' for n in range(1, 3_000))
    return xlsx(
        rows,
        {"xl/sharedStrings.xml": shared},
        relations=f'<Relationship Id="s" Type="{RELATION}/sharedStrings" Target="sharedStrings.xml"/>',
    )


@hostile("xlsx", *READ, UNREADABLE)
def sheet_merged_as_a_whole() -> bytes:
    return xlsx(form_rows(), after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')


@hostile("xlsx", *READ, UNREADABLE)
def sheet_of_merged_ranges_over_each_other() -> bytes:
    ranges = "".join(f'<mergeCell ref="A1:Z{n}"/>' for n in range(1, 2_000))
    return xlsx(form_rows(), after=f"<mergeCells>{ranges}</mergeCells>")


@hostile("xlsx", *READ, UNREADABLE)
def sheet_of_a_merged_range_turned_round() -> bytes:
    return xlsx(
        form_rows(), after='<mergeCells><mergeCell ref="Z9:A1"/><mergeCell ref="nowhere"/></mergeCells>'
    )


@hostile("xlsx", *READ, UNREADABLE)
def sheet_of_many_rows() -> bytes:
    return xlsx(form_rows() + "".join(row(n, "培训", "≥1人", "1人", "1", "1") for n in range(7, 1_500)))


@hostile("xlsx", *READ, UNREADABLE)
def sheet_of_many_empty_rows() -> bytes:
    return xlsx(form_rows() + "".join(f'<row r="{n}"/>' for n in range(7, 300_000)))


@hostile("xlsx", *READ)
def formula_that_rests_on_itself() -> bytes:
    return xlsx(form_rows() + '<row r="9"><c r="A9"><f>A9+1</f><v>1</v></c><c r="B9"><f>C9</f><v>1</v></c>'
                '<c r="C9"><f>B9</f><v>1</v></c></row>')  # fmt: skip


@hostile("xlsx", *READ)
def formula_of_brackets() -> bytes:
    deep = 2_000
    return xlsx(form_rows() + f'<row r="9"><c r="A9"><f>{"(" * deep}1{")" * deep}</f><v>1</v></c></row>')


@hostile("xlsx", *READ)
def formula_over_everything() -> bytes:
    return xlsx(form_rows() + '<row r="9"><c r="A9"><f>SUM(A1:XFD1048576)</f><v>1</v></c></row>')


@hostile("xlsx", *READ)
def formula_with_a_power_without_end() -> bytes:
    return xlsx(form_rows() + '<row r="9"><c r="A9"><f>9^9^9^9^9</f><v>1</v></c></row>')


@hostile("xlsx", *READ)
def formula_that_starts_a_program() -> bytes:
    return xlsx(form_rows() + '<row r="9"><c r="A9"><f>cmd|\'/c calc\'!A0</f><v>1</v></c></row>')


@hostile("xlsx", *READ)
def formula_that_asks_a_server() -> bytes:
    return xlsx(
        form_rows() + '<row r="9"><c r="A9"><f>WEBSERVICE("http://127.0.0.1:9/")</f><v>1</v></c></row>'
    )


@hostile("xlsx", *READ)
def formula_divided_by_nothing() -> bytes:
    return xlsx(
        form_rows() + '<row r="9"><c r="A9"><f>1/0</f><v>1</v></c><c r="B9" t="e"><v>#DIV/0!</v></c></row>'
    )


@hostile("xlsx", *READ)
def formula_of_many_terms() -> bytes:
    return xlsx(form_rows() + f'<row r="9"><c r="A9"><f>{"+".join(["1"] * 4_000)}</f><v>1</v></c></row>')


@hostile("xlsx", *READ)
def number_that_is_infinite() -> bytes:
    values = ("1e999", "-1e999", "NaN", "1E-999999999", "9" * 5_000, "")
    return xlsx(
        form_rows() + f'<row r="9">{"".join(cell(f"{chr(65 + n)}9", v) for n, v in enumerate(values))}</row>'
    )


@hostile("xlsx", *READ, UNREADABLE)
def format_of_a_number_without_end() -> bytes:
    styles = (
        f'<styleSheet xmlns="{SPACE}"><numFmts><numFmt numFmtId="200" formatCode="{"0.0;[Red]" * 5_000}"/></numFmts>'
        '<cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>'
    )
    return xlsx(
        form_rows() + '<row r="9"><c r="A9" s="0"><v>1.5</v></c><c r="B9" s="999999"><v>1.5</v></c></row>',
        {"xl/styles.xml": styles},
        relations=f'<Relationship Id="st" Type="{RELATION}/styles" Target="styles.xml"/>',
    )


@hostile("xlsx", *READ)
def date_before_time() -> bytes:
    styles = f'<styleSheet xmlns="{SPACE}"><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'
    values = ("-99999", "1e12", "2958466", "60")
    cells = "".join(f'<c r="{chr(65 + n)}9" s="0"><v>{v}</v></c>' for n, v in enumerate(values))
    return xlsx(
        form_rows() + f'<row r="9">{cells}</row>',
        {"xl/styles.xml": styles},
        relations=f'<Relationship Id="st" Type="{RELATION}/styles" Target="styles.xml"/>',
    )


@hostile("xlsx", UNREADABLE, *READ)
def workbook_of_entities() -> bytes:
    from words import ENTITIES

    return xlsx(row(1, "&j;"), head=ENTITIES)


@hostile("xlsx", UNREADABLE, *READ)
def workbook_of_elements_in_elements() -> bytes:
    return xlsx("<x>" * 100_000 + "</x>" * 100_000)


@hostile("xlsx", UNREADABLE)
def workbook_without_its_sheet() -> bytes:
    return xlsx("", {"xl/worksheets/sheet1.xml": ""})


@hostile("xlsx", UNREADABLE)
def workbook_of_nothing() -> bytes:
    return packed({"xl/theme.xml": "<x/>"})


@hostile("xlsx", UNREADABLE, *READ)
def workbook_of_one_sheet_many_times() -> bytes:
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 301))
    rows = form_rows()
    return xlsx(
        rows,
        {
            "xl/workbook.xml": f'<workbook xmlns="{SPACE}" xmlns:r="{RELATION}"><sheets>{sheets}</sheets></workbook>'
        },
    )


@hostile("xlsx", *READ)
def workbook_with_links_to_others() -> bytes:
    return xlsx(
        form_rows(),
        {
            "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{SPACE}"/>',
            "xl/externalLinks/_rels/externalLink1.xml.rels": "<Relationships "
            'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
            f'Type="{RELATION}/externalLinkPath" Target="file:///etc/hostname" TargetMode="External"/></Relationships>',
        },
    )


@hostile("xlsx", UNREADABLE)
def workbook_that_is_encrypted() -> bytes:
    from containers import compound

    return compound({"EncryptedPackage": b"x" * 5_000, "EncryptionInfo": b"\4\0\4\0" + bytes(100)})


@hostile("xlsb", UNREADABLE)
def workbook_in_binary() -> bytes:
    return packed({"xl/workbook.bin": b"x"})


@hostile("xls", UNREADABLE)
def old_workbook_of_nothing() -> bytes:
    from containers import compound

    return compound({"Workbook": bytes(5_000)})


@hostile("xls", UNREADABLE, *READ)
def old_workbook_of_noise() -> bytes:
    import random

    from containers import compound

    return compound({"Workbook": b"\x09\x08\x10\x00\x00\x06\x05\x00" + random.Random(2).randbytes(20_000)})


@hostile("xls", UNREADABLE)
def compound_file_whose_chain_turns_back() -> bytes:
    from containers import compound

    data = bytearray(compound({"Workbook": bytes(50_000)}))
    at = data.index(bytes.fromhex("01000000020000000300000004000000"))
    data[at + 8 : at + 12] = (1).to_bytes(4, "little")
    return bytes(data)


@hostile("xls", UNREADABLE)
def compound_file_of_its_head_only() -> bytes:
    return bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)


@hostile("xls", *READ, UNREADABLE)
def separated_values_under_another_name() -> bytes:
    return FORM.encode("gbk")


@hostile("xml", *READ, UNREADABLE)
def workbook_of_2003_with_a_far_cell() -> bytes:
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{OFFICE}" xmlns:ss="{OFFICE}"><Worksheet ss:Name="a"><Table>'
        '<Row ss:Index="1048576"><Cell ss:Index="16384"><Data ss:Type="String">绩效自评表</Data></Cell></Row>'
        "</Table></Worksheet></Workbook>"
    ).encode()


@hostile("xml", *READ, UNREADABLE)
def workbook_of_2003_with_a_row_of_number_zero() -> bytes:
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{OFFICE}" xmlns:ss="{OFFICE}"><Worksheet ss:Name="a"><Table>'
        '<Row ss:Index="0"><Cell ss:Index="0"><Data ss:Type="String">绩效自评表</Data></Cell></Row>'
        '<Row ss:Index="x"><Cell ss:Index="-1" ss:MergeAcross="99999999"><Data ss:Type="Number">1</Data></Cell></Row>'
        "</Table></Worksheet></Workbook>"
    ).encode()


@hostile("ods", UNREADABLE, *READ)
def open_sheet_whose_row_repeats_without_end() -> bytes:
    return open_sheet(
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="16384" office:value-type="string"><text:p>1</text:p></table:table-cell>'
        "</table:table-row>"
    )


@hostile("ods", UNREADABLE, *READ)
def open_sheet_whose_numbers_are_none() -> bytes:
    return open_sheet(
        '<table:table-row table:number-rows-repeated="-5"><table:table-cell table:number-columns-repeated="x" '
        'office:value-type="float" office:value="ten"><text:p>十</text:p></table:table-cell></table:table-row>'
    )


@hostile("ods", UNREADABLE)
def open_sheet_without_content() -> bytes:
    return packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"})


def open_sheet(rows: str) -> bytes:
    names = "urn:oasis:names:tc:opendocument:xmlns"
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f'<office:document-content xmlns:office="{names}:office:1.0" '
            f'xmlns:table="{names}:table:1.0" xmlns:text="{names}:text:1.0"><office:body><office:spreadsheet>'
            f'<table:table table:name="a">{rows}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        }
    )


@hostile("xlsx", UNREADABLE, FAILED, *READ)
def workbook_whose_relations_turn_in_a_circle() -> bytes:
    return xlsx(
        form_rows(),
        {"xl/_rels/workbook.xml.rels": "<Relationships "
         'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
         f'<Relationship Id="rId1" Type="{RELATION}/worksheet" Target="workbook.xml"/></Relationships>'},
    )  # fmt: skip

"""Word files: parts that are missing, bombs, spans, nesting, relationships to elsewhere."""

from __future__ import annotations

from kit import (
    AUDITED,
    FAILED,
    NOT_UNDERSTOOD,
    UNREADABLE,
    UNRECOGNISED,
    docx,
    form_table,
    hostile,
    packed,
    paragraph,
    table,
)  # fmt: skip

READ = (AUDITED, UNRECOGNISED, NOT_UNDERSTOOD)
CELL = "<w:tcPr>{}</w:tcPr>"
ENTITIES = "<!DOCTYPE d [<!ENTITY a '{}'>{}]>".format(
    "x" * 100, "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@hostile("docx", UNREADABLE)
def word_without_a_document() -> bytes:
    return packed({"word/styles.xml": "<x/>"})


@hostile("docx", UNREADABLE)
def word_whose_document_is_no_xml() -> bytes:
    return docx("", {"word/document.xml": "no mark-up at all"})


@hostile("docx", UNREADABLE)
def word_whose_document_is_cut() -> bytes:
    whole = docx(form_table())
    return whole[: len(whole) // 2]


@hostile("docx", *READ, UNREADABLE)
def word_whose_document_does_not_close() -> bytes:
    return docx(form_table() + "<w:p><w:r><w:t>")


@hostile("docx", UNREADABLE, *READ)
def word_of_entities_in_entities() -> bytes:
    return docx(paragraph("&j;"), head=ENTITIES)


@hostile("docx", UNREADABLE, *READ)
def word_with_an_entity_of_another_file() -> bytes:
    return docx(paragraph("&secret;"), head="<!DOCTYPE d [<!ENTITY secret SYSTEM 'file:///etc/hostname'>]>")


@hostile("docx", UNREADABLE, *READ)
def word_with_a_document_type_from_elsewhere() -> bytes:
    return docx(form_table(), head="<!DOCTYPE d SYSTEM 'http://127.0.0.1:9/d.dtd'>")


@hostile("docx", *READ, UNREADABLE)
def word_cell_over_a_billion_columns() -> bytes:
    return docx(table(["一", "二"], properties=CELL.format('<w:gridSpan w:val="1000000000"/>')))


@hostile("docx", *READ, UNREADABLE)
def word_cell_over_a_negative_number_of_columns() -> bytes:
    return docx(table(["一", "二"], properties=CELL.format('<w:gridSpan w:val="-5"/>')))


@hostile("docx", *READ, UNREADABLE)
def word_cell_whose_span_is_no_number() -> bytes:
    return docx(table(["一", "二"], properties=CELL.format('<w:gridSpan w:val="many"/>')))


@hostile("docx", *READ)
def word_cells_that_go_on_from_nothing() -> bytes:
    return docx(table(["一", "二"], ["三"], properties=CELL.format("<w:vMerge/>")))


@hostile("docx", *READ, UNREADABLE)
def word_rows_that_begin_after_many_columns() -> bytes:
    return docx(form_table().replace("<w:tr>", '<w:tr><w:trPr><w:gridBefore w:val="99999999"/></w:trPr>'))


@hostile("docx", *READ, UNREADABLE)
def word_tables_in_tables() -> bytes:
    deep = 300
    return docx(
        "<w:tbl><w:tr><w:tc>" * deep + paragraph("底") + f"{paragraph('')}</w:tc></w:tr></w:tbl>" * deep
    )


@hostile("docx", UNREADABLE, *READ)
def word_elements_in_elements() -> bytes:
    deep = 5_000
    return docx("<w:sdt><w:sdtContent>" * deep + paragraph("底") + "</w:sdtContent></w:sdt>" * deep)


@hostile("docx", UNREADABLE, *READ)
def word_elements_in_elements_without_end() -> bytes:
    deep = 200_000
    return docx("<w:p>" * deep + "</w:p>" * deep)


@hostile("docx", *READ, UNREADABLE)
def word_of_many_rows() -> bytes:
    return docx(form_table() + table(*[["培训", "≥1人", "1人", "1", "1"]] * 1_500))


@hostile("docx", *READ, UNREADABLE)
def word_of_many_tables() -> bytes:
    return docx(form_table() + (table(["指标", "值"], ["人数", "5"]) + paragraph("")) * 400)


@hostile("docx", *READ)
def word_of_many_paragraphs() -> bytes:
    return docx(form_table() + paragraph("完成率为100%。") * 3_000)


@hostile("docx", *READ)
def word_of_many_attributes() -> bytes:
    many = " ".join(f'w:a{n}="1"' for n in range(30_000))
    return docx(f"<w:p {many}/>" + form_table())


@hostile("docx", UNREADABLE, *READ)
def word_of_attributes_that_repeat() -> bytes:
    return docx('<w:p w:a="1" w:a="2"/>' + form_table())


@hostile("docx", UNREADABLE)
def word_that_unpacks_to_a_hundred_times_its_size() -> bytes:
    return docx(paragraph("零" * 30_000_000))


@hostile("docx", *READ, UNREADABLE)
def word_notes_that_call_each_other() -> bytes:
    notes = "".join(
        f'<w:footnote w:id="{n}"><w:p><w:r><w:footnoteReference w:id="{n + 1}"/></w:r></w:p></w:footnote>'
        for n in range(1, 3_000)
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return docx(
        '<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>',
        {"word/footnotes.xml": f'<w:footnotes xmlns:w="{space}">{notes}</w:footnotes>'},
        f'<Relationship Id="n" Type="{RELATION}/footnotes" Target="footnotes.xml"/>',
    )


@hostile("docx", *READ, UNREADABLE)
def word_note_that_calls_itself() -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    note = '<w:footnote w:id="1"><w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p></w:footnote>'
    return docx(
        '<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>' + form_table(),
        {"word/footnotes.xml": f'<w:footnotes xmlns:w="{space}">{note}</w:footnotes>'},
        f'<Relationship Id="n" Type="{RELATION}/footnotes" Target="footnotes.xml"/>',
    )


@hostile("docx", *READ)
def word_with_a_template_from_elsewhere() -> bytes:
    return docx(
        form_table(),
        relations=f'<Relationship Id="t" Type="{RELATION}/attachedTemplate" '
        'Target="http://127.0.0.1:9/t.dotm" TargetMode="External"/>',
    )


@hostile("docx", *READ)
def word_with_a_picture_of_this_machine() -> bytes:
    return docx(
        form_table(),
        relations=f'<Relationship Id="p" Type="{RELATION}/image" Target="file:///etc/hostname" '
        'TargetMode="External"/>',
    )


@hostile("docx", *READ, UNREADABLE)
def word_with_a_part_outside_the_package() -> bytes:
    return docx(
        form_table(),
        relations=f'<Relationship Id="p" Type="{RELATION}/footnotes" Target="../../../../etc/hostname"/>',
    )


@hostile("docx", *READ, UNREADABLE)
def word_with_a_style_that_rests_on_itself() -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{(n + 1) % 3}"/></w:style>'
        for n in range(3)
    )
    return docx(
        '<w:p><w:pPr><w:pStyle w:val="s0"/></w:pPr><w:r><w:t>一</w:t></w:r></w:p>' + form_table(),
        {"word/styles.xml": f'<w:styles xmlns:w="{space}">{styles}</w:styles>'},
        f'<Relationship Id="s" Type="{RELATION}/styles" Target="styles.xml"/>',
    )


@hostile("docx", *READ, UNREADABLE)
def word_list_that_counts_to_the_end() -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="2147483647"/><w:numFmt w:val="chineseCounting"/>'
        f'<w:lvlText w:val="{"%1" * 3_000}"/></w:lvl>'
    )
    item = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p>'
    return docx(
        item * 500 + form_table(),
        {
            "word/numbering.xml": f'<w:numbering xmlns:w="{space}"><w:abstractNum w:abstractNumId="0">{level}'
            '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
        },
        f'<Relationship Id="n" Type="{RELATION}/numbering" Target="numbering.xml"/>',
    )


@hostile("docx", *READ, UNREADABLE)
def word_with_itself_embedded() -> bytes:
    return docx(form_table(), {"word/embeddings/a.xlsx": docx(form_table())})


@hostile("docx", *READ, UNREADABLE)
def word_of_an_odd_encoding() -> bytes:
    return docx("", {"word/document.xml": b"\xff\xfe" + "<a>表</a>".encode("utf-16-le")})


@hostile("docx", UNREADABLE, *READ)
def word_of_an_unknown_encoding() -> bytes:
    return docx("", {"word/document.xml": b'<?xml version="1.0" encoding="x-none"?><a/>'})


@hostile("docx", UNREADABLE, *READ, FAILED)
def word_that_is_a_workbook_too() -> bytes:
    return docx(form_table(), {"xl/workbook.xml": "<workbook/>"})


@hostile("xml", UNREADABLE, *READ)
def word_2003_of_entities() -> bytes:
    space = "http://schemas.microsoft.com/office/word/2003/wordml"
    return f"{ENTITIES}<w:wordDocument xmlns:w='{space}'><w:body><w:p>&j;</w:p></w:body></w:wordDocument>".encode()


@hostile("xml", UNREADABLE, *READ)
def word_2003_cut_short() -> bytes:
    space = "http://schemas.microsoft.com/office/word/2003/wordml"
    return f"<w:wordDocument xmlns:w='{space}'><w:body><w:p><w:r><w:t>绩效自评表".encode()

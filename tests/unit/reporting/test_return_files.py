"""Every file of a return: what is in it, what is not, and that it is the same each time."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from itertools import pairwise

import pytest
from lxml import etree
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from adviceline.measures.definitions import M2_FIRST, M2_WORDS
from adviceline.reporting.returns.document import SUPPRESSED, Cell
from adviceline.reporting.returns.document_json import as_json
from adviceline.reporting.returns.rendering import file_kind, render_all, together
from adviceline.reporting.returns.rendering import pdf as pdf_file
from adviceline.reporting.returns.rendering.csvw import METADATA, as_csvw
from adviceline.reporting.returns.rendering.page import as_html
from adviceline.reporting.returns.rendering.pictures import draw_charts
from adviceline.reporting.returns.rendering.xlsx import as_xlsx
from tests.support.returns import a_figure, a_return, by_region
from tests.support.workbooks import ODF, ods_sheets, xlsx_sheets

TABLES = ("contacts_by_channel", "calls_by_weekday_half_hour", "enquiries_by_region", "enquiries_by_month")
HASHES = """
import hashlib, json, django
django.setup()
from adviceline.reporting.returns.rendering import render_all, together
from tests.support.returns import a_return
made = render_all(a_return())
print(json.dumps({name: hashlib.sha256(made[name]).hexdigest() for name in made}))
print(hashlib.sha256(together("2022-02", made)).hexdigest())
"""


@pytest.fixture(scope="module")
def made():
    return render_all(a_return())


def test_every_form_is_there(made):
    assert set(made) == {
        "2022-02.html", "2022-02.pdf", "2022-02.ods", "2022-02.xlsx", "2022-02.json", METADATA, "2022-02-figures.csv",
        *(f"2022-02-{table}.csv" for table in TABLES),
        *(f"2022-02-chart-{chart}.svg" for chart in ("channels", "unanswered", "regions", "months")),
    }  # fmt: skip
    assert all(file_kind(name)[1] for name in made)


def test_another_process_with_other_hashes_and_another_time_zone_makes_the_same_bytes(made):
    import hashlib

    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", HASHES], capture_output=True, text=True, env=environment, check=True)
    hashes, whole = done.stdout.strip().splitlines()[-2:]
    assert json.loads(hashes) == {name: hashlib.sha256(content).hexdigest() for name, content in made.items()}
    assert whole == hashlib.sha256(together("2022-02", made)).hexdigest()


def test_everything_together_is_a_folder(made):
    with zipfile.ZipFile(io.BytesIO(together("2022-02", made))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [f"2022-02/{name}" for name in made]
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# ---- The page -----------------------------------------------------------------------------------------------------------


def test_what_the_authority_asks_for_is_first_word_for_word():
    figures = tuple(a_figure(name, Cell.exact(place), title="Otherwise") for place, name in enumerate(M2_FIRST))
    document = replace(a_return(), figures=figures, first_figures=M2_FIRST)
    page = as_html(document, {}).decode()
    first = etree.HTML(page).xpath("//main//section")[0]
    labels = [item.text for item in first.xpath(".//*[@class='al-figure__label']")]
    assert labels == [M2_WORDS[name] for name in M2_FIRST]
    assert labels == [
        "Calls answered", "Calls not answered", "Calls not answered, percentage", "Call-backs made",
        "Average call duration", "Chats", "E-mails received", "E-mails replied to",
    ]  # fmt: skip
    words = " ".join(first.itertext())
    assert "Patterns of when calls are unanswered" in words
    assert "Longest run without an answered call" in words


def test_the_figures_are_on_the_first_printed_page(made):
    first = " ".join(PdfReader(io.BytesIO(made["2022-02.pdf"])).pages[0].extract_text().split())
    for words in ("Calls answered", "812", "Calls not answered, percentage", "12.5%", "E-mails replied to", "177"):
        assert words in first


def test_the_page_needs_nothing_else_and_leads_every_figure_to_its_definition(made):
    page = etree.HTML(made["2022-02.html"].decode())
    ids = set(page.xpath("//@id"))
    links = page.xpath("//a/@href")
    assert links
    assert {link[0] for link in links} == {"#"}
    assert {link[1:] for link in links} <= ids
    assert not page.xpath("//script | //link | //img | //*[@onclick] | //*[@style]")
    assert len(ids) == len(page.xpath("//@id"))


def test_a_draft_and_a_revision_say_so():
    draft = replace(a_return("2022-02-r2"), acts=a_return().acts[:1])
    words = " ".join(etree.HTML(as_html(draft, {}).decode()).itertext())
    assert "Draft: not signed off and not released" in words
    assert "It corrects 2022-02: Twelve e-mails that arrived late" in words


def test_text_is_text_on_the_page():
    document = replace(a_return(), title="<script>alert(1)</script> & {{ 7*7 }}")
    page = as_html(document, {}).decode()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ 7*7 }}" in page


# ---- PDF ----------------------------------------------------------------------------------------------------------------


def _tags(node, found):
    if isinstance(node, ArrayObject):
        for part in node:
            _tags(part.get_object(), found)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            found.append((node["/S"], node.get("/Alt")))
        if "/K" in node:
            _tags(node["/K"].get_object(), found)
    return found


def test_the_pdf_is_tagged_as_pdf_ua(made):
    reader = PdfReader(io.BytesIO(made["2022-02.pdf"]))
    root = reader.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1" in root["/Metadata"].get_data() or b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    tags = _tags(root["/StructTreeRoot"]["/K"].get_object(), [])
    kinds = [kind for kind, _ in tags]
    assert kinds.count("/H1") == 1
    assert {"/H2", "/H3", "/P", "/L", "/LI", "/Table", "/TH", "/TD", "/Caption", "/Link", "/Figure"} <= set(kinds)
    alternatives = [words for kind, words in tags if kind == "/Figure"]
    assert len(alternatives) == 4
    assert all(alternatives)
    assert any("2 of 6 are [c]" in words for words in alternatives)
    levels = [int(kind[2]) for kind in kinds if re.fullmatch(r"/H\d", kind)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(reader.outline) >= 1


def test_the_pdf_tells_nothing_of_when_and_where_it_was_made(made):
    reader = PdfReader(io.BytesIO(made["2022-02.pdf"]))
    assert set(reader.metadata) == {"/Title", "/Producer"}
    assert b"Date" not in reader.root_object["/Metadata"].get_data()
    assert all("/FontFile2" in font or "/FontFile3" in font for font in _descriptors(reader))


def _descriptors(reader):
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            below = font.get_object().get("/DescendantFonts", [font])
            yield from (each.get_object()["/FontDescriptor"].get_object() for each in below)


def test_without_pango_there_is_a_plain_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)

    def missing(name, *args, **kwargs):
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr("builtins.__import__", missing)
    try:
        words = pdf_file.pdf_can_be_made()
    finally:
        monkeypatch.undo()
    assert "the Pango libraries are not installed" in words
    assert pdf_file.PACKAGES in words


def test_without_its_type_face_there_is_a_plain_sentence(monkeypatch):
    monkeypatch.setattr(pdf_file, "_face_files", lambda: ["nowhere.woff2"])
    with pytest.raises(pdf_file.UnableToMakePdf, match="make setup"):
        render_all(a_return())


# ---- Spreadsheets -------------------------------------------------------------------------------------------------------


def test_both_spreadsheets_hold_the_same_cells(made):
    assert ods_sheets(made["2022-02.ods"]) == xlsx_sheets(made["2022-02.xlsx"])


def test_the_spreadsheet_is_laid_out_as_government_ones_are(made):
    sheets = xlsx_sheets(made["2022-02.xlsx"])
    assert list(sheets) == ["Cover", "Contents", "Notes", "Figures", "Table_1", "Table_2", "Table_3", "Table_4"]
    assert [row[0] for row in sheets["Contents"][3:]] == list(sheets)[2:]
    for name, rows in sheets.items():
        assert rows[0] != [""], f"{name} begins with its title"
        assert all(value != "" for row in rows for value in row), f"{name} has an empty cell"
    for mark in ("[c]", "[x]", "[low]", "[z]"):
        assert any(row[0].startswith(mark) for row in sheets["Cover"])
        assert mark in sheets["Table_3"][2][0]
    assert sheets["Table_3"][-8:] == [
        ["The North", 40.0], ["North East", "[c]"], ["North West", 35.0], ["London", 25.0], ["South West", "[c]"],
        ["Elsewhere", "[low]"], ["Not asked", "[z]"], ["Total", 70.0],
    ]  # fmt: skip
    assert ["[note 1]"] in sheets["Table_3"]
    assert sheets["Notes"][-1] == ["note 1", "A region is that of the establishment, where it is known."]


def test_the_tables_are_marked_up(made):
    with zipfile.ZipFile(io.BytesIO(made["2022-02.xlsx"])) as archive:
        tables = [etree.fromstring(archive.read(name)) for name in archive.namelist() if "/tables/" in name]
    assert {table.get("displayName") for table in tables} == {
        "contents", "notes", "figures", *(f"table_{name}" for name in TABLES),
    }  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(made["2022-02.ods"])) as archive:
        content = etree.fromstring(archive.read("content.xml"))
    ranges = content.xpath("//table:database-range/@table:name", namespaces=ODF)
    assert set(ranges) == {table.get("displayName") for table in tables}
    assert content.xpath("count(//table:table-header-rows)", namespaces=ODF) == len(ranges)


def test_the_metadata_say_what_the_document_says(made):
    with zipfile.ZipFile(io.BytesIO(made["2022-02.xlsx"])) as archive:
        core = archive.read("docProps/core.xml").decode()
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2022-03-03T10:05:00Z"}
    assert "Harmful Sexual Behaviour Support Service" in core
    with zipfile.ZipFile(io.BytesIO(made["2022-02.ods"])) as archive:
        meta = archive.read("meta.xml").decode()
        everything += b"".join(archive.read(name) for name in archive.namelist())
    assert set(re.findall(r"\d{4}-\d\d-\d\d", meta)) == {"2022-03-03"}
    for told in (b"LibreOffice", b"MacOS", b"python", os.uname().nodename.encode(), b"/root", b"xlsxwriter"):
        assert told not in everything


def test_no_file_holds_a_number_that_the_document_does_not_and_nothing_is_out_of_sight(made):
    """A spreadsheet shows a number with fewer digits than it holds; a hidden row, sheet or attribute shows nothing."""
    published = set(_numbers(json.loads(as_json(a_return()))))
    assert set(_numbers(json.loads(made["2022-02.json"]))) <= published
    with zipfile.ZipFile(io.BytesIO(made["2022-02.xlsx"])) as archive:
        names = archive.namelist()
        sheets = [
            etree.fromstring(archive.read(name)) for name in names if "worksheets/sheet" in name and "_rels" not in name
        ]
        book = etree.fromstring(archive.read("xl/workbook.xml"))
    assert not [name for name in names if "custom" in name or "comment" in name or "connection" in name]
    assert not book.xpath("//*[local-name()='sheet'][@state] | //*[local-name()='definedName']")
    for sheet in sheets:
        assert not sheet.xpath("//@hidden | //*[local-name()='f']")
        assert {
            float(one) for one in sheet.xpath("//*[local-name()='c'][not(@t)]/*[local-name()='v']/text()")
        } <= published
    with zipfile.ZipFile(io.BytesIO(made["2022-02.ods"])) as archive:
        content = etree.fromstring(archive.read("content.xml"))
    assert {float(one) for one in content.xpath("//@office:value", namespaces=ODF)} <= published
    assert not content.xpath("//@table:visibility | //@table:formula | //office:annotation", namespaces=ODF)
    page = etree.HTML(made["2022-02.html"].decode())
    assert not page.xpath("//comment() | //@*[starts-with(name(), 'data-')] | //@value | //@title | //template")


def _numbers(data):
    if isinstance(data, dict | list):
        for each in data.values() if isinstance(data, dict) else data:
            yield from _numbers(each)
    elif isinstance(data, int | float) and not isinstance(data, bool):
        yield float(data)


def test_a_draft_spreadsheet_has_no_time_of_day():
    draft = replace(a_return(), acts=())
    assert as_xlsx(draft) == as_xlsx(draft)
    with zipfile.ZipFile(io.BytesIO(as_xlsx(draft))) as archive:
        assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", archive.read("docProps/core.xml").decode())) == {
            "2000-01-01T00:00:00Z"
        }


# ---- CSV and JSON -------------------------------------------------------------------------------------------------------


def test_the_csv_is_described_column_by_column(made):
    metadata = json.loads(made[METADATA])
    assert metadata["@context"][0] == "http://www.w3.org/ns/csvw"
    assert {table["url"] for table in metadata["tables"]} == {name for name in made if name.endswith(".csv")}
    for table in metadata["tables"]:
        lines = list(csv.reader(io.StringIO(made[table["url"]].decode(), newline="")))
        columns = table["tableSchema"]["columns"]
        assert lines[0] == [column["titles"] for column in columns] == [column["name"] for column in columns]
        keys = [columns.index(column) for column in columns if column["name"] in table["tableSchema"]["primaryKey"]]
        assert len({tuple(line[key] for key in keys) for line in lines[1:]}) == len(lines) - 1
        for line in lines[1:]:
            assert len(line) == len(columns)
            for value, column in zip(line, columns, strict=True):
                if column["datatype"] == "number" and value not in column["null"]:
                    float(value)


def test_the_json_has_the_form_that_measures_have(made):
    data = json.loads(made["2022-02.json"])
    assert data["period"] == "2022-02"
    assert data["measures"]["calls_answered"] == {
        "title": "Calls answered", "value": 812, "numerator": None, "denominator": None, "unit": "calls",
        "suppressed": False,
    }  # fmt: skip
    assert data["measures"]["confidence_identifying_change_mean"]["suppressed"] is True
    region = data["tables"]["enquiries_by_region"]
    assert region["rows"][1] | {"cells": 0} == {
        "code": "E12000001", "label": "North East", "level": 1, "parent": "north", "value": None, "suppressed": True,
        "cells": 0,
    }  # fmt: skip
    assert region["total"]["value"] == 70


# ---- Charts -------------------------------------------------------------------------------------------------------------


def test_a_chart_has_its_title_its_words_and_no_way_out(made):
    for name in [name for name in made if name.endswith(".svg")]:
        root = etree.fromstring(made[name])
        assert [etree.QName(part).localname for part in root][:2] == ["title", "desc"]
        assert root.get("role") == "img"
        tags = {etree.QName(part).localname for part in root.iter()}
        assert not tags & {"script", "image", "a", "use", "foreignObject", "style"}
        assert not [key for part in root.iter() for key in part.attrib if "href" in key or key.startswith("on")]


def test_a_chart_shows_the_published_number_and_a_hidden_one_has_no_bar(made):
    root = etree.fromstring(made["2022-02-chart-regions.svg"])
    texts = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts.count("[c]") == 2
    assert "35" in texts
    bars = [
        float(found[1])
        for path in root.iter("{http://www.w3.org/2000/svg}path")
        if path.get("fill") == "#0e5c61" and (found := re.match(r"M0,[\d.]+h([\d.]+)v", path.get("d")))
    ]
    assert len([width for width in bars if width]) == 2
    longest = max(bars)
    assert sorted(round(35 * width / longest) for width in bars if width) == [25, 35]


def test_names_are_plain_whatever_the_ids():
    table = replace(by_region(), id="a+b:c")
    made = as_csvw(replace(a_return(), tables=(*a_return().tables[:2], table), charts=()))
    assert "2022-02-a_2b_b_3a_c.csv" in made


def test_a_return_with_nothing_in_it_can_be_made():
    empty = replace(by_region(), rows=(), notes=())
    document = replace(
        a_return(), figures=(), first_figures=(), tables=(empty,), charts=(), commentary=(), notes=(), methodology=(),
        acts=(),
    )  # fmt: skip
    made = render_all(document)
    assert b"Nothing was counted in this period" in made["2022-02.html"]
    assert ods_sheets(made["2022-02.ods"]) == xlsx_sheets(made["2022-02.xlsx"])


def test_a_wholly_hidden_table_has_no_picture():
    hidden = tuple(replace(row, cells=(SUPPRESSED,)) for row in by_region().rows)
    tables = tuple(
        replace(table, rows=hidden) if table.id == "enquiries_by_region" else table for table in a_return().tables
    )
    assert "regions" not in draw_charts(replace(a_return(), tables=tables))

"""Reads XLSX and ODS back as rows of text and numbers, apart from the libraries that wrote them."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ODF = {
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}


def xlsx_sheets(content):
    """Name → rows of values: str or float."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        strings = [
            "".join(item.itertext())
            for item in etree.fromstring(archive.read("xl/sharedStrings.xml")).iter(f"{MAIN}si")
        ]
        names = [sheet.get("name") for sheet in etree.fromstring(archive.read("xl/workbook.xml")).iter(f"{MAIN}sheet")]
        sheets = {}
        for place, name in enumerate(names, 1):
            root = etree.fromstring(archive.read(f"xl/worksheets/sheet{place}.xml"))
            assert not list(root.iter(f"{MAIN}f")), "a formula"
            assert not list(root.iter(f"{MAIN}mergeCell")), "a merged cell"
            sheets[name] = [[_xlsx_value(cell, strings) for cell in row] for row in root.iter(f"{MAIN}row")]
        return sheets


def _xlsx_value(cell, strings):
    value = cell.find(f"{MAIN}v").text
    return strings[int(value)] if cell.get("t") == "s" else float(value)


def ods_sheets(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        root = etree.fromstring(archive.read("content.xml"))
    assert not root.xpath("//@table:formula", namespaces=ODF)
    sheets = {}
    for table in root.iter(f"{{{ODF['table']}}}table"):
        rows = table.xpath(".//table:table-row", namespaces=ODF)
        sheets[table.get(f"{{{ODF['table']}}}name")] = [[_ods_value(cell) for cell in row] for row in rows]
    return sheets


def _ods_value(cell):
    office = f"{{{ODF['office']}}}"
    if cell.get(f"{office}value-type") == "float":
        return float(cell.get(f"{office}value"))
    said = cell.get(f"{office}string-value")
    return said if said is not None else "".join(cell.itertext())

"""Entries from files: every change shown, all or nothing, and hostile files refused in words."""

from __future__ import annotations

import datetime
import io
import json
import zipfile

import pytest
import xlsxwriter
from click.testing import CliRunner

from adviceline.directory import importing
from adviceline.directory.commands import directory
from adviceline.directory.models import Entry
from adviceline.directory.queries import search_resources

HEADER = "id,title,publisher,url,kind,audiences,phases,topics,regions,when_to_use,phone"
GOOD = "meadow-plan,Meadow plan,Meadow trust (fictional),https://meadow.example.org/,tool,education;health,all,safety plan,national,Planning a safe return to lessons.,+44 1632 960123"  # noqa: E501


def run(path, *options):
    return CliRunner().invoke(directory, ["import", str(path), *options])


@pytest.fixture
def csv_file(tmp_path):
    def make(*lines, encoding="utf-8"):
        path = tmp_path / "entries.csv"
        path.write_bytes("\r\n".join(lines).encode(encoding))
        return path

    return make


@pytest.fixture
def workbook(tmp_path):
    def make(*rows):
        path = tmp_path / "entries.xlsx"
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    write = sheet.write_formula if str(cell).startswith("=") else sheet.write
                    write(number, column, cell)
        return path

    return make


def test_a_dry_run_shows_every_change_and_writes_nothing(loaded, csv_file):
    path = csv_file("id,cost,hours", "ncats,Free,Weekdays", "report-remove,,")
    result = run(path, "--dry-run")
    assert result.exit_code == 0
    assert "cost: (empty) -> Free" in result.output
    assert "0 new, 1 changed, 1 unchanged." in result.output
    assert Entry.objects.get(pk="ncats").cost == ""


def test_new_entries_are_drafts_until_published(loaded, csv_file):
    assert "1 new, 0 changed, 0 unchanged." in run(csv_file(HEADER, GOOD)).output
    entry = Entry.objects.get(pk="meadow-plan")
    assert (entry.status, entry.source, entry.audiences, entry.phone) == (
        "draft", "file", ["education", "health"], "+44 1632 960123",
    )  # fmt: skip
    assert not search_resources("meadow")
    run(csv_file("id,status", "meadow-plan,published"))
    assert [hit.resource.id for hit in search_resources("meadow")] == ["meadow-plan"]
    assert entry.versions.count() == 2


def test_the_same_file_again_changes_nothing(loaded, csv_file):
    path = csv_file(HEADER, GOOD)
    run(path)
    assert json.loads(run(path, "--format", "json").output) == {
        "dry_run": False,
        "unchanged": 1,
        "changes": [],
        "kept": [],
    }


def test_a_workbook_says_what_a_csv_says(loaded, workbook):
    result = run(workbook(HEADER.split(","), GOOD.split(",")))
    assert "1 new" in result.output
    assert Entry.objects.get(pk="meadow-plan").title == "Meadow plan"


@pytest.mark.parametrize("lines", [["id;hours;audiences", 'ncats;Weekdays, "9" to 5;"education;health"'],
                                   ["id\thours\taudiences", "ncats\tWeekdays, 9 to 5\teducation;health"],
                                   ["SEP=;;", "ID;Hours;Audience", "ncats;9 to 5;police"]])  # fmt: skip
def test_what_excel_writes_between_cells_elsewhere_is_understood(loaded, csv_file, lines):
    assert "0 new, 1 changed" in run(csv_file(*lines)).output
    entry = Entry.objects.get(pk="ncats")
    assert entry.hours.endswith("to 5")
    assert entry.audiences in (["education", "health"], ["police"])


def test_one_wrong_row_stops_all_of_it_and_every_problem_is_told(loaded, csv_file):
    bad = GOOD.replace("meadow-plan", "Bad Id").replace("education;health", "wizards").replace("https:", "javascript:")
    result = run(csv_file(HEADER, GOOD, bad, GOOD))
    assert result.exit_code == 1
    assert "Line 3, 'id'" in result.output
    assert "Line 3, 'audiences': 'wizards' is not known here." in result.output
    assert "Line 3, 'url': It is not the address of a web page." in result.output
    assert "Line 4: 'meadow-plan' is on line 2 already." in result.output
    assert not Entry.objects.filter(pk="meadow-plan").exists()


def test_a_failure_half_way_changes_nothing(loaded, csv_file, monkeypatch):
    def fail(entries):
        raise RuntimeError("the database went away")

    monkeypatch.setattr(importing, "index_entries", fail)
    assert run(csv_file(HEADER, GOOD)).exit_code == 1
    assert not Entry.objects.filter(pk="meadow-plan").exists()


@pytest.mark.parametrize(
    "lines, words",
    [
        ([], "The first row is empty"),
        (["id,title", 'ncats,"=HYPERLINK(""x"")"'], "as a formula does"),
        (["id,title", "ncats,@SUM(A1)"], "as a formula does"),
        (["id,title", "ncats,-2+3"], "as a formula does"),
        (["id,colour", "ncats,red"], "The column 'colour' is not known"),
        (["id,id", "ncats,ncats"], "Two columns are called 'id'"),
        (["id,title", "ncats," + "x" * 6000], "characters in one cell"),
        (["id,title", "ncats,a,b"], "more cells"),
        (["id,title", 'ncats,"a'], "is not CSV"),
        (["id,title"], "no rows"),
        (["id,title", "ncats,a\x00b"], "not a CSV file"),
        (["id,title", "ncats,a\u202eb"], "cannot be seen"),
        (["Our directory of places,", "id,title", "ncats,a"], "take out what stands above them"),
        (["id,title", "ncats,<script>alert(1)</script>"], "It holds markup ('<script>')"),
        (["id,title", "ncats,![a](https://a.example/b.png)"], "It holds markup"),
        (["id;title;audiences", "ncats;A;education;health"], "Line 2 has more cells"),
        (["sep=;", "id;title", 'ncats;"a'], "Line 3 is not CSV"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(loaded, csv_file, lines, words):
    result = run(csv_file(*lines))
    assert result.exit_code == 1
    assert words in result.output
    assert "Nothing was imported." in result.output


def test_another_encoding_is_refused_with_its_line(loaded, csv_file):
    result = run(csv_file("id,title", "ncats,Café", encoding="latin-1"))
    assert "Line 2 holds a letter that is not in UTF-8" in result.output


def packed(**parts: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return held.getvalue()


@pytest.mark.parametrize(
    "data, words",
    [
        (packed(xl__workbook_xml=b" " * (70 * 1024 * 1024)), "unpacks to"),
        (packed(xl__workbook_xml=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "declarations"),
        (packed(xl__workbook_xml=b"<a"), "damaged"),
        (packed(readme=b"no workbook"), "cannot be opened"),
        (b"PK\x03\x04 and then nothing", "cannot be opened"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old or locked"),
        (b"x" * (5 * 1024 * 1024 + 1), "Divide it"),
    ],
)  # fmt: skip
def test_a_hostile_workbook_is_refused(loaded, tmp_path, data, words):
    path = tmp_path / "hostile.xlsx"
    path.write_bytes(data)
    result = run(path)
    assert result.exit_code == 1
    assert words in result.output


def test_a_formula_in_a_workbook_is_refused_by_its_cell(loaded, workbook):
    assert "Cell B2 holds a formula" in run(workbook(["id", "title"], ["ncats", "=1+1"])).output


def test_a_file_that_is_not_there(db, tmp_path):
    assert "cannot be opened" in run(tmp_path / "none.csv").output


# ---- Workbooks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("epoch", [1900, 1904])
@pytest.mark.parametrize("style", ["yyyy-mm-dd", "dd/mm/yyyy", 14, 15, "[$-809]d mmmm yyyy;@", "mmm-yy"])
def test_a_date_cell_of_excel_is_the_date_that_it_shows(loaded, tmp_path, epoch, style):
    path = tmp_path / "entries.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": epoch == 1904}) as book:
        sheet = book.add_worksheet()
        shown = book.add_format({"num_format": style})
        sheet.write_row(0, 0, ["id", "assured_date", "review_due_date", "cost"])
        sheet.write(1, 0, "ncats")
        sheet.write_datetime(1, 1, datetime.date(2026, 11, 23), shown)
        sheet.write_datetime(1, 2, datetime.date(2028, 2, 29), shown)
        sheet.write_number(1, 3, 46349, book.add_format({"num_format": '#,##0 "days"'}))
    result = run(path)
    assert result.exit_code == 0, result.output
    entry = Entry.objects.get(pk="ncats")
    assert (str(entry.assured_date), str(entry.review_due_date), entry.cost) == ("2026-11-23", "2028-02-29", "46349")


def spoilt(path, part, old, new):
    """The workbook with other bytes in one part."""
    held = {}
    with zipfile.ZipFile(path) as book:
        held = {name: book.read(name) for name in book.namelist()}
    assert old in held[part]
    held[part] = held[part].replace(old, new, 1)
    with zipfile.ZipFile(path, "w") as book:
        for name, data in held.items():
            book.writestr(name, data)
    return path


@pytest.mark.parametrize(
    "old, new, words",
    [
        (b'<row r="2"', b'<row r="abc"', "a row has the number 'abc'"),
        (b't="s"><v>0</v>', 't="s"><v>\u00b2</v>'.encode(), "refers to a text that is not there"),
        (b't="s"><v>0</v>', b't="s"><v>99999</v>', "refers to a text that is not there"),
        (b't="s"><v>0</v>', b't="s"><v>' + b"9" * 5000 + b"</v>", "refers to a text that is not there"),
        (b'<c r="A1"', b'<c r="1"', "a cell in the column '1'"),
    ],
)
def test_a_damaged_sheet_is_refused_in_words(loaded, workbook, old, new, words):
    result = run(spoilt(workbook(["id", "cost"], ["ncats", "Free"]), "xl/worksheets/sheet1.xml", old, new))
    assert result.exit_code == 1
    assert "The workbook is damaged" in result.output
    assert words in result.output


def test_a_workbook_whose_bytes_are_spoilt_is_refused_in_words(loaded, workbook):
    path = workbook(["id", "cost"], ["ncats", "Free"])
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as book:
        start = book.getinfo("xl/worksheets/sheet1.xml").header_offset
    data[start + 60 : start + 90] = b"\xff" * 30
    path.write_bytes(bytes(data))
    result = run(path)
    assert result.exit_code == 1
    assert "The workbook cannot be opened" in result.output


def test_two_names_for_one_column_are_refused(loaded, csv_file):
    result = run(csv_file("id,url,address", "ncats,https://a.example.org/,https://b.example.org/"))
    assert result.exit_code == 1
    assert "The columns 'address' and 'url' are two names for one" in result.output


def test_every_problem_is_named_beside_a_formula(loaded, csv_file, workbook):
    header = ["id", "title", "kind", "url"]
    rows = [["ncats", "=1+1", "poem", "https://x.example.org/"], ["meadow", "Meadow", "poem", "no address"]]
    in_text = run(csv_file(*(",".join(row) for row in [header, *rows]))).output
    in_book = run(workbook(header, *rows)).output
    assert "Line 2, 'title': it begins with '='" in in_text
    assert "Cell B2 holds a formula" in in_book
    for output in (in_text, in_book):
        assert "Line 2, 'kind': 'poem' is not one of" in output
        assert "Line 3, 'kind': 'poem' is not one of" in output
        assert "Line 3, 'url'" in output
        assert "Nothing was imported." in output


def test_bytes_that_are_no_workbook_are_not_taken_for_text(loaded, tmp_path):
    path = tmp_path / "entries.xlsx"
    path.write_bytes(bytes(range(128, 256)) * 4)
    output = run(path).output
    assert "This is not a workbook" in output
    assert "UTF-8" not in output

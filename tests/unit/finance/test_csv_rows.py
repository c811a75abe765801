"""Odd and hostile exports of accounting software."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adviceline.finance.rules.csv_rows import NotReadable, Row, read_rows

LINES = {"advisers": "Advisers", "systems": "Systems and telephony"}
PARTNERS = {
    "northmoor": "Northmoor Safeguarding Trust (fictional)",
    "larkfield": "Larkfield Children's Charity (fictional)",
}
HEAD = "Date,Account,Description,Net,VAT,Reference"


def rows(text: str | bytes) -> tuple[Row, ...]:
    content = text if isinstance(text, bytes) else text.encode()
    return read_rows(content, cost_lines=LINES, partners=PARTNERS).rows


def test_a_plain_row_is_the_leads_and_keeps_its_words() -> None:
    (row,) = rows(
        f'{HEAD}\n31/01/2022,Systems & Telephony,Lines for January,"£1,200.00",240.00,INV-7\n'.replace("&", "and")
    )
    assert row == Row(
        2, "", date(2022, 1, 31), Decimal("1200.00"), Decimal("240.00"), "systems", "northmoor", "", "INV-7",
        "Lines for January",
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_the_same_file_is_the_same_in_any_dress(encoding: str, delimiter: str, ending: str) -> None:
    text = ending.join(
        delimiter.join(cells)
        for cells in (
            ["Transaction Date", "COST LINE", "Partner", "Gross (GBP)".replace(" (GBP)", " Amount"), "Payee"],
            ["01/02/2022", "advisers", "Larkfield Children's Charity", "(£96.50)", "Café Example"],
        )
    )
    (row,) = rows(text.encode(encoding))
    assert (row.on_date, row.net, row.partner, row.supplier) == (
        date(2022, 2, 1), Decimal("-96.50"), "larkfield", "Café Example",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("02/13/2022,advisers,a,1,,", "not a date"), ("30/02/2022,advisers,a,1,,", "not a date"), (",advisers,a,1,,", "no date"),
        ("1/1/1899,advisers,a,1,,", "not a date"), ("01/02/2022,catering,a,1,,", "not a cost line"),
        ("01/02/2022,advisers,a,,,", "no amount"), ("01/02/2022,advisers,a,0,,", "nought"),
        ('01/02/2022,advisers,a,"1.200,50",,', "not an amount"), ("01/02/2022,advisers,a,10,-2,", "different signs"),
        ('01/02/2022,advisers,"=HYPERLINK(""x"")",1,,', "formula"), ("01/02/2022,advisers,@SUM(A1),1,,", "formula"),
        ("01/02/2022,advisers,-cmd|calc,1,,", "formula"), ("01/02/2022,advisers,a\u202eb,1,,", "hidden"),
        (f"01/02/2022,advisers,{'x' * 301},1,,", "longer"), ("01/02/2022,advisers", "no amount"),
        ("01/02/2022,=advisers,a,=1+1,,", "not an amount"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row_is_said_and_the_others_are_read(cells: str, said: str) -> None:
    found = rows(f"{HEAD}\n{cells}\n01/02/2022,advisers,fine,1,,\n")
    assert said in found[0].problem
    assert not found[1].problem


@pytest.mark.parametrize(
    "day",
    ["1/2/2022", "01.02.2022", "01-02-22", "2022-02-01", "1 Feb 2022", "01-February-2022", "2022-02-01T00:00:00",
     "01/02/2022 00:00"],
)  # fmt: skip
def test_a_date_is_day_first(day: str) -> None:
    (row,) = rows(f"{HEAD}\n{day},advisers,a,1,,\n")
    assert row.on_date == date(2022, 2, 1), row.problem


def test_the_same_row_twice_is_taken_once_unless_its_reference_tells_it_apart() -> None:
    same = "01/02/2022,advisers,Agency,100,20,"
    found = rows(f"{HEAD}\n{same}A1\n1/2/22,ADVISERS,agency,£100.00,20.00,a1\n{same}A2\n")
    assert [row.problem[:18] for row in found] == ["", "The same as line 2", ""]


def test_debits_and_credits_are_an_amount() -> None:
    text = "date,code,details,paid out,paid in\n01/02/2022,advisers,a,12.50,\n02/02/2022,advisers,b,,2.50\n"
    assert [row.net for row in rows(text)] == [Decimal("12.50"), Decimal("-2.50")]


def test_gross_and_net_have_to_add_up() -> None:
    text = "date,code,net,vat,gross\n01/02/2022,advisers,100,20,120\n01/02/2022,advisers,100,20,121\n01/02/2022,advisers,50,,60\n"
    found = rows(text)
    assert [(row.net, row.vat, bool(row.problem)) for row in found] == [
        (100, 20, False), (0, 0, True), (50, 10, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [b"", b"  \n", b"PK\x03\x04xx", b"%PDF-1.7", b"a\0b", b"\xff\xfea", HEAD.encode(), b"just words\nand more", b"date,net\n1,2",
     b"date,date,account,net\n", b"x" * 3_000_000, (HEAD + "\n" + "01/02/2022,advisers,a,1,,\n" * 5001).encode()],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_words(content: bytes) -> None:
    with pytest.raises(NotReadable):
        rows(content)


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: f"{HEAD}\n{text}".encode()))
def test_whatever_comes_is_read_or_refused(content: bytes) -> None:
    with suppress(NotReadable):
        assert all(bool(row.problem) != (row.on_date is not None) for row in rows(content))

"""The register's CSV: its real header, its encodings, and rows that cannot be used."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from adviceline.places.gias import COLUMNS, RegisterRow, SetAside, UnableToReadRegister, read_register
from tests.support.register import HEAD_TEACHER, HEADER, register_row, write_register


def read(path: Path) -> list[RegisterRow | SetAside]:
    return list(read_register(path))


def read_one(tmp_path: Path, **columns: str) -> RegisterRow | SetAside:
    (only,) = read(write_register(tmp_path / "register.csv", [register_row(100001, "Wren School", **columns)]))[:1]
    return only


def accepted(tmp_path: Path, **columns: str) -> RegisterRow:
    row = read_one(tmp_path, **columns)
    assert isinstance(row, RegisterRow), row
    return row


def test_a_row_becomes_an_establishment_without_any_person(tmp_path: Path):
    row = accepted(tmp_path, CloseDate="31-08-2020", **{"EstablishmentStatus (code)": "2"})
    assert (row.urn, row.name, row.local_authority_id, row.region_id) == (
        100001, "Wren School", "383", "yorkshire_and_the_humber",
    )  # fmt: skip
    assert (row.status, row.opened_date, row.closed_date) == ("closed", date(2011, 9, 1), date(2020, 8, 31))
    assert (row.town, row.postcode_district) == ("Otley", "LS21")
    assert not any(part in repr(row) for part in HEAD_TEACHER.split())


def test_only_columns_about_places_are_looked_at():
    assert not [column for column in COLUMNS if column.startswith("Head") or "Telephone" in column]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_names_are_read_in_any_likely_encoding(tmp_path: Path, encoding: str):
    path = write_register(
        tmp_path / "register.csv", [register_row(100001, "St Chloë’s – Café School")], encoding=encoding
    )
    (row,) = read(path)
    assert isinstance(row, RegisterRow)
    assert row.name == "St Chloë’s – Café School"


def test_a_byte_that_means_nothing_sets_only_its_row_aside(tmp_path: Path):
    path = write_register(
        tmp_path / "r.csv", [register_row(100001, "Wr@n School"), register_row(100002, "Café School")]
    )
    path.write_bytes(path.read_bytes().replace(b"@", b"\x81"))
    first, second = read(path)
    assert isinstance(first, SetAside)
    assert "cannot be read" in first.reason
    assert isinstance(second, RegisterRow)


def test_columns_may_be_reordered_added_and_written_with_spaces(tmp_path: Path):
    header = ["New column", *reversed(HEADER), "Another (code)"]
    path = write_register(tmp_path / "register.csv", [register_row(100001, "Wren School")], header=header)
    path.write_bytes(path.read_bytes().replace(b'"EstablishmentName"', b'" establishmentname "', 1))
    (row,) = read(path)
    assert isinstance(row, RegisterRow)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_missing_column_is_named(tmp_path: Path, column: str):
    header = [each for each in HEADER if each != column]
    path = write_register(tmp_path / "register.csv", [register_row(100001, "Wren School")], header=header)
    with pytest.raises(UnableToReadRegister) as refused:
        read(path)
    assert f"lacks the column {column}." in str(refused.value)
    assert "Nothing was changed" in str(refused.value)


def test_a_file_that_is_no_register_is_refused(tmp_path: Path):
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "noise.csv").write_bytes(bytes(range(256)) * 40)
    write_register(tmp_path / "header.csv", [])
    for name in ("empty.csv", "noise.csv", "header.csv", "absent.csv", "."):
        with pytest.raises(UnableToReadRegister):
            read(tmp_path / name)


def test_line_numbers_count_lines_of_the_file_even_after_fields_with_line_breaks(tmp_path: Path):
    # each row spans two lines, for its street does
    rows = [
        register_row(100001, "Wren School"),
        register_row("none", "Rook School"),
        register_row(100003, "Owl School"),
    ]
    path = write_register(tmp_path / "register.csv", rows)
    aside = [row for row in read(path) if isinstance(row, SetAside)]
    assert [row.line for row in aside] == [4]
    assert "'none' is not a URN" in aside[0].reason
    assert len(read(path)) == 3


@pytest.mark.parametrize(
    "columns, reason",
    [
        ({"URN": ""}, "not a URN"),
        ({"URN": "-5"}, "not a URN"),
        ({"URN": "0"}, "not a URN"),
        ({"URN": "12345678"}, "not a URN"),
        ({"URN": "１００００１"}, "not a URN"),
        ({"LA (code)": ""}, "LA (code)"),
        ({"LA (code)": "999"}, "LA (code) '999' is not a local authority"),
        ({"LA (code)": "abc"}, "LA (code)"),
        ({"EstablishmentName": "  "}, "no EstablishmentName"),
        ({"EstablishmentName": "x" * 201}, "longer than 200"),
        ({"EstablishmentStatus (code)": "9"}, "EstablishmentStatus"),
        ({"OpenDate": "31-02-2020"}, "OpenDate '31-02-2020' is not a date"),
        ({"CloseDate": "soon"}, "CloseDate"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(tmp_path: Path, columns: dict[str, str], reason: str):
    rows = [register_row(100001, "Wren School", **columns), register_row(100002, "Owl School")]
    row, after = read(write_register(tmp_path / "r.csv", rows, encoding="utf-8"))
    assert isinstance(row, SetAside)
    assert reason in row.reason
    assert isinstance(after, RegisterRow), "the rest goes on"


def test_a_row_with_too_few_or_too_many_values_is_set_aside(tmp_path: Path):
    path = write_register(tmp_path / "register.csv", [register_row(100001, "Wren School")])
    path.write_bytes(path.read_bytes() + b'"100002","383"\r\n\r\n"100003"' + b',"x"' * 200 + b"\r\n")
    _, short, long = read(path)
    assert isinstance(short, SetAside)
    assert "it has 2 values" in short.reason
    assert isinstance(long, SetAside)


def test_a_urn_that_comes_twice_is_taken_once(tmp_path: Path):
    rows = [register_row(100001, "Wren School"), register_row(100001, "Owl School")]
    first, second = read(write_register(tmp_path / "register.csv", rows))
    assert isinstance(first, RegisterRow)
    assert isinstance(second, SetAside)
    assert "line 2 already" in second.reason


def test_codes_without_their_leading_zeros_are_known(tmp_path: Path):
    row = accepted(tmp_path, **{"TypeOfEstablishment (code)": "7", "PhaseOfEducation (code)": "0"})
    assert (row.type_code, row.setting) == ("07", "special_school")


@pytest.mark.parametrize(
    "type_code, phase_code, setting, phase",
    [
        ("42", "0", "alternative_provision", "not_applicable"),
        ("43", "4", "alternative_provision", "secondary"),
        ("38", "0", "alternative_provision", "not_applicable"),
        ("14", "0", "alternative_provision", "not_applicable"),
        ("44", "0", "special_school", "not_applicable"),
        ("01", "2", "mainstream_school", "primary"),
        ("01", "1", "early_years", "early_years"),
        ("15", "1", "early_years", "early_years"),
        ("35", "7", "mainstream_school", "all_through"),
        ("02", "3", "mainstream_school", "middle"),
        ("02", "5", "mainstream_school", "middle"),
        ("18", "6", "further_education", "post_16"),
        ("11", "0", "independent_school", "not_applicable"),
        ("99", "", "other", "not_applicable"),
    ],
)
def test_setting_follows_the_type_where_the_phase_says_nothing(
    tmp_path: Path, type_code: str, phase_code: str, setting: str, phase: str
):
    row = accepted(tmp_path, **{"TypeOfEstablishment (code)": type_code, "PhaseOfEducation (code)": phase_code})
    assert (row.setting, row.phase) == (setting, phase)


@pytest.mark.parametrize(
    "la_code, authority, region",
    [
        ("909", None, "north_west"),  # Cumbria, divided in 2023
        ("837", "839", "south_west"),  # Bournemouth, joined with its neighbours in 2019
        ("928", None, "east_midlands"),
        ("673", None, None),  # Vale of Glamorgan
        ("702", None, None),  # armed forces' schools overseas
    ],
)
def test_authorities_of_the_past_and_beyond_england(
    tmp_path: Path, la_code: str, authority: str | None, region: str | None
):
    row = accepted(tmp_path, **{"LA (code)": la_code, "GOR (code)": "Z"})
    assert (row.local_authority_id, row.region_id) == (authority, region)


def test_text_that_hides_or_reorders_is_cleaned(tmp_path: Path):
    rows = [register_row(100001, "Wren\u202e\u200b  Primary\n School\x07")]
    (row,) = read(write_register(tmp_path / "register.csv", rows, encoding="utf-8"))
    assert isinstance(row, RegisterRow)
    assert row.name == "Wren Primary School"


@pytest.mark.parametrize("text", ["LS219ZZ", "ls21 9zz"])
def test_only_the_outward_half_of_a_postcode_is_kept(tmp_path: Path, text: str):
    assert accepted(tmp_path, Postcode=text).postcode_district == "LS21"
    assert accepted(tmp_path, Postcode="not a postcode").postcode_district == ""


def test_progress_is_told_every_byte_once(tmp_path: Path):
    path = write_register(tmp_path / "register.csv", [register_row(100001 + n, "Wren School") for n in range(1500)])
    told: list[int] = []
    list(read_register(path, progress=told.append))
    assert sum(told) == path.stat().st_size
    assert len(told) > 2

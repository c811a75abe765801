"""`adviceline finance …` as somebody types it, bad input included."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from adviceline.audit.models import Event
from adviceline.finance.commands import finance
from adviceline.finance.models import Entry
from tests.support import money_sample as sample
from tests.support import people

pytestmark = pytest.mark.django_db
ROWS = (
    '\ufeff"Date";"Account";"Details";"Net";"VAT"\r\n'
    '31/01/2022;Advisers;"Agency; two weeks";"£1,200.00";240\r\n'
    "1 Feb 2022;Systems and telephony;Lines;(96.50);\r\n"
    "31/01/2022;Advisers;=HYPERLINK(1);5;\r\n"
    "31/01/2022;Advisers;Agency;12,345.678;\r\n"
    "31/01/2022;Advisers;Agency;1.204,50;\r\n"
    "31/01/2022;Advisers;Agency;1e30;\r\n"
    "01/01/1900;Advisers;Agency;5;\r\n"
    "31/12/9999;Advisers;Agency;5;\r\n"
    "31/12/2098;Advisers;Agency;5;\r\n"
    "31/01/2022;Biscuits;Agency;5;\r\n"
    "31/01/2022;Advisers;A pupil called Zebedee Fictional;5;\r\n"
    '31/01/2022;Advisers;"Agency; two weeks";1200;240\r\n'
)


def run(*typed: str):  # type: ignore[no-untyped-def]
    found = CliRunner().invoke(finance, list(typed))
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found


def test_reconcile_says_that_there_is_nothing_that_it_agrees_and_what_differs() -> None:
    found = run("reconcile")
    assert (found.exit_code, "No claim" in found.output) == (0, True)
    sample.cover(half_hours=520, met=500)
    for number in range(3):
        sample.contact(number)
    sample.claim()
    found = run("reconcile")
    assert found.exit_code == 0
    assert "They agree to the penny." in found.output
    assert "£" in found.output
    sample.contact(1, out_of_scope=True)
    found = run("reconcile")
    assert found.exit_code == 1
    assert "It waits for the next claim." in found.output
    assert "agree to the penny" not in found.output


def test_a_file_is_shown_row_by_row_taken_over_and_not_taken_over_again(tmp_path: Path) -> None:
    file, officer = tmp_path / "january.csv", sample.officer()
    file.write_bytes(ROWS.encode())
    shown = run("import", str(file), "--by", f" {officer.email.upper()} ")
    assert shown.exit_code == 0, shown.output
    assert "Nothing was added" in shown.output
    assert not Entry.objects.exists()
    lines = {int(line.split()[1].rstrip(":")): line for line in shown.output.splitlines() if line.startswith("line ")}
    assert len(lines) == 12
    for number, words in {4: "formula", 5: "is not an amount", 6: "is not an amount", 7: "is not an amount", 8: "not a date",
                          9: "not a date", 10: "lies ahead", 11: "not a cost line", 12: "could identify a child",
                          13: "The same as line 2"}.items():  # fmt: skip
        assert words in lines[number], lines[number]
    assert "Zebedee" not in shown.output
    taken = run("import", str(file), "--by", officer.email, "--take")
    assert (taken.exit_code, "2 entries were added" in taken.output) == (0, True)
    assert sorted(str(each.gross) for each in Entry.objects.all()) == ["-96.50", "1440.00"]
    again = run("import", str(file), "--by", officer.email, "--take")
    assert again.exit_code == 2
    assert "There is nothing in this file that is not in the ledger already." in again.output
    assert Entry.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."), (b"PK\x03\x04rest", "This is not a CSV file"), (b"\x00\x01", "This is not a CSV file"),
        (b"Date,Date,Account,Net\n", "Two columns are for the same thing"), (b"hello\n", "name the columns"),
        (b"Date,Account,Net\n", "no rows"), (b"\xff\xfeD\x00a", "cut off"),
        (b"Date,Account,Net\n" + b"31/01/2022,Advisers,1\n" * 5_001, "more than 5,000 rows"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "odd.csv"
    file.write_bytes(content)
    found = run("import", str(file), "--by", sample.officer().email, "--take")
    assert found.exit_code == 2
    assert words in found.output
    assert not Entry.objects.exists()


def test_only_somebody_who_may_takes_over_and_the_file_must_be_there(tmp_path: Path) -> None:
    file = tmp_path / "january.csv"
    file.write_bytes(ROWS.encode())
    nobody = run("import", str(file), "--by", "nobody@example.org")
    assert (nobody.exit_code, "Nobody with the address" in nobody.output) == (2, True)
    adviser = people.somebody("adviser")
    refused = run("import", str(file), "--by", adviser.email, "--take")
    assert refused.exit_code == 2
    assert Event.objects.filter(action="access.refused", actor=adviser.actor_key).exists()
    assert run("import", str(tmp_path / "gone.csv"), "--by", adviser.email).exit_code == 2
    assert run("import", str(tmp_path), "--by", adviser.email).exit_code == 2
    assert run("import", str(file)).exit_code == 2
    assert run("claim").exit_code == 2
    assert not Entry.objects.exists()

"""`adviceline directory import-contacts`: the doors of local authorities from a table that anybody may have made."""

from __future__ import annotations

from datetime import date

import pytest
from click.testing import CliRunner

from adviceline.audit.models import Event
from adviceline.directory import importing_contacts
from adviceline.directory.commands import directory
from adviceline.directory.local_contacts import contacts_of
from adviceline.directory.models import LocalContact, LocalContactChange
from tests.support import people

ESSEX, NORFOLK = "881", "926"
HEADER = "la_code,name,front_door_phone,front_door_hours,lado_email"
GOOD = (f'{ESSEX},Essex,01632 960001,"Weekdays, 9 to 5",lado@essex.example.org', f"{NORFOLK},,01632 960002,,")


@pytest.fixture
def run(db, tmp_path):
    def run(*lines, options=()):
        path = tmp_path / "contacts.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        return CliRunner().invoke(directory, ["import-contacts", str(path), *options])

    return run


def test_a_row_an_authority_becomes_its_contacts_with_their_history(run):
    assert "2 changed, 0 unchanged." in run(HEADER, *GOOD, options=["--dry-run"]).output
    assert not LocalContact.objects.exists()

    assert "2 changed, 0 unchanged." in run(HEADER, *GOOD, options=["--checked", "2022-02-03"]).output
    essex = contacts_of(ESSEX)
    assert (essex["front_door"].hours, essex["lado"].email) == ("Weekdays, 9 to 5", "lado@essex.example.org")
    assert essex["lado"].checked_date == date(2022, 2, 3)
    assert set(contacts_of(NORFOLK)) == {"front_door"}
    assert Event.objects.filter(action="directory.local_contacts_saved").count() == 2
    assert "0 changed, 2 unchanged." in run(HEADER, *GOOD).output

    assert "1 changed" in run("la_code;lado_email", f"{ESSEX};").output
    assert set(contacts_of(ESSEX)) == {"front_door"}
    assert LocalContactChange.objects.filter(local_authority=ESSEX, slot="lado").count() == 2
    page = people.browser_of(people.somebody("content_editor")).get(f"/directory/local-contacts/{ESSEX}")
    assert "lado@essex.example.org" in page.content.decode()


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([HEADER, "999,,01632 960001,,"], "Line 2, 'la_code': '999' is no local authority"),
        ([HEADER, GOOD[1], GOOD[1]], "Line 3: Norfolk is on line 2 already"),
        ([HEADER, f"{ESSEX},Norfolk,01632 960001,,"], "881 is Essex, and not 'Norfolk'"),
        ([HEADER, f"{ESSEX},Essex,,Weekdays,"], "Line 2, 'front_door_hours': Enter a phone number"),
        ([HEADER, f"{ESSEX},Essex,,,wren.sampleton@essex.example.org"], "This is somebody's own address"),
        (["la_code,front_door_url", f"{ESSEX},http://127.0.0.1/"], "It is not the address of a web page"),
        (["la_code,telephone", f"{ESSEX},1"], "The column 'telephone' is not known"),
        (["Our contacts,", "la_code,lado_email"], "should hold the names of the columns"),
        ([HEADER], "no rows"),
    ],
)
def test_anything_wrong_stops_all_of_it(run, lines, words):
    result = run(*lines)
    assert words in result.output
    assert "Nothing was imported." in result.output
    assert not LocalContact.objects.exists()


def test_a_failure_half_way_changes_nothing(run, monkeypatch):
    kept = importing_contacts.save_local_contacts

    def fail(*, local_authority, **given):
        if local_authority.pk == NORFOLK:
            raise RuntimeError("the database went away")
        return kept(local_authority=local_authority, **given)

    monkeypatch.setattr(importing_contacts, "save_local_contacts", fail)
    assert run(HEADER, *GOOD).exit_code == 1
    assert not LocalContact.objects.exists()


def test_a_day_to_come_is_refused(run):
    assert "still to come" in run(HEADER, *GOOD, options=["--checked", "2999-01-01"]).output

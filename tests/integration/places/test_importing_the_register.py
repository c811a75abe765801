"""The register comes again and again: schools open, close, merge, move and are renamed, and nothing is lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError

from adviceline.audit.actors import SYSTEM
from adviceline.audit.models import Event
from adviceline.places import actions, area_data
from adviceline.places.fictional import FIRST_URN, establishments
from adviceline.places.gias import UnableToReadRegister, read_register
from adviceline.places.models import Establishment, EstablishmentWord, LocalAuthority, NameWord, Region
from adviceline.places.queries import region_for, search_establishments, successors_of
from tests.support.clock import Clock
from tests.support.register import HEAD_TEACHER, HEADER, register_row, write_register

pytestmark = pytest.mark.django_db


@pytest.fixture
def importing(tmp_path: Path, clock: Clock):
    def run(*rows: dict[str, str], **options: bool) -> actions.ImportResult:
        path = write_register(tmp_path / "register.csv", rows)
        clock.forward(days=1)
        return actions.import_register(rows=read_register(path), by=SYSTEM, at=clock.now, **options)

    return run


def counts(result: actions.ImportResult) -> tuple[int, int, int, int, int]:
    return result.read, result.created, result.updated, result.unchanged, len(result.set_aside)


def everything() -> list[tuple[object, ...]]:
    return [
        *Establishment.objects.order_by("urn").values_list(),
        *EstablishmentWord.objects.order_by("word", "establishment").values_list("word", "establishment"),
        *NameWord.objects.order_by("word").values_list(),
    ]


def test_every_local_authority_belongs_to_one_of_nine_regions():
    assert Region.objects.count() == 9
    assert LocalAuthority.objects.count() == 153
    assert {each.region.name for each in LocalAuthority.objects.all()} == {each.name for each in area_data.regions()}
    assert region_for("383").code == "yorkshire_and_the_humber"
    assert region_for("201").name == "London"
    assert region_for("999") is None


def test_the_same_file_twice_changes_nothing_the_second_time(importing):
    rows = [register_row(100001 + n, f"Wren School {n}") for n in range(25)]
    assert counts(importing(*rows)) == (25, 25, 0, 0, 0)
    before = everything()
    assert counts(importing(*rows)) == (25, 0, 0, 25, 0)
    assert everything() == before


def test_a_renamed_school_is_found_by_its_new_name_only(importing):
    importing(register_row(100001, "Wren School"), register_row(100002, "Owl School"))
    result = importing(register_row(100001, "Kestrel Academy"), register_row(100002, "Owl School"))
    assert counts(result) == (2, 0, 1, 1, 0)
    assert [each.urn for each in search_establishments("kestrel")] == [100001]
    assert search_establishments("wren") == []
    assert not NameWord.objects.filter(word="wren").exists()


def test_a_closed_school_is_kept_and_offered_only_when_asked_for(importing):
    importing(register_row(100001, "Wren School"))
    closed = {"EstablishmentStatus (code)": "2", "CloseDate": "31-08-2021"}
    assert importing(register_row(100001, "Wren School", **closed)).updated == 1
    assert Establishment.objects.get(urn=100001).closed_date == date(2021, 8, 31)
    assert search_establishments("wren") == []
    assert [each.status_words for each in search_establishments("wren", include_closed=True)] == ["Closed"]
    assert search_establishments("100001") == []


def test_a_school_that_opens_again_is_offered_again(importing):
    importing(register_row(100001, "Wren School", **{"EstablishmentStatus (code)": "2", "CloseDate": "31-08-2021"}))
    assert importing(register_row(100001, "Wren School")).updated == 1
    (found,) = search_establishments("wren")
    assert found.closed_date is None


def test_schools_about_to_close_are_offered_and_proposed_ones_are_not(importing):
    importing(
        register_row(100001, "Wren School", **{"EstablishmentStatus (code)": "3"}),
        register_row(100002, "Wren Academy", **{"EstablishmentStatus (code)": "4"}),
    )
    assert [each.urn for each in search_establishments("wren")] == [100001]


def test_merged_schools_lead_to_their_successor(importing, clock: Clock):
    merged = {"EstablishmentStatus (code)": "2", "ReasonEstablishmentClosed (name)": "Result of Amalgamation/Merger"}
    importing(
        register_row(100001, "Wren Infant School", **merged),
        register_row(100002, "Wren Junior School", **merged),
        register_row(100003, "Wren Primary School"),
    )
    links = [(100001, 100003), (100002, 100003), (100002, 999999)]
    assert actions.import_successors(links=links, by=SYSTEM, at=clock.now) == 2
    assert actions.import_successors(links=links, by=SYSTEM, at=clock.now) == 2
    for urn in (100001, 100002):
        assert [each.urn for each in successors_of(Establishment.objects.get(urn=urn))] == [100003]
    importing(register_row(100001, "Wren Infant School (closed)", **merged))
    assert [each.urn for each in successors_of(Establishment.objects.get(urn=100001))] == [100003]
    assert actions.import_successors(links=links[:1], by=SYSTEM, at=clock.now) == 1
    assert successors_of(Establishment.objects.get(urn=100002)) == []


def test_a_school_whose_authority_changed_moves_with_it(importing):
    importing(register_row(100001, "Wren School", **{"LA (code)": "909", "LA (name)": "Cumbria"}))
    before = Establishment.objects.get(urn=100001)
    assert (before.region_code, before.area_name, before.local_authority) == ("north_west", "Cumbria", None)
    importing(register_row(100001, "Wren School", **{"LA (code)": "942", "LA (name)": "Cumberland"}))
    after = Establishment.objects.get(urn=100001)
    assert (after.region_code, after.area_name) == ("north_west", "Cumberland")
    assert [each.urn for each in search_establishments("wren cumberland")] == [100001]


def test_a_school_outside_england_has_no_english_region(importing):
    result = importing(
        register_row(400001, "Ysgol Dryw", **{"LA (code)": "673", "LA (name)": "Vale of Glamorgan", "GOR (code)": "W"})
    )
    assert (result.created, result.outside_england) == (1, 1)
    (found,) = search_establishments("ysgol")
    assert (found.region_code, found.place) == ("outside_england", "Otley, Vale of Glamorgan")


def test_rows_that_cannot_be_used_are_set_aside_and_the_rest_goes_on(importing):
    result = importing(
        register_row(100001, "Wren School"),
        register_row("x", "Rook School"),
        register_row(100003, "Owl School", **{"LA (code)": "999"}),
        register_row(100004, "Teal School"),
    )
    assert counts(result) == (4, 2, 0, 0, 2)
    assert [(each.line, each.urn) for each in result.set_aside] == [(4, 0), (6, 100003)]


def test_establishments_that_are_no_longer_listed_are_kept_and_marked(importing, clock: Clock):
    importing(register_row(100001, "Wren School"), register_row(100002, "Owl School"))
    result = importing(register_row(100001, "Wren School"))
    assert (result.not_seen, result.unchanged) == (1, 1)
    assert Establishment.objects.get(urn=100002).not_seen_since_at == clock.now
    marked_at = clock.now
    assert importing(register_row(100001, "Wren School")).not_seen == 0
    assert Establishment.objects.get(urn=100002).not_seen_since_at == marked_at
    result = importing(register_row(100001, "Wren School"), register_row(100002, "Owl School"))
    assert (result.updated, result.unchanged) == (1, 1)
    assert Establishment.objects.get(urn=100002).not_seen_since_at is None


def test_a_row_set_aside_keeps_what_was_known_of_its_school(importing):
    importing(register_row(100001, "Wren School"), register_row(100002, "Owl School"))
    result = importing(register_row(100001, "Wren School", OpenDate="never"), register_row(100002, "Owl School"))
    assert (len(result.set_aside), result.not_seen) == (1, 0)
    assert [each.urn for each in search_establishments("wren")] == [100001]


def test_a_dry_run_says_what_would_change_and_changes_nothing(importing):
    importing(register_row(100001, "Wren School"), register_row(100002, "Owl School"))
    before, events = everything(), Event.objects.count()
    result = importing(register_row(100001, "Teal School"), register_row(100003, "Rook School"), dry_run=True)
    assert (counts(result), result.not_seen) == ((2, 1, 1, 0, 0), 1)
    assert everything() == before
    assert Event.objects.count() == events


def test_a_failure_half_way_changes_nothing(importing, tmp_path: Path, clock: Clock):
    importing(register_row(100001, "Wren School"))
    before, events = everything(), Event.objects.count()
    batches: list[int] = []

    def fail_at_the_second_batch(written: int) -> None:
        batches.append(written)
        if len(batches) == 2:
            raise IntegrityError("the disk is full")

    rows = [register_row(100001 + n, f"Teal School {n}") for n in range(2500)]
    path = write_register(tmp_path / "big.csv", rows)
    with pytest.raises(IntegrityError):
        actions.import_register(rows=read_register(path), by=SYSTEM, at=clock.now, progress=fail_at_the_second_batch)
    assert everything() == before
    assert Event.objects.count() == events


def test_a_file_that_breaks_off_changes_nothing(importing, tmp_path: Path, clock: Clock):
    importing(register_row(100001, "Wren School"))
    before = everything()
    path = write_register(tmp_path / "broken.csv", [register_row(100002, "Owl School")])
    path.write_bytes(path.read_bytes() + b'"100003","' + b"x" * 200_000)
    with pytest.raises(UnableToReadRegister, match="line 4"):
        actions.import_register(rows=read_register(path), by=SYSTEM, at=clock.now)
    assert everything() == before


def test_no_head_teacher_reaches_the_database(importing):
    importing(register_row(100001, "Wren School"))
    kept = repr(everything()).casefold()
    assert "Wren".casefold() in kept
    assert not any(name.casefold() in kept for name in HEAD_TEACHER.split())
    assert HEADER.index("HeadLastName") > 0


def test_each_import_is_one_event_that_holds_counts_only(importing):
    importing(register_row(100001, "Wren School"), register_row("x", "Owl School"))
    event = Event.objects.get(action="places.register_imported")
    assert event.data == {"read": 2, "created": 1, "updated": 0, "set_aside": 1, "not_seen": 0}


def test_fictional_schools_are_apart_from_the_register(importing, clock: Clock):
    load = {"rows": establishments(), "by": SYSTEM, "at": clock.now}
    assert actions.load_fictional_establishments(**load) == len(establishments())
    assert actions.load_fictional_establishments(**load) == 0
    result = importing(register_row(100001, "Wren School"), register_row(FIRST_URN, "Owl School"))
    assert counts(result) == (2, 1, 0, 0, 1)
    assert result.not_seen == 0
    assert Establishment.objects.filter(fictional=True).count() == len(establishments())


def test_the_demo_has_schools_of_every_phase_in_every_region(clock: Clock):
    actions.load_fictional_establishments(rows=establishments(), by=SYSTEM, at=clock.now)
    found = set(Establishment.objects.values_list("region_id", "phase"))
    assert len(found) == 9 * 7
    assert Establishment.objects.filter(setting="alternative_provision").exists()
    assert all(each.name.startswith("Fictional ") for each in Establishment.objects.all())

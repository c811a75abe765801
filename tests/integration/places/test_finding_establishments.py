"""Finding a school as its name is typed."""

from __future__ import annotations

import pytest
from django.test import Client

from adviceline.audit.actors import SYSTEM
from adviceline.places import actions
from adviceline.places.queries import local_authorities, search_establishments
from tests.support.clock import Clock
from tests.support.register import register_row, write_register

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def register(tmp_path, clock: Clock) -> None:
    from adviceline.places.gias import read_register

    def at(la_code: str, la_name: str, town: str) -> dict[str, str]:
        return {"LA (code)": la_code, "LA (name)": la_name, "Town": town}

    rows = [
        register_row(100001, "St Mary's CofE Primary School", **at("926", "Norfolk", "Diss")),
        register_row(100002, "St Mary's CofE Primary School", **at("383", "Leeds", "Otley")),
        register_row(100003, "Saint Mary Catholic High School", **at("202", "Camden", "London")),
        register_row(100004, "Oakfield Academy", **at("383", "Leeds", "Leeds")),
        register_row(100005, "Oak Field Nursery", **at("926", "Norfolk", "Cromer")),
        register_row(100006, "The Oakfield and Primrose School", **at("926", "Norfolk", "Cromer")),
        register_row(100107, "Chloë's Café Free School", **at("202", "Camden", "London")),
        register_row(100108, "Heronbrook PRU", **at("202", "Camden", "London")),
        register_row(
            100109, "Oakfield Old School", **at("383", "Leeds", "Leeds"), **{"EstablishmentStatus (code)": "2"}
        ),
    ]
    path = write_register(tmp_path / "register.csv", rows)
    actions.import_register(rows=read_register(path), by=SYSTEM, at=clock.now)


def urns(text: str, **options) -> list[int]:
    return [each.urn for each in search_establishments(text, **options)]


@pytest.mark.parametrize(
    "typed, found",
    [
        ("chloe", [100107]),
        ("CHLOË'S café", [100107]),
        ("school free", [100107]),
        ("sch fre chl", [100107]),
        ("heronbrook pupil referral unit", [100108]),
        ("100107", [100107]),
        ("URN 100107", [100107]),
        ("urn:100107", [100107]),
        ("1001", [100107, 100108]),
        ("st marys otley", [100002]),
        ("st marys church of england norf", [100001]),
        ("saint mary high", [100003]),
        ("primrose", [100006]),
        ("heronbrok", [100108]),
        ("nothing like this", []),
        ("999999", []),
        ("", []),
        ("  ", []),
        ("%", []),
        ("_____", []),
        ("学校", []),
        ("'; DROP TABLE places_establishment; --", []),
    ],
)
def test_what_is_typed_finds_what_is_meant(typed: str, found: list[int]):
    assert urns(typed) == found


def test_a_name_that_begins_as_typed_comes_first_whatever_its_spacing():
    assert urns("oakfield")[:2] == [100004, 100005]
    assert set(urns("oakfield")) == {100004, 100005, 100006}
    assert urns("oak field")[:2] == [100004, 100005]


def test_a_slip_of_the_fingers_still_finds():
    assert 100004 in urns("oakfeild acadmy")


def test_schools_of_one_name_are_told_apart_by_their_place():
    found = search_establishments("st marys cofe primary")
    assert [each.name for each in found[:2]] == ["St Mary's CofE Primary School"] * 2
    assert {each.place for each in found[:2]} == {"Diss, Norfolk", "Otley, Leeds"}


def test_closed_schools_come_only_when_asked_for():
    assert 100109 not in urns("oakfield")
    assert 100109 in urns("oakfield", include_closed=True)


def test_no_more_than_the_limit_come_and_never_one_twice():
    assert len(urns("s", limit=3)) == 3
    assert urns("s", limit=0) == []
    everything = urns("s", limit=50, include_closed=True)
    assert len(everything) == len(set(everything))


def test_a_very_long_query_is_cut_not_refused():
    assert urns("oakfield academy " + "leeds " * 500) == [100004]


def test_a_whole_page_of_results_takes_a_fixed_number_of_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        assert [each.place for each in search_establishments("oakfield academy")]


def test_the_type_ahead_answers_in_json(client: Client):
    answer = client.get("/places/establishments", {"q": "oakfield aca"})
    assert answer.status_code == 200
    assert answer.json()["establishments"] == [
        {
            "urn": 100004, "name": "Oakfield Academy", "place": "Leeds", "la_code": "383",
            "region": "yorkshire_and_the_humber", "setting": "mainstream_school", "phase": "primary", "status": "Open",
        }
    ]  # fmt: skip


@pytest.mark.parametrize("query", ["", "q=", "q=o", "q=%00", "q=%FF", "q=" + "o" * 5000, "q=oak&q=field", "closed=1"])
def test_the_type_ahead_never_fails(client: Client, query: str):
    assert client.get(f"/places/establishments?{query}").status_code in {200, 400}


def test_the_type_ahead_only_reads(client: Client):
    assert client.post("/places/establishments", {"q": "oak"}).status_code in {403, 405}


def test_local_authorities_come_by_name_with_their_region(django_assert_num_queries):
    with django_assert_num_queries(1):
        names = [(each.name, each.region.name) for each in local_authorities()]
    assert names[0] == ("Barking and Dagenham", "London")
    assert len(names) == 153

"""The figures are those of an independent recount, over clock changes, midnight, leap days, merges and recodings."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adviceline.disclosure.primary import Rule
from adviceline.facts import actions
from adviceline.facts.models import CallbackRequestFact, ContactFact, EnquiryFact, EnquiryThemeFact, SignpostFact
from adviceline.facts.values import (
    CallbackRequestFactValues,
    ContactFactValues,
    EnquiryFactValues,
    SignpostFactValues,
)
from adviceline.measures import codes
from adviceline.reporting.exports import as_data
from adviceline.reporting.queries import monthly_figures
from tests.support.monthly_oracle import expected_counts, expected_grid, expected_measures, london, month_of

pytestmark = pytest.mark.django_db
OPEN_RULE = Rule(threshold=0, rounding_base=1, smallest_percentage_base=1, smallest_pairs=2)

#: Either side of each edge: new year, a leap day, both clock changes, a summer month's end, midnight.
EDGES = [
    datetime(2022, 1, 1, tzinfo=UTC),
    datetime(2024, 2, 29, tzinfo=UTC),
    datetime(2024, 3, 1, tzinfo=UTC),
    datetime(2022, 3, 27, 1, tzinfo=UTC),
    datetime(2022, 3, 31, 23, tzinfo=UTC),
    datetime(2022, 4, 1, tzinfo=UTC),
    datetime(2022, 10, 30, 0, tzinfo=UTC),
    datetime(2022, 10, 30, 1, tzinfo=UTC),
    datetime(2022, 10, 31, 23, 30, tzinfo=UTC),
    datetime(2022, 5, 31, 22, 59, 59, tzinfo=UTC),
]
MONTHS = ["2022-01", "2022-03", "2022-04", "2022-05", "2022-06", "2022-10", "2022-11", "2024-02", "2024-03", "2021-12"]

instants = st.builds(
    lambda edge, seconds: edge + timedelta(seconds=seconds), st.sampled_from(EDGES), st.integers(-4000, 4000)
)
seconds = st.none() | st.integers(0, 5000)
kinds = st.sampled_from([(*place, outcome) for place, outcomes in codes.OUTCOMES.items() for outcome in outcomes])
calls = st.sampled_from(
    [("call", "in", outcome) for outcome in ("answered", "answered", *codes.OUTCOMES["call", "in"])]
)


def near_one_edge(records, **options):
    """A list of records that began either side of one edge, so that they meet in its two months."""
    return st.sampled_from(EDGES).flatmap(
        lambda edge: st.lists(
            records(st.integers(-4000, 4000).map(lambda seconds: edge + timedelta(seconds=seconds))),
            unique_by=lambda one: one["fact_id"],
            **options,
        )
    )


def contacts_at(when):
    return st.builds(
        lambda kind, **rest: {"channel": kind[0], "direction": kind[1], "outcome": kind[2], **rest},
        kinds | calls,
        fact_id=st.uuids(version=4),
        began_at=when,
        wait_seconds=seconds,
        talk_seconds=seconds,
        wrap_up_seconds=seconds,
        replied=st.booleans(),
        first_reply_open_seconds=seconds,
        within_promised_slot=st.booleans(),
        attempt=st.integers(0, 4),
        non_advice=st.sampled_from(["", "", "", *codes.NON_ADVICE]),
        out_of_scope=st.booleans(),
    )


score = st.sampled_from([None, 0, 3, 4, 5, 6, 7, 8, 10])  # mostly answered, so that there are pairs


def enquiries_at(when):
    return st.builds(
        lambda opened_at, open_for, **rest: {
            "opened_at": opened_at,
            "closed_at": None if open_for is None else opened_at + timedelta(seconds=open_for),
            **rest,
        },
        opened_at=when,
        open_for=st.sampled_from([None, 0, 60, 3600]) | st.integers(0, 40 * 86400),
        fact_id=st.uuids(version=4),
        reopened_within_14_days=st.booleans(),
        kind=st.sampled_from(["", "E1", "E2", "E3"]),
        role=st.sampled_from(["", "dsl", "head"]),
        setting=st.sampled_from(["", "mainstream_school", "no_such_code"]),
        region=st.sampled_from(["", "london", "north_west"]),
        themes=st.lists(st.sampled_from(["T1", "T2", "T4"]), max_size=4).map(tuple),
        answered_contacts=st.integers(0, 3),
        out_of_scope=st.sampled_from([False, False, True]),
        merged=st.sampled_from([False, False, False, True]),
        test=st.sampled_from([False, False, False, True]),
        identifying_start=score,
        identifying_close=score,
        responding_start=score,
        responding_close=score,
    )


def clear():
    for model in (EnquiryThemeFact, EnquiryFact, ContactFact, SignpostFact, CallbackRequestFact):
        model.objects.all().delete()


def write(contact_records, enquiry_records, requests=(), signposts=()):
    for one in contact_records:
        actions.write_contact_fact(ContactFactValues(enquiry_fact=None, **one))
    for one in enquiry_records:
        actions.write_enquiry_fact(EnquiryFactValues(**one))
    actions.bulk_write_callback_request_facts(
        CallbackRequestFactValues(fact_id=uuid.uuid4(), enquiry_fact=None, requested_at=at) for at in requests
    )
    actions.bulk_write_signpost_facts(
        SignpostFactValues(fact_id=uuid.uuid4(), enquiry_fact=None, resource=resource, signposted_at=at)
        for resource, at in signposts
    )


def figures(month, rule=OPEN_RULE):
    return as_data(monthly_figures(int(month.replace("-", "")), rule=rule))


relaxed = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    max_examples=40,
    deadline=None,
)


@relaxed
@given(
    near_one_edge(contacts_at, min_size=5, max_size=40),
    near_one_edge(enquiries_at, min_size=3, max_size=25),
    st.lists(instants, max_size=6),
    st.lists(st.tuples(st.sampled_from(["r1", "r2"]), instants), max_size=6),
    st.sampled_from(MONTHS),
)
def test_the_figures_are_those_of_an_independent_recount(contact_records, enquiry_records, requests, signposts, month):
    clear()
    write(contact_records, enquiry_records, requests, signposts)
    months = {month_of(one["began_at"]) for one in contact_records} | {
        month_of(one["closed_at"] or one["opened_at"]) for one in enquiry_records
    }
    for each in months | {month}:
        check(each, contact_records, enquiry_records, requests, signposts)


def check(month, contact_records, enquiry_records, requests, signposts):
    found = figures(month)
    expected = expected_measures(month, contact_records, enquiry_records, requests)
    if not paired(month, enquiry_records, "identifying") > 1:
        del expected["confidence_identifying_change_mean"]
    if not paired(month, enquiry_records, "responding") > 1:
        del expected["confidence_responding_change_mean"]
    for name, value in expected.items():
        got = found["measures"][name]["value"]
        assert (got is None) == (value is None), name
        assert value is None or got == pytest.approx(value, abs=1e-4), name
    rows = found["tables"]["calls_by_weekday_half_hour"]["rows"]
    assert {(row["weekday"], row["half_hour"]): (row["offered"], row["not_answered"]) for row in rows} == expected_grid(
        month, contact_records
    )
    for field in ("kind", "role", "setting", "region", "theme"):
        table = found["tables"][f"enquiries_by_{field}"]
        counted = {row["code"]: row["value"] for row in table["rows"] if row["value"]}
        assert counted == expected_counts(month, enquiry_records, field), field
    given_out = [resource for resource, at in signposts if month_of(at) == month]
    assert {row["code"]: row["value"] for row in found["tables"]["signposts_by_resource"]["rows"]} == {
        each: given_out.count(each) for each in given_out
    }
    channels = found["tables"]["contacts_by_channel"]
    assert sum(row["value"] for row in channels["rows"]) == channels["total"]["value"] == expected["contacts_total"]


def paired(month, enquiry_records, item):
    return sum(
        one["closed_at"] is not None
        and month_of(one["closed_at"]) == month
        and not (one["merged"] or one["test"] or one["out_of_scope"])
        and one[f"{item}_start"] is not None
        and one[f"{item}_close"] is not None
        for one in enquiry_records
    )


@relaxed
@given(near_one_edge(contacts_at, min_size=1, max_size=40))
def test_the_identities_of_calls_always_hold(contact_records):
    clear()
    write(contact_records, [])
    month = month_of(contact_records[0]["began_at"])
    value = {name: figure["value"] for name, figure in figures(month, Rule())["measures"].items()}
    assert value["calls_offered"] == value["calls_answered"] + value["calls_not_answered"]
    assert value["calls_not_answered"] == sum(
        value[f"calls_{how}"] for how in ("short_abandoned", "abandoned", "voicemail", "out_of_hours", "refused")
    )
    assert value["chats_offered"] == value["chats_answered"] + value["chats_abandoned"]
    assert value["emails_replied"] <= value["emails_received"]
    assert value["billable_contacts"] <= value["contacts_total"]


@relaxed
@given(
    near_one_edge(contacts_at, min_size=1, max_size=12),
    near_one_edge(contacts_at, min_size=1, max_size=12),
    near_one_edge(enquiries_at, min_size=1, max_size=8),
    near_one_edge(enquiries_at, min_size=1, max_size=8),
)
def test_written_again_a_fact_is_what_was_said_last(first_contacts, later_contacts, first_enquiries, later_enquiries):
    """Late arrivals, recodings, merges and splits: the same fact, said anew, counts once and as said last."""
    clear()
    write(first_contacts, first_enquiries)
    recoded = [
        {**later, "fact_id": first["fact_id"]} for first, later in zip(first_contacts, later_contacts, strict=False)
    ]
    changed = [
        {**later, "fact_id": first["fact_id"]} for first, later in zip(first_enquiries, later_enquiries, strict=False)
    ]
    write(recoded, changed)
    write(recoded, changed)
    contact_records = recoded + first_contacts[len(recoded) :]
    enquiry_records = changed + first_enquiries[len(changed) :]
    for month in {month_of(one["began_at"]) for one in contact_records} | {
        month_of(one["opened_at"]) for one in enquiry_records
    }:
        check(month, contact_records, enquiry_records, [], [])


@relaxed
@given(st.lists(contacts_at(instants), max_size=25), st.lists(enquiries_at(instants), max_size=12))
def test_written_in_bulk_facts_are_those_written_one_by_one(contact_records, enquiry_records):
    def rows():
        return [
            sorted(
                map(str, model.objects.values_list(*[f.attname for f in model._meta.concrete_fields if f.name != "id"]))
            )
            for model in (ContactFact, EnquiryFact, EnquiryThemeFact)
        ]

    clear()
    write(contact_records, enquiry_records)
    one_by_one = rows()
    clear()
    actions.bulk_write_contact_facts((ContactFactValues(enquiry_fact=None, **one) for one in contact_records), batch=7)
    actions.bulk_write_enquiry_facts((EnquiryFactValues(**one) for one in enquiry_records), batch=5)
    assert rows() == one_by_one


@given(instants)
def test_the_recount_s_clock_is_london_s(instant):
    """The oracle's own rule for summer time, against the time-zone database that the product uses."""
    from zoneinfo import ZoneInfo

    assert london(instant) == instant.astimezone(ZoneInfo("Europe/London")).replace(tzinfo=None)


def test_a_call_over_midnight_at_the_end_of_a_month_counts_once_with_its_true_length():
    write(
        [
            {
                "fact_id": uuid.uuid4(),
                "channel": "call",
                "direction": "in",
                "outcome": "answered",
                "began_at": datetime(2022, 3, 31, 22, 50, tzinfo=UTC),
                "talk_seconds": 1800,
            }
        ],
        [],
    )
    assert figures("2022-03")["measures"]["calls_answered"]["value"] == 1
    assert figures("2022-03")["measures"]["call_duration_mean_seconds"]["value"] == 1800
    assert figures("2022-04")["measures"]["calls_answered"]["value"] == 0


def test_a_merged_enquiry_counts_once_and_its_contacts_stay():
    kept, merged = uuid.uuid4(), uuid.uuid4()
    opened = datetime(2022, 2, 3, 10, tzinfo=UTC)
    contact = {"channel": "call", "direction": "in", "outcome": "answered", "began_at": opened}
    write(
        [{"fact_id": uuid.uuid4(), **contact}, {"fact_id": uuid.uuid4(), **contact}],
        [
            {"fact_id": kept, "opened_at": opened, "themes": ("T1",)},
            {"fact_id": merged, "opened_at": opened, "themes": ("T1",)},
        ],
    )
    assert figures("2022-02")["measures"]["enquiries_opened"]["value"] == 2
    write([], [{"fact_id": merged, "opened_at": opened, "themes": ("T1",), "merged": True}])
    found = figures("2022-02")
    assert found["measures"]["enquiries_opened"]["value"] == 1
    assert found["measures"]["calls_answered"]["value"] == 2
    assert {row["value"] for row in found["tables"]["enquiries_by_theme"]["rows"] if row["code"] == "T1"} == {1}
    write([], [{"fact_id": merged, "opened_at": opened, "themes": ("T2",)}])
    assert figures("2022-02")["measures"]["enquiries_opened"]["value"] == 2

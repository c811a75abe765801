"""Every call once, as the exchange told it, however often and in whatever pieces it tells."""

from __future__ import annotations

import pytest

from adviceline.audit.actors import SYSTEM
from adviceline.channels.telephony.actions import ingest, recording, storing
from adviceline.channels.telephony.models import Call, CallDetails
from adviceline.channels.telephony.tasks import record_left_behind
from adviceline.contacts import actions
from adviceline.contacts.models import Contact, Enquiry
from adviceline.contacts.rows import details_of
from adviceline.facts.models import CallbackRequestFact
from adviceline.followups.models import CallBack
from adviceline.privacy import crypto
from adviceline.privacy.retention import apply_retention
from adviceline.reporting.queries import monthly_figures
from tests.integration.channels.test_ingesting_mail import everything_stored
from tests.support.clock import london, utc
from tests.support.exchange import call_id, cdr, queued

pytestmark = pytest.mark.django_db

MORNING = london(2022, 2, 1, 10)


@pytest.fixture
def hear(db, clock, tmp_path):
    """Read lines of a queue log (and of a Master.csv) in as one run of the command would."""

    def run(*lines: list[str], rows: list[str] | None = None) -> dict[str, int]:
        paths = []
        if lines:
            paths.append(tmp_path / "queue_log")
            paths[-1].write_text("".join(f"{line}\n" for some in lines for line in some))
        if rows:
            paths.append(tmp_path / "Master.csv")
            paths[-1].write_text("".join(f"{row}\n" for row in rows))
        return ingest(paths, at=clock.now).as_dict()

    return run


def test_an_answered_call_is_a_matter_for_an_adviser_to_code(hear):
    assert hear(queued(MORNING, wait=25, talk=600)) == {"read": 1, "recorded": 1, "duplicate": 0, "set_aside": 0}

    contact = Contact.objects.select_related("enquiry").get()
    assert (contact.outcome, contact.wait_seconds, contact.talk_seconds) == ("answered", 25, 600)
    assert (contact.began_at, contact.answered_at) == (MORNING, london(2022, 2, 1, 10, 0, 25))
    assert contact.enquiry.state == "new"
    assert details_of(contact.enquiry.enquirer).phone == "+447700900123"


def test_calls_that_nobody_answered_count_without_an_enquiry(hear):
    hear(queued(MORNING, wait=10), queued(london(2022, 2, 1, 11), wait=95))

    assert sorted(Contact.objects.values_list("outcome", flat=True)) == ["abandoned", "short_abandon"]
    assert not Enquiry.objects.exists()


def test_a_caller_who_asks_to_be_called_back_is_on_the_list_once(hear):
    lines = queued(MORNING, wait=60, key="1")
    hear(lines)
    hear(lines)

    waiting = CallBack.objects.get()
    assert waiting.requested_at == london(2022, 2, 1, 10)  # when the call began: the place is kept
    assert waiting.enquiry == Enquiry.objects.get()
    assert CallbackRequestFact.objects.get().month == 202202
    assert Contact.objects.get().outcome == "abandoned"


def test_a_voicemail_waits_for_somebody_to_hear_it(hear):
    hear(
        queued(MORNING, wait=60, key="9"),
        rows=[cdr(MORNING, seconds=120, app="VoiceMail", data="advice", partner="")],
    )

    assert Contact.objects.get().outcome == "voicemail"
    assert Enquiry.objects.get().state == "new"


def test_a_call_that_we_make_opens_nothing(hear):
    hear(rows=[cdr(MORNING, caller="1001", to="07700900555", context="from-internal", app="Dial", answered_after=None)])

    contact = Contact.objects.get()
    assert (contact.direction, contact.outcome, contact.enquiry) == ("out", "no_answer", None)


def test_read_twice_nothing_doubles(hear):
    lines, rows = queued(MORNING, talk=300), [cdr(MORNING, seconds=320)]
    assert hear(lines, rows=rows)["recorded"] == 1
    version = Enquiry.objects.get().version
    assert hear(lines, rows=rows) == {"read": 1, "recorded": 0, "duplicate": 1, "set_aside": 0}
    assert (Contact.objects.count(), Enquiry.objects.get().version) == (1, version)


@pytest.mark.parametrize("queue_log_first", [True, False])
def test_the_two_records_read_one_after_the_other_make_one_call(hear, queue_log_first):
    lines, rows = queued(MORNING, wait=30, talk=300), [cdr(MORNING, seconds=330)]
    for first in (queue_log_first, not queue_log_first):
        hear(lines) if first else hear(rows=rows)

    contact = Contact.objects.get()
    assert (contact.outcome, contact.wait_seconds, contact.talk_seconds) == ("answered", 30, 300)
    assert Enquiry.objects.count() == 1


def test_a_voicemail_told_by_the_second_record_opens_its_enquiry_and_an_old_copy_takes_nothing_back(hear):
    lines = queued(MORNING, wait=60, key="9")
    hear(lines)
    assert not Enquiry.objects.exists()
    hear(lines, rows=[cdr(MORNING, seconds=120, app="VoiceMail", partner="")])
    assert Contact.objects.get().outcome == "voicemail"
    assert details_of(Enquiry.objects.get().enquirer).phone == "+447700900123"

    assert hear(lines)["duplicate"] == 1
    assert Contact.objects.get().outcome == "voicemail"
    assert Enquiry.objects.count() == 1


def test_a_call_still_open_is_set_aside_and_counted_when_its_end_is_written(hear):
    lines = queued(MORNING, talk=300)
    assert hear(lines[:2]) == {"read": 1, "recorded": 0, "duplicate": 0, "set_aside": 1}
    assert hear(lines) == {"read": 1, "recorded": 1, "duplicate": 0, "set_aside": 0}

    assert Contact.objects.get().talk_seconds == 300
    assert not Call.objects.filter(state="set_aside").exists()


def test_a_bad_line_is_set_aside_once_and_the_rest_goes_on(hear):
    lines = [*queued(MORNING, talk=60), "what is this", *queued(london(2022, 2, 1, 11), talk=60)]
    assert hear(lines) == {"read": 3, "recorded": 2, "duplicate": 0, "set_aside": 1}
    assert hear(lines) == {"read": 3, "recorded": 0, "duplicate": 2, "set_aside": 1}
    assert Call.objects.filter(state="set_aside").count() == 1


def test_stopped_between_storing_and_recording_it_is_completed(hear, clock, monkeypatch):
    lines = queued(MORNING, talk=300)
    with monkeypatch.context() as dying:
        dying.setattr(storing, "record_stored", lambda **options: 0)
        hear(lines)
    assert not Contact.objects.exists()
    record_left_behind(at=clock.forward(minutes=20))

    assert Contact.objects.count() == 1
    assert hear(lines)["duplicate"] == 1


def test_stopped_in_the_middle_of_a_batch_the_next_reading_records_it_all(hear, monkeypatch):
    class Killed(BaseException):
        pass

    def die(**options):
        raise Killed

    lines = queued(MORNING, wait=60, key="1")
    with monkeypatch.context() as dying:
        dying.setattr(recording, "request_call_back", die)
        with pytest.raises(Killed):
            hear(queued(london(2022, 2, 1, 9), talk=60), lines)
    assert not Contact.objects.exists()

    assert hear(queued(london(2022, 2, 1, 9), talk=60), lines)["recorded"] == 2
    assert CallBack.objects.count() == 1


def test_a_call_that_cannot_be_recorded_costs_no_other_its_place(hear, monkeypatch):
    def fail(**options):
        raise ValueError("a fault")

    lines = [*queued(MORNING, wait=60, key="1"), *queued(london(2022, 2, 1, 11), talk=60)]
    with monkeypatch.context() as faulty:
        faulty.setattr(recording, "request_call_back", fail)
        assert hear(lines) == {"read": 2, "recorded": 1, "duplicate": 0, "set_aside": 1}
    assert hear(lines) == {"read": 2, "recorded": 1, "duplicate": 1, "set_aside": 0}


def test_a_call_counts_in_the_month_in_which_it_began_with_its_true_length(hear):
    over_midnight = london(2022, 1, 31, 23, 50)
    clocks_forward = utc(2022, 3, 27, 0, 50)  # London goes from 01:00 to 02:00 while they talk
    hear(
        queued(over_midnight, talk=1800),
        queued(clocks_forward, talk=1800),
        rows=[cdr(over_midnight, seconds=1820), cdr(clocks_forward, seconds=1820)],
    )

    assert set(Contact.objects.values_list("talk_seconds", flat=True)) == {1800}
    assert monthly_figures(202201).measures["calls_answered"].value == 1
    assert monthly_figures(202202).measures["calls_answered"].value == 0
    assert monthly_figures(202203).measures["calls_answered"].value == 1


def test_the_month_is_what_the_exchange_told(hear, clock):
    clock.forward(days=30)
    answered = [queued(london(2022, 2, day, 9, 30), talk=60 * day, number=day) for day in range(1, 11)]
    short = [queued(london(2022, 2, day, 12), wait=5, number=day) for day in range(1, 4)]
    long = [queued(london(2022, 2, day, 13), wait=200, number=day) for day in range(1, 6)]
    hear(*answered, *short, *long)

    shown = {name: value.value for name, value in monthly_figures(202202).measures.items()}
    assert shown["calls_offered"] == 18
    assert shown["calls_answered"] == 10
    assert shown["calls_not_answered"] == 8
    assert shown["calls_short_abandoned"] == 3
    assert shown["calls_abandoned"] == 5
    assert shown["call_duration_mean_seconds"] == 330


def test_the_callers_number_is_nowhere_in_clear_and_goes_with_the_enquirer(hear, clock):
    hear(queued(MORNING, talk=60), queued(london(2022, 2, 1, 11), caller="07700900777"))

    stored = everything_stored()
    assert b"7700900123" not in stored
    assert b"7700900777" not in stored
    assert b"PJSIP/1001" not in stored
    actions.erase_enquirer(enquiry=Enquiry.objects.get(), reason="request", by=SYSTEM, at=clock.now)
    details = CallDetails.objects.get(call__key=f"call:{call_id(MORNING)}")
    with pytest.raises(crypto.Erased):
        crypto.unseal(bytes(details.content), key_id=details.key_id, purpose=recording.DETAILS)


def test_what_the_exchange_told_is_forgotten_after_a_quarter_and_the_call_stays_known(hear, clock):
    lines = [*queued(MORNING, talk=60), *queued(london(2022, 2, 1, 11))]
    hear(lines)
    apply_retention(by=SYSTEM, at=clock.forward(days=91))

    assert not CallDetails.objects.exists()
    assert details_of(Enquiry.objects.get().enquirer).phone
    assert hear(lines)["duplicate"] == 2
    assert hear(lines, rows=[cdr(MORNING, seconds=80)])["duplicate"] == 2
    assert Contact.objects.count() == 2


def test_a_withheld_number_is_anonymous_and_cannot_be_called_back(hear):
    hear(queued(MORNING, caller="anonymous", wait=60, key="1"))

    assert Enquiry.objects.get().enquirer.is_anonymous
    assert not CallBack.objects.exists()


def test_odd_call_ids_and_file_names_are_set_aside_in_words_that_can_be_stored(hear, clock, tmp_path):
    lines = [line.replace(call_id(MORNING), "x" * 400 + "\x00é") for line in queued(MORNING, talk=60)]
    assert hear(lines, queued(london(2022, 2, 1, 11), talk=60))["recorded"] == 1
    odd = tmp_path / "odd\udce9"
    odd.mkdir()
    (odd / "queue_log").write_text("\n".join([*queued(london(2022, 2, 1, 12)), "not a line"]))

    assert ingest([odd], at=clock.now).as_dict() == {"read": 2, "recorded": 1, "duplicate": 0, "set_aside": 1}

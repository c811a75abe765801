"""Trying to name who answered, with every table, the audit trail and the exports in hand, but not the service's secret.

Each test is an attacker: it looks for any value, time, length or order that leads from an answer to an enquiry.
"""

from __future__ import annotations

import random
import uuid
from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection, models

from adviceline.audit.actors import PUBLIC, SYSTEM
from adviceline.audit.models import Event
from adviceline.facts.models import FeedbackAnswerFact
from adviceline.feedback import blind
from adviceline.feedback.actions.answering import take_answers, take_answers_on_phone
from adviceline.feedback.actions.releasing import hear_held_answers, let_out_answers
from adviceline.feedback.errors import UnableToTakeAnswers
from adviceline.feedback.models import Case, Comment, HeldAnswer, Invitation, SpentLink
from adviceline.feedback.values import Answers
from adviceline.jobs.models import Job, OutgoingMessage
from adviceline.privacy.models import EnquiryKey
from adviceline.privacy.screening import screen_text
from adviceline.reporting.exports import as_csv, as_json
from adviceline.reporting.queries import monthly_figures
from tests.support import feedback_sample as sample
from tests.support import people

pytestmark = pytest.mark.django_db(databases="__all__")
SIZE = 6


def say(invitation, at, number, **more):
    """Each says something that only they say, so that the test can tell whose answer it is."""
    words = f"It helped us with plan {'abcdefghijkl'[number]}."
    said = Answers(identifying=number, satisfaction=4, recommend="yes", words=screen_text(words), **more)
    assert take_answers(invitation=invitation, answers=said, by=PUBLIC, at=at)


def settle(at):
    hear_held_answers(by=SYSTEM, at=at)
    return let_out_answers(by=SYSTEM, at=at)


@pytest.fixture
def answered(clock):
    """Six people were asked one after another, and answered one after another, minutes apart."""
    invitations = []
    for _ in range(SIZE):
        invitations.append(sample.invitation(at=clock.now))
        clock.forward(minutes=7)
    before = Event.objects.count()
    for number, invitation in enumerate(invitations):
        say(invitation, clock.now, number)
        clock.forward(minutes=11)
    assert Event.objects.count() == before
    assert settle(clock.now) == SIZE
    return invitations


def values_of(model, *, without=()):
    """Every value of every row as text, as a reader of the tables has them."""
    for row in model._default_manager.all():
        for field in model._meta.concrete_fields:
            if field.name not in without:
                value = getattr(row, field.attname)
                yield field.name, value.hex() if isinstance(value, bytes | memoryview) else str(value)


def test_no_value_of_an_answer_is_in_any_other_table(answered):
    """Ids, pairs and marks: a random value that two tables share would be a key from one to the other."""
    telling = {str(pk) for pk in Comment.objects.values_list("pk", flat=True)}
    telling |= {str(value) for row in FeedbackAnswerFact.objects.values_list("fact_id", "pair") for value in row}
    telling |= set(SpentLink.objects.values_list("mark", flat=True))
    telling |= {value.replace("-", "") for value in telling}
    own = {Comment, FeedbackAnswerFact, SpentLink}
    for model in apps.get_models():
        if model in own:
            continue
        for field, text in values_of(model):
            assert not any(value in text for value in telling), f"{model._meta.label}.{field} leads to an answer"


def test_what_the_answers_hold_is_not_what_the_people_have(answered):
    known = {
        str(value)
        for each in answered
        for value in (
            each.pk,
            each.key,
            each.token_hash,
            each.enquiry.key,
            each.enquiry.reference,
            each.enquiry.fact_id,
        )
    }
    known |= {value.replace("-", "") for value in known}
    for model in (Comment, FeedbackAnswerFact, SpentLink):
        for field, text in values_of(model):
            assert not any(value in text for value in known), f"{model._meta.label}.{field} names an enquiry"


def test_plain_hashes_of_what_is_known_do_not_match(answered):
    """A pair and a mark need the service's secret: no hash or uuid that an attacker can work out gives them."""
    import hashlib

    pairs = set(FeedbackAnswerFact.objects.values_list("pair", flat=True))
    marks = set(SpentLink.objects.values_list("mark", flat=True))
    for each in answered:
        for value in (each.pk, each.key, each.enquiry.key):
            digest = hashlib.sha256(value.bytes).hexdigest()
            assert digest not in marks
            assert uuid.UUID(digest[:32], version=4) not in pairs
            assert hashlib.sha256(str(value).encode()).hexdigest() not in marks
    assert pairs == {blind.pair_of(each.enquiry) for each in answered}  # with it, they are what they are meant to be


def test_another_secret_gives_other_pairs(answered, settings):
    settings.SECRET_KEY = "another secret that was never used for any answer"
    pairs = set(FeedbackAnswerFact.objects.values_list("pair", flat=True))
    assert not pairs & {blind.pair_of(each.enquiry) for each in answered}


def test_no_table_of_answers_has_a_time_finer_than_a_month(answered):
    for model in (Comment, FeedbackAnswerFact, HeldAnswer):
        kinds = [type(field) for field in model._meta.concrete_fields]
        assert not {models.DateTimeField, models.DateField, models.TimeField} & set(kinds), model
    assert {(at.day, at.hour, at.minute) for at in SpentLink.objects.values_list("forget_after", flat=True)} == {
        (1, 0, 0)
    }
    assert SpentLink.objects.values("forget_after").distinct().count() == 1


def test_the_invitation_does_not_say_whether_or_when_it_was_answered(answered, clock):
    silent = sample.invitation(at=clock.now)
    told, untold = (
        Invitation.objects.filter(pk=each.pk).values("state", "not_offered", "channel", "wave").get()
        for each in (answered[0], silent)
    )
    assert told == untold


def test_no_audit_event_tells_of_answering(answered):
    """Events of asking name the enquiry; after that there is one event for the whole batch, without ids."""
    since = Event.objects.filter(action="feedback.asked").order_by("seq").last().seq
    later = list(Event.objects.filter(seq__gt=since).order_by("seq"))
    assert [event.action for event in later] == ["feedback.heard", "feedback.let_out"]
    assert [event.subject for event in later] == ["", ""]
    assert later[1].data == {"wave": "close", "channel": "email", "answers": SIZE}


def test_no_job_or_message_tells_of_answering(clock):
    invitation = sample.invitation(at=clock.now)
    before = Job.objects.count(), OutgoingMessage.objects.count()
    say(invitation, clock.now, 0)
    assert (Job.objects.count(), OutgoingMessage.objects.count()) == before


def test_nothing_is_logged_of_answering(caplog, client):
    """Nor of what is refused before it, nor of coming back after it: Django logs the address of such a page."""
    from config.logs import formatter

    token = blind.token_of(sample.invitation())
    assert client.post(f"/tell-us/{token}", {}).status_code == 422
    answer = client.post(f"/tell-us/{token}", {"helped": "yes", "words": "A private thought."})
    assert answer.status_code == 302
    assert token not in answer["Location"]
    assert client.get(f"/tell-us/{token}").status_code == 410
    assert client.get(f"/tell-us/{token}/nothing-here").status_code == 404
    lines = [formatter().format(record) for record in caplog.records]
    assert lines, "Django says what was refused"
    assert not any(token in line or "private thought" in line for line in lines)


def test_the_order_in_which_rows_lie_is_not_the_order_of_answering(clock):
    """By the primary key and by where the engine put the rows: over several batches neither follows the answering."""
    agreements = []
    for _ in range(3):
        Comment.objects.all().delete()
        FeedbackAnswerFact.objects.all().delete()
        invitations = [sample.invitation(at=clock.now) for _ in range(SIZE)]
        for number, invitation in enumerate(invitations):
            say(invitation, clock.now, number)
        settle(clock.now)
        said_in_order = [f"plan {letter}" for letter in "abcdef"]
        place = "ctid" if connection.vendor == "postgresql" else "rowid"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT words FROM feedback_comment ORDER BY {place}")
            lying = [words.split("with ")[1].rstrip(".") for (words,) in cursor.fetchall()]
            if connection.vendor == "postgresql":  # it keeps which transaction wrote a row: one, for the whole batch
                cursor.execute("SELECT COUNT(DISTINCT xmin::text), COUNT(*) FROM feedback_comment")
                assert cursor.fetchone() == (1, SIZE)
        agreements.append(lying == said_in_order)
        agreements.append([row.identifying for row in FeedbackAnswerFact.objects.order_by("pk")] == list(range(SIZE)))
    assert not all(agreements)  # one batch agrees by chance in about one of 720


def test_waiting_answers_look_alike(clock):
    """A waiting answer is sealed, of one length whatever was said, and the store of keys has only its day."""
    short, long = sample.invitation(at=clock.now), sample.invitation(at=clock.now)
    take_answers(invitation=short, answers=Answers(helped="yes"), by=PUBLIC, at=clock.now)
    words = screen_text("It was “good”, and 🙂. " * 40)
    take_answers(
        invitation=long, by=PUBLIC, at=clock.now,
        answers=Answers(helped="no", words=words, identifying_words=words, responding_words=words, reply_to="a" * 254),
    )  # fmt: skip
    held = list(HeldAnswer.objects.all())
    assert len({len(bytes(each.sealed)) for each in held}) == 1
    assert not any(b"good" in bytes(each.sealed) for each in held)
    made = set(EnquiryKey.objects.filter(pk__in=[each.key_id for each in held]).values_list("created_at", flat=True))
    assert len(made) == 1
    day = made.pop()
    assert day < clock.now
    assert {each.key_id.int >> 80 for each in held} == {int(day.timestamp() * 1000)}  # nor does a key's id say more


def test_the_keys_of_a_batch_are_destroyed_when_it_is_let_out(clock, django_capture_on_commit_callbacks):
    for number in range(SIZE):
        say(sample.invitation(at=clock.now), clock.now, number)
    keys = set(HeldAnswer.objects.values_list("key_id", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        settle(clock.now)
    assert not HeldAnswer.objects.exists()
    assert not EnquiryKey.objects.filter(pk__in=keys, wrapped__isnull=False).exists()
    assert EnquiryKey.objects.filter(pk__in=keys).count() == SIZE


def test_a_small_group_is_not_let_out(clock):
    for number in range(4):
        say(sample.invitation(at=clock.now), clock.now, number)
    assert settle(clock.now) == 0
    assert not Comment.objects.exists()
    assert not FeedbackAnswerFact.objects.exists()


def test_waves_and_channels_do_not_make_up_a_group_together(clock):
    """Four by e-mail and four on the phone are two small groups: whoever asked on the phone knows who those were."""
    adviser = people.somebody("adviser", strong=False)
    for number in range(4):
        say(sample.invitation(at=clock.now), clock.now, number)
        take_answers_on_phone(
            enquiry=sample.closed_enquiry(at=clock.now), wave="close", answers=Answers(helped="yes"), by=adviser,
            at=clock.now,
        )  # fmt: skip
    assert settle(clock.now) == 0


def test_a_return_of_the_month_shows_no_small_number_of_people(clock):
    for number in range(SIZE):
        say(sample.invitation(at=clock.now), clock.now, number)
    settle(clock.now)
    figures = monthly_figures(202202)
    text = as_json(figures) + as_csv(figures)
    assert "plan a" not in text
    assert figures.measures["feedback_recommend_percent"].suppressed
    assert figures.measures["feedback_satisfaction_mean"].suppressed
    assert figures.measures["feedback_answered"].value == 5  # rounded


def test_a_case_of_an_anonymous_answer_names_nobody(clock):
    invitations = [sample.invitation(at=clock.now) for _ in range(SIZE)]
    clock.forward(hours=3, minutes=17)
    words = screen_text("Nobody rang back.")
    take_answers(invitation=invitations[3], answers=Answers(satisfaction=1, words=words), by=PUBLIC, at=clock.now)
    assert not Case.objects.exists()  # not in the moment in which it was sent
    hear_held_answers(by=SYSTEM, at=clock.now)
    case = Case.objects.get()
    assert (case.enquiry_id, case.sealed_details, case.words, case.is_anonymous) == (
        None,
        None,
        "Nobody rang back.",
        True,
    )
    local = case.heard_at.astimezone(clock.now.tzinfo)
    assert case.heard_at < clock.now
    assert local.second == 0
    opened = Event.objects.get(action="feedback.case_opened")
    assert opened.at == case.heard_at
    assert invitations[3].enquiry.reference not in str(opened.data) + opened.subject


def test_words_wait_when_too_few_could_have_written_them(clock):
    few = [sample.invitation(at=clock.now) for _ in range(2)]
    words = screen_text("Nobody rang back.")
    take_answers(invitation=few[0], answers=Answers(satisfaction=1, words=words), by=PUBLIC, at=clock.now)
    hear_held_answers(by=SYSTEM, at=clock.now)
    case = Case.objects.get()
    assert (case.words, case.words_wait) == ("", True)
    for number in range(1, SIZE):
        say(sample.invitation(at=clock.now), clock.now, number)
    settle(clock.now)
    case.refresh_from_db()
    assert (case.words, case.words_wait) == ("Nobody rang back.", False)


def test_the_pages_of_the_desk_name_nobody_and_keep_no_order(answered):
    browser = people.browser_of(people.somebody("supervisor"))
    page = browser.get("/desk/feedback").content.decode()
    assert "plan a" in page
    for each in answered:
        assert each.enquiry.reference not in page
    assert [row.pk for row in Comment.objects.order_by("pk")] == sorted(row.pk for row in Comment.objects.all())


def test_sent_twice_counts_once(clock):
    invitation = sample.invitation(at=clock.now)
    said = Answers(helped="yes", identifying=3)
    assert take_answers(invitation=invitation, answers=said, by=PUBLIC, at=clock.now) is True
    assert take_answers(invitation=invitation, answers=said, by=PUBLIC, at=clock.now) is False
    by = people.somebody("adviser", strong=False)
    again = {"enquiry": invitation.enquiry, "wave": "close", "answers": said, "by": by, "at": clock.now}
    assert take_answers_on_phone(**again) is False
    assert (HeldAnswer.objects.count(), SpentLink.objects.count()) == (1, 1)


def test_an_empty_answer_is_refused_and_does_not_use_the_link(clock):
    invitation = sample.invitation(at=clock.now)
    with pytest.raises(UnableToTakeAnswers):
        take_answers(invitation=invitation, answers=Answers(reply_to="a@example.org"), by=PUBLIC, at=clock.now)
    assert take_answers(invitation=invitation, answers=Answers(identifying=0), by=PUBLIC, at=clock.now)


def test_pairs_join_the_waves_of_one_enquiry_and_no_others(clock):
    enquiries = [sample.closed_enquiry(at=clock.now) for _ in range(SIZE)]
    by = people.somebody("adviser", strong=False)
    for wave, shift in (("start", 0), ("close", 3)):
        random.shuffle(enquiries)
        for enquiry in enquiries:
            score = enquiry.pk % 5 + shift
            said = Answers(identifying=score, responding=score)
            take_answers_on_phone(enquiry=enquiry, wave=wave, answers=said, by=by, at=clock.now)
    settle(clock.now)
    rows = {(row.pair, row.wave): row.identifying for row in FeedbackAnswerFact.objects.all()}
    pairs = {pair for pair, _ in rows}
    assert len(pairs) == SIZE
    assert all(rows[pair, "close"] - rows[pair, "start"] == 3 for pair in pairs)


def test_spent_marks_and_invitations_are_forgotten_in_time(clock):
    from adviceline.privacy.retention import apply_retention

    invitation = sample.invitation(at=clock.now)
    take_answers(invitation=invitation, answers=Answers(helped="yes"), by=PUBLIC, at=clock.now)
    mark: datetime = SpentLink.objects.get().forget_after
    assert mark > invitation.expires_at
    apply_retention(by=SYSTEM, at=invitation.expires_at + timedelta(days=91))
    assert not Invitation.objects.exists()
    assert not SpentLink.objects.exists()

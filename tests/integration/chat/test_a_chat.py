"""One chat from its beginning to its end, as it is kept and counted."""

from __future__ import annotations

import uuid

import pytest

from adviceline.audit.actors import PUBLIC, SYSTEM
from adviceline.audit.models import Event
from adviceline.channels.chat import actions, queries
from adviceline.channels.chat.errors import (
    UnableToEndChat,
    UnableToOpenChat,
    UnableToSay,
    UnableToTakeChat,
    UnableToTransferChat,
)
from adviceline.channels.chat.models import Chat, Message
from adviceline.channels.chat.states import FINISHED, LEFT
from adviceline.contacts.models import Contact, Enquiry
from adviceline.contacts.rows import details_of
from adviceline.contacts.values import ContactDetails, EnquirerValues
from adviceline.facts.models import ContactFact
from adviceline.followups.models import CallBack
from adviceline.privacy.screening import receive_text, screen_text
from tests.support.clock import Clock, london

pytestmark = pytest.mark.django_db


@pytest.fixture
def begin(clock: Clock):
    def make(name: str = "", form_key: uuid.UUID | None = None) -> Chat:
        values = EnquirerValues(role="dsl", details=ContactDetails(name=name), is_anonymous=not name)
        return actions.open_chat(values=values, form_key=form_key or uuid.uuid4(), by=PUBLIC, at=clock.now)

    return make


def write(chat: Chat, text: str, *, by=PUBLIC, at, id: uuid.UUID | None = None, whisper: bool = False) -> Message:
    return actions.say(chat=chat, text=screen_text(text), client_id=id or uuid.uuid4(), by=by, at=at, whisper=whisper)


def said(chat: Chat, *, for_staff: bool = False) -> list[tuple[int, str, str]]:
    return [(m.seq, m.sender, m.code or m.body) for m in queries.messages_after(chat.pk, 0, for_staff=for_staff)]


def test_an_answered_chat_is_one_contact_with_its_wait_its_talk_and_its_wrap_up(begin, adviser, clock):
    chat = begin("Sam")
    write(chat, "Hello", at=clock.now)
    clock.forward(minutes=2)
    actions.take_chat(chat=chat, by=adviser, at=clock.now)
    clock.forward(seconds=30)
    write(chat, "Good morning", by=adviser, at=clock.now)
    clock.forward(minutes=10)
    actions.end_chat(chat=chat, ending=FINISHED, by=adviser, at=clock.now)
    clock.forward(minutes=3)
    actions.wrap_up(chat=chat, by=adviser, at=clock.now)

    contact = Contact.objects.get()
    assert (contact.channel, contact.direction, contact.outcome) == ("chat", "in", "answered")
    assert (contact.wait_seconds, contact.talk_seconds, contact.wrap_up_seconds) == (150, 600, 180)
    assert (contact.adviser, contact.non_advice) == (adviser, "")
    fact = ContactFact.objects.get()
    assert (fact.channel, fact.outcome, fact.wait_seconds, fact.talk_seconds) == ("chat", "answered", 150, 600)
    assert Enquiry.objects.get().owner == adviser
    assert said(chat) == [
        (1, "service", "opened"), (2, "enquirer", "Hello"), (3, "service", "taken"), (4, "adviser", "Good morning"),
        (5, "service", "ended_finished"),
    ]  # fmt: skip
    assert [e for e in Event.objects.order_by("seq").values_list("action", flat=True) if e.startswith("chat.")] == [
        "chat.opened", "chat.taken", "chat.ended", "chat.wrapped_up",
    ]  # fmt: skip


def test_a_chat_that_nobody_answered_is_one_abandoned_contact_and_its_enquiry_waits(begin, clock):
    chat = begin()
    write(chat, "Is anybody there?", at=clock.now)
    clock.forward(minutes=4)
    actions.end_chat(chat=chat, ending=LEFT, by=PUBLIC, at=clock.now)
    contact = Contact.objects.get()
    assert (contact.outcome, contact.wait_seconds, contact.talk_seconds) == ("abandoned", 240, None)
    assert Enquiry.objects.get().state == "new"


def test_a_chat_in_which_the_enquirer_wrote_nothing_is_silent(begin, adviser, clock):
    chat = begin()
    actions.take_chat(chat=chat, by=adviser, at=clock.now)
    write(chat, "Good morning", by=adviser, at=clock.now)
    actions.end_chat(chat=chat, ending=FINISHED, by=adviser, at=clock.now)
    assert Contact.objects.get().non_advice == "silent"


def test_a_chat_is_there_as_not_answered_from_its_first_moment(begin):
    begin()
    assert Contact.objects.get().outcome == "abandoned"


def test_a_form_sent_twice_is_one_chat(begin):
    key = uuid.uuid4()
    assert begin(form_key=key).pk == begin(form_key=key).pk
    assert Contact.objects.count() == 1


def test_no_chat_begins_while_the_service_is_closed(begin, clock):
    clock.now = london(2022, 2, 3, 20, 30)
    with pytest.raises(UnableToOpenChat):
        begin()
    assert Chat.objects.count() == Contact.objects.count() == 0


def test_a_message_sent_again_is_the_same_message(begin, clock):
    chat, name = begin(), uuid.uuid4()
    first = write(chat, "Hello", at=clock.now, id=name)
    again = write(chat, "Hello", at=clock.now, id=name)
    assert (again.client_id, again.seq) == (name, first.seq)
    assert len(said(chat)) == 2


def test_a_message_sent_again_once_the_chat_has_ended_is_answered_as_it_was_kept(begin, adviser, clock):
    chat, name = begin(), uuid.uuid4()
    first = write(chat, "Hello", at=clock.now, id=name)
    actions.end_chat(chat=chat, ending=LEFT, by=PUBLIC, at=clock.now)
    again = write(chat, "Hello", at=clock.now, id=name)
    assert (again.client_id, again.seq) == (name, first.seq)


def test_one_sent_again_among_new_ones_leaves_no_gap_and_no_second_answer(begin, adviser, clock):
    chat, other, name = begin(), begin(), uuid.uuid4()
    write(chat, "Hello", at=clock.now, id=name)
    actions.take_chat(chat=chat, by=adviser, at=clock.now)

    def line(text: str, *, of: Chat = chat, id: uuid.UUID | None = None, by=None) -> actions.Said:
        return actions.Said(
            chat_id=of.pk, sender="adviser" if by else "enquirer", client_id=id or uuid.uuid4(),
            text=screen_text(text), at=clock.now, author=by,
        )  # fmt: skip

    outcomes = actions.keep_messages(said=[
        line("We have a question."), line("Good morning", by=adviser), line("Hello", id=name), line("Hello", of=other),
        line("It is about a plan."), line("Not theirs", of=other, by=adviser),
    ])  # fmt: skip
    assert [each.is_new for each in outcomes[:-1]] == [True, True, False, True, True]
    assert isinstance(outcomes[-1], UnableToSay)
    assert [text for _, _, text in said(chat)] == [
        "opened", "Hello", "taken", "We have a question.", "Good morning", "It is about a plan.",
    ]  # fmt: skip
    assert [seq for seq, _, _ in said(chat)] == [1, 2, 3, 4, 5, 6]
    assert Contact.objects.filter(outcome="answered").count() == 1


def test_keeping_a_message_reads_none_of_those_before_it(begin, clock, django_assert_max_num_queries):
    chat = begin()
    with django_assert_max_num_queries(20) as asked:
        write(chat, "Hello", at=clock.now)
    bodies = [each["sql"] for each in asked if each["sql"].startswith("SELECT") and '"body"' in each["sql"]]
    assert bodies == []


def test_an_id_of_the_other_side_is_another_message(begin, adviser, clock):
    chat, name = begin(), uuid.uuid4()
    actions.take_chat(chat=chat, by=adviser, at=clock.now)
    write(chat, "Hello", at=clock.now, id=name)
    write(chat, "Good morning", by=adviser, at=clock.now, id=name)
    assert [body for _, sender, body in said(chat) if sender != "service"] == ["Hello", "Good morning"]


def test_many_messages_of_many_chats_are_kept_together_each_chat_in_its_order(begin, clock):
    chats = [begin() for _ in range(3)]
    all_of_them = [
        actions.Said(
            chat_id=chat.pk, sender="enquirer", client_id=uuid.uuid4(), text=screen_text(f"Line {number}"), at=clock.now
        )
        for number in range(20) for chat in chats
    ]  # fmt: skip
    gone = actions.Said(chat_id=10**9, sender="enquirer", client_id=uuid.uuid4(), text=screen_text("x"), at=clock.now)
    outcomes = actions.keep_messages(said=[*all_of_them[:30], gone, *all_of_them[30:], all_of_them[0]])
    assert isinstance(outcomes[30], UnableToSay)
    assert not outcomes[-1].is_new
    for chat in chats:
        assert said(chat)[1:] == [(number + 2, "enquirer", f"Line {number}") for number in range(20)]


def test_what_is_new_in_many_chats_is_asked_for_together(begin, clock, monkeypatch):
    monkeypatch.setattr(queries, "CHATS_ASKED_TOGETHER", 2)
    chats = [begin() for _ in range(5)]
    for number in range(3):
        for chat in chats:
            write(chat, f"Line {number}", at=clock.now)
    found = queries.messages_after_all({chat.pk: 1 + number for number, chat in enumerate(chats)})
    assert [(m.chat_id, m.seq) for m in found] == [
        (chat.pk, seq) for number, chat in enumerate(chats) for seq in range(2 + number, 5)
    ]  # fmt: skip
    assert queries.messages_after_all({}) == []


def test_what_identifies_is_blanked_out_and_kept_nowhere(begin, clock):
    chat = begin()
    text = receive_text("A pupil called Zebedee told staff.")
    actions.say(chat=chat, text=text, client_id=uuid.uuid4(), by=PUBLIC, at=clock.now)
    kept = Message.objects.get(sender="enquirer")
    assert kept.was_redacted
    assert "Zebedee" not in kept.body


def test_of_two_advisers_one_gets_the_chat(begin, person, clock):
    chat, first, second = begin(), person("adviser"), person("adviser")
    actions.take_chat(chat=chat, by=first, at=clock.now)
    actions.take_chat(chat=chat, by=first, at=clock.now)  # pressed twice
    with pytest.raises(UnableToTakeChat, match=first.name):
        actions.take_chat(chat=chat, by=second, at=clock.now)
    with pytest.raises(UnableToSay):
        write(chat, "Hello", by=second, at=clock.now)


def test_an_adviser_has_no_more_chats_than_the_setting_allows(begin, adviser, clock, settings):
    settings.CHATS_AT_ONCE = 2
    for chat in [begin(), begin()]:
        actions.take_chat(chat=chat, by=adviser, at=clock.now)
    third = begin()
    with pytest.raises(UnableToTakeChat, match="2 chats"):
        actions.take_chat(chat=third, by=adviser, at=clock.now)
    actions.end_chat(chat=chat, ending=FINISHED, by=adviser, at=clock.now)
    assert actions.take_chat(chat=third, by=adviser, at=clock.now).state == "talking"


def test_a_chat_given_to_a_colleague_is_one_contact_of_who_answered(begin, person, clock):
    chat, first, second = begin(), person("adviser"), person("adviser")
    actions.take_chat(chat=chat, by=first, at=clock.now)
    write(chat, "Good morning", by=first, at=clock.now)
    with pytest.raises(UnableToTransferChat):
        actions.transfer_chat(chat=chat, to=second, by=second, at=clock.now)
    with pytest.raises(UnableToTransferChat):
        actions.transfer_chat(chat=chat, to=person("authority_monitor"), by=first, at=clock.now)
    actions.transfer_chat(chat=chat, to=second, by=first, at=clock.now)
    write(chat, "I am here now", by=second, at=clock.now)
    with pytest.raises(UnableToSay):
        write(chat, "Still me", by=first, at=clock.now)
    assert Contact.objects.get().adviser == first
    assert Enquiry.objects.get().owner is None


def test_a_whisper_is_for_the_staff_and_from_a_supervisor(begin, adviser, person, clock):
    chat, supervisor = begin(), person("supervisor")
    actions.take_chat(chat=chat, by=adviser, at=clock.now)
    write(chat, "Ask what was seen", by=supervisor, at=clock.now, whisper=True)
    with pytest.raises(UnableToSay):
        write(chat, "Me too", by=person("adviser"), at=clock.now, whisper=True)
    assert "Ask what was seen" in [body for *_, body in said(chat, for_staff=True)]
    assert "Ask what was seen" not in [body for *_, body in said(chat)]
    assert Contact.objects.get().outcome == "abandoned"  # a whisper answers nobody


def test_only_its_adviser_or_a_supervisor_ends_a_chat_and_nothing_is_said_afterwards(begin, adviser, person, clock):
    chat = begin()
    actions.take_chat(chat=chat, by=adviser, at=clock.now)
    with pytest.raises(UnableToEndChat):
        actions.end_chat(chat=chat, ending=FINISHED, by=person("adviser"), at=clock.now)
    actions.end_chat(chat=chat, ending=FINISHED, by=person("supervisor"), at=clock.now)
    before = said(chat)
    actions.end_chat(chat=chat, ending=LEFT, by=PUBLIC, at=clock.now)
    with pytest.raises(UnableToSay):
        write(chat, "One more thing", at=clock.now)
    assert said(chat) == before
    assert Chat.objects.get().ending == FINISHED


def test_leaving_a_message_keeps_it_with_how_to_answer_and_asks_for_the_call(begin, clock):
    chat = begin("Sam")
    for _ in range(2):
        actions.leave_message(
            chat=chat, text=screen_text("Please call about a plan."), email="sam@school.example.org",
            phone="+441632960123", message_id=uuid.uuid4(), by=PUBLIC, at=clock.now,
        )  # fmt: skip
    chat.refresh_from_db()
    assert (chat.state, chat.ending) == ("ended", "handed_over")
    assert CallBack.objects.count() == 1
    assert Contact.objects.get().outcome == "abandoned"
    assert [body for _, sender, body in said(chat) if sender == "enquirer"] == ["Please call about a plan."]


def test_a_message_is_not_left_once_an_adviser_is_there(begin, adviser, clock):
    chat = begin()
    actions.take_chat(chat=chat, by=adviser, at=clock.now)
    with pytest.raises(UnableToEndChat):
        actions.leave_message(
            chat=chat, text=screen_text("Call"), email="", phone="+441632960123", message_id=uuid.uuid4(), by=PUBLIC,
            at=clock.now,
        )  # fmt: skip
    assert CallBack.objects.count() == 0


@pytest.mark.parametrize("closes", [True, False])
def test_who_was_not_answered_can_say_how_to_reach_them_after_the_end(begin, clock, closes):
    clock.now = london(2022, 2, 3, 19, 55)
    chat = begin("Sam")
    write(chat, "How do we plan a return to lessons?", at=clock.now)
    clock.forward(minutes=6)
    if closes:
        actions.end_what_is_over(by=SYSTEM, at=clock.now)
    else:
        actions.end_chat(chat=chat, ending=LEFT, by=PUBLIC, at=clock.now)
    for _ in range(2):
        actions.leave_message(
            chat=chat, text=screen_text("Any time in the morning."), email="sam@school.example.org",
            phone="+441632960123", message_id=uuid.uuid4(), by=PUBLIC, at=clock.now,
        )  # fmt: skip
    chat.refresh_from_db()
    assert (chat.state, chat.ending) == ("ended", "handed_over")
    assert CallBack.objects.count() == 1
    assert details_of(Enquiry.objects.get().enquirer).email == "sam@school.example.org"
    assert [body for _, sender, body in said(chat) if sender == "enquirer"][1:] == ["Any time in the morning."]
    assert [seq for seq, _, _ in said(chat)] == list(range(1, 6))
    assert Contact.objects.get().outcome == "abandoned"


def test_an_answered_chat_takes_no_message_after_its_end(begin, adviser, clock):
    chat = begin()
    actions.take_chat(chat=chat, by=adviser, at=clock.now)
    write(chat, "Good morning", by=adviser, at=clock.now)
    actions.end_chat(chat=chat, ending=LEFT, by=PUBLIC, at=clock.now)
    with pytest.raises(UnableToEndChat):
        actions.leave_message(
            chat=chat, text=screen_text("Call"), email="", phone="+441632960123", message_id=uuid.uuid4(), by=PUBLIC,
            at=clock.now,
        )  # fmt: skip
    assert CallBack.objects.count() == 0


def test_confidence_is_asked_and_answered_in_the_chat_once(begin, adviser, clock):
    chat = begin()
    with pytest.raises(UnableToSay):
        actions.ask_confidence(chat=chat, stage="start", by=adviser, at=clock.now)
    actions.take_chat(chat=chat, by=adviser, at=clock.now)
    with pytest.raises(UnableToSay):
        actions.answer_confidence(chat=chat, stage="start", identifying=3, responding=4, by=PUBLIC, at=clock.now)
    for _ in range(2):
        actions.ask_confidence(chat=chat, stage="start", by=adviser, at=clock.now)
        actions.answer_confidence(chat=chat, stage="start", identifying=3, responding=4, by=PUBLIC, at=clock.now)
    answer = Enquiry.objects.get().confidence.get()
    assert (answer.stage, answer.identifying, answer.responding, answer.asked_by) == ("start", 3, 4, adviser)
    assert [code for _, sender, code in said(chat) if sender == "service"] == [
        "opened", "taken", "confidence_start", "confidence_thanks",
    ]  # fmt: skip


def test_chats_that_nobody_is_at_end_by_themselves(begin, adviser, clock):
    gone, talking, here = begin(), begin(), begin()
    actions.take_chat(chat=talking, by=adviser, at=clock.now)
    clock.forward(minutes=11)
    queries.note_seen([here.pk], at=clock.now)
    assert actions.end_what_is_over(by=SYSTEM, at=clock.now) == 1
    gone.refresh_from_db()
    assert gone.ending == "left"
    clock.forward(minutes=40)
    queries.note_seen([here.pk], at=clock.now)
    assert actions.end_what_is_over(by=SYSTEM, at=clock.now) == 1
    talking.refresh_from_db()
    assert talking.ending == "lapsed"


def test_who_waits_when_the_service_closes_is_told_and_kept(begin, adviser, clock):
    clock.now = london(2022, 2, 3, 19, 55)
    waiting, talking = begin(), begin()
    actions.take_chat(chat=talking, by=adviser, at=clock.now)
    clock.forward(minutes=6)
    assert actions.end_what_is_over(by=SYSTEM, at=clock.now) == 1
    waiting.refresh_from_db()
    talking.refresh_from_db()
    assert (waiting.ending, talking.state) == ("closed", "talking")
    assert said(waiting)[-1][2] == "ended_closed"


def test_the_place_in_the_queue_and_the_wait_are_as_honest_as_they_are_known(begin, person, clock):
    for minutes in (2, 4, 6):
        chat = begin()
        clock.forward(minutes=minutes)
        adviser = person("adviser")
        actions.take_chat(chat=chat, by=adviser, at=clock.now)
        write(chat, "Good morning", by=adviser, at=clock.now)
    first = begin()
    clock.forward(seconds=1)
    second = begin()
    assert queries.place_of(first, at=clock.now) == queries.Place(1, 4)
    assert queries.place_of(second, at=clock.now) == queries.Place(2, 8)
    clock.forward(hours=3)
    assert queries.place_of(second, at=clock.now) == queries.Place(2, None)


def test_the_supervisors_figures_are_of_today(begin, adviser, clock):
    left = begin()
    actions.end_chat(chat=left, ending=LEFT, by=PUBLIC, at=clock.now)
    clock.forward(days=1)
    answered, waiting = begin(), begin()
    clock.forward(minutes=3)
    actions.take_chat(chat=answered, by=adviser, at=clock.now)
    write(answered, "Good morning", by=adviser, at=clock.now)
    gone = begin()
    actions.end_chat(chat=gone, ending=LEFT, by=PUBLIC, at=clock.now)
    found = queries.figures(at=clock.now)
    assert (found.waiting, found.longest_wait_seconds, found.talking) == (1, 180, 1)
    assert found.people == [queries.AtChats(adviser.name, 1, is_here=False, is_ready=False)]
    assert (found.offered, found.answered, found.unanswered, found.median_wait_seconds) == (3, 1, 1, 180)
    assert waiting.pk in queries.waiting_ids()


def test_who_is_ready_has_a_page_open_a_role_that_chats_and_a_hand_free(begin, person, clock, settings):
    settings.CHATS_AT_ONCE = 1
    free, busy, gone, manager = person("adviser"), person("adviser"), person("adviser"), person("service_manager")
    queries.note_at_desk([gone.pk], at=clock.now)
    clock.forward(minutes=2)
    for _ in range(2):
        queries.note_at_desk([free.pk, busy.pk, manager.pk], at=clock.now)
    actions.take_chat(chat=begin(), by=busy, at=clock.now)
    found = queries.figures(at=clock.now)
    assert {(each.name, each.chats, each.is_here, each.is_ready) for each in found.people} == {
        (free.name, 0, True, True), (busy.name, 1, True, False),
    }  # fmt: skip
    assert found.people[0].is_ready
    assert found.ready == 1

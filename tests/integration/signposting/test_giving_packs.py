"""Giving a pack: what is recorded, what is refused, and the one message that it sends."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from adviceline.audit.actors import PUBLIC, SYSTEM
from adviceline.audit.models import Event
from adviceline.contacts import actions as contacts
from adviceline.contacts.errors import UnableToChangeEnquiry
from adviceline.contacts.models import Enquiry, Signpost
from adviceline.directory.models import Entry
from adviceline.directory.queries import why_not_given
from adviceline.facts.models import SignpostHelpFact
from adviceline.jobs.models import OutgoingMessage
from adviceline.jobs.tasks import deliver
from adviceline.privacy.retention import apply_retention
from adviceline.privacy.screening import screen_text
from adviceline.signposting import actions
from adviceline.signposting.models import Pack, PackEntry
from adviceline.signposting.queries import NoPack, PackEnded, hash_of, pack_by, packs_of, token_of

EMAIL = Pack.How.EMAIL


def send_all(clock):
    for message in OutgoingMessage.objects.filter(state="waiting", composer=actions.PACK_MESSAGE):
        deliver(message=str(message.pk), at=clock.now)


def test_what_was_given_is_recorded_on_the_enquiry(give, ask, adviser, clock):
    enquiry = ask()
    Entry.objects.filter(pk="rse-guidance").update(version=7)
    pack = give(enquiry, "rse-guidance", "ncats")

    assert [(each.resource, each.version) for each in pack.entries.all()] == [("rse-guidance", 7), ("ncats", 1)]
    assert (pack.how, pack.given_by, pack.given_at) == ("link", adviser, clock.now)
    assert set(Signpost.objects.filter(enquiry=enquiry).values_list("resource", flat=True)) == {"rse-guidance", "ncats"}
    event = Event.objects.get(action="pack.given")
    assert event.subject == f"enquiry:{enquiry.reference}"
    assert event.data == {"pack": pack.pk, "entries": [["rse-guidance", 7], ["ncats", 1]], "how": "link"}
    assert not OutgoingMessage.objects.filter(composer=actions.PACK_MESSAGE).exists()


def test_the_link_is_kept_as_a_hash_only_and_each_pack_has_its_own(give, ask):
    enquiry = ask()
    packs = [give(enquiry), give(enquiry)]
    tokens = [token_of(pack) for pack in packs]
    assert len(set(tokens)) == 2
    assert all(len(token) == 43 for token in tokens)
    for pack, token in zip(packs, tokens, strict=True):
        row = Pack.objects.filter(pk=pack.pk).values().get()
        assert row["token_hash"] == hash_of(token)
        assert token not in {str(value) for value in row.values()}


def test_a_link_works_until_it_ends(give, ask, adviser, clock):
    pack = give(ask())
    assert pack_by(token_of(pack), at=clock.now) == pack
    with pytest.raises(PackEnded):
        pack_by(token_of(pack), at=clock.now + timedelta(days=90))
    actions.stop_pack(pack=pack, by=adviser, at=clock.now)
    actions.stop_pack(pack=pack, by=adviser, at=clock.now + timedelta(hours=1))
    with pytest.raises(PackEnded):
        pack_by(token_of(pack), at=clock.now)
    assert Pack.objects.get().stopped_at == clock.now
    assert Event.objects.filter(action="pack.stopped").count() == 1


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "A" * 5_000, "é" * 43, "../" * 14 + "x"])
def test_a_token_that_is_not_one_leads_nowhere(give, ask, clock, token):
    give(ask())
    with pytest.raises(NoPack):
        pack_by(token, at=clock.now)


def test_the_message_brings_the_link_and_nothing_of_the_enquiry(give, ask, clock):
    enquiry = ask("How should we plan for a return to lessons?", name="Fictional Lead")
    pack = give(enquiry, how=EMAIL)
    send_all(clock)

    message = mail.outbox[0]
    (html, kind) = message.alternatives[0]
    link = f"https://advice.example.org/pack/{token_of(pack)}"
    assert message.to == ["dsl@school.example.org"]
    assert kind == "text/html"
    for part in (message.body, html):
        assert link in part
        assert "4 May 2022" in part
        assert "999" in part
    for part in (message.subject, message.body, html):
        assert enquiry.reference not in part
        assert "return to lessons" not in part
        assert "Fictional Lead" not in part
        assert "{" not in part


def test_what_waits_to_be_sent_holds_ids_and_no_link(give, ask):
    pack = give(ask(), how=EMAIL)
    waiting = OutgoingMessage.objects.get(composer=actions.PACK_MESSAGE)
    assert waiting.args == {"pack": pack.pk, "origin": "https://advice.example.org"}


def test_a_form_sent_twice_gives_one_pack_and_one_message(give, ask, clock):
    enquiry, submission = ask(), uuid.uuid4()
    first = give(enquiry, how=EMAIL, submission=submission)
    again = give(enquiry, how=EMAIL, submission=submission)
    assert first == again
    with pytest.raises(actions.UnableToGivePack, match="sent before"):
        give(enquiry, "rse-guidance", how=EMAIL, submission=submission)
    send_all(clock)
    send_all(clock)
    assert len(mail.outbox) == 1
    assert Pack.objects.count() == 1
    assert PackEntry.objects.count() == 2


def test_a_form_of_another_enquiry_is_refused(give, ask):
    submission = uuid.uuid4()
    give(ask(), submission=submission)
    with pytest.raises(actions.UnableToGivePack, match="another enquiry"):
        give(ask(), submission=submission)


def test_nothing_is_sent_to_somebody_who_was_erased_or_whose_link_ended(give, ask, adviser, clock):
    erased, stopped = ask(), ask()
    give(erased, how=EMAIL)
    contacts.erase_enquirer(enquiry=erased, reason="request", by=adviser, at=clock.now)
    actions.stop_pack(pack=give(stopped, how=EMAIL), by=adviser, at=clock.now)
    send_all(clock)
    assert mail.outbox == []
    states = OutgoingMessage.objects.filter(composer=actions.PACK_MESSAGE).values_list("state", flat=True)
    assert list(states) == ["withdrawn", "withdrawn"]


def test_nothing_is_sent_when_the_secret_changed_meanwhile(give, ask, clock, settings):
    give(ask(), how=EMAIL)
    settings.SECRET_KEY = "another secret of the service, as after a rotation"
    send_all(clock)
    assert mail.outbox == []


def test_an_enquirer_without_an_address_is_given_the_link(give, ask):
    with pytest.raises(actions.UnableToGivePack, match="no e-mail address"):
        give(ask(email=""), how=EMAIL)
    assert Pack.objects.count() == 0
    assert Signpost.objects.count() == 0
    assert give(ask(email=""), how="link")


@pytest.mark.parametrize(
    ("resources", "how", "words"),
    [
        ([""], "link", "has no entry"), (["nothing-here"], "link", "has no entry"),
        (["ncats"] * 3, "pigeon", "Choose how"), ([f"e{each}" for each in range(21)], "link", "at most 20"),
    ],
)  # fmt: skip
def test_what_cannot_be_given_is_refused_in_words(give, ask, resources, how, words):
    with pytest.raises(actions.UnableToGivePack, match=words):
        give(ask(), *resources, how=how)
    assert Pack.objects.count() == 0


def test_a_pack_of_nothing_is_refused(loaded, ask, adviser, clock):
    with pytest.raises(actions.UnableToGivePack, match="at least one"):
        actions.give_pack(
            enquiry=ask(), resources=[], how="link", submission=uuid.uuid4(), origin="https://x.example.org", by=adviser,
            at=clock.now,
        )  # fmt: skip


@pytest.mark.parametrize(("status", "words"), [("draft", "not published yet"), ("retired", "was withdrawn")])
def test_a_draft_or_a_retired_entry_is_not_given_by_either_way(give, ask, adviser, clock, status, words):
    enquiry = ask()
    Entry.objects.filter(pk="ncats").update(status=status)
    with pytest.raises(actions.UnableToGivePack, match=words):
        give(enquiry, "rse-guidance", "ncats")
    with pytest.raises(UnableToChangeEnquiry, match=words):
        contacts.give_signposts(enquiry=enquiry, resources=["rse-guidance", "ncats"], by=adviser, at=clock.now)
    assert not Signpost.objects.filter(enquiry=enquiry).exists()


def test_what_was_given_before_it_was_retired_is_no_hindrance(loaded, ask, adviser, clock):
    enquiry = ask()
    contacts.give_signposts(enquiry=enquiry, resources=["ncats"], by=adviser, at=clock.now)
    Entry.objects.filter(pk="ncats").update(status="retired")
    given = contacts.give_signposts(enquiry=enquiry, resources=["ncats", "rse-guidance"], by=adviser, at=clock.now)
    assert [each.resource for each in given] == ["rse-guidance"]


def test_one_that_is_overdue_may_be_given(loaded):
    entry = Entry.objects.get(pk="ncats")
    entry.review_due_date = entry.changed_at.date() - timedelta(days=400)
    assert why_not_given(entry, "ncats") == ""


def test_packs_follow_their_enquiry_through_merges(give, ask, adviser, clock):
    first, second, third = ask(), ask(), ask()
    pack = give(first)
    contacts.merge(source=first, target=second, by=adviser, at=clock.now)
    contacts.merge(source=second, target=third, by=adviser, at=clock.now)
    third.refresh_from_db()
    assert [each.pack for each in packs_of(third, at=clock.now, today=clock.now.date())] == [pack]
    with pytest.raises(actions.UnableToGivePack, match="merged"):
        give(Enquiry.objects.get(pk=first.pk))


def test_a_signpost_taken_back_leaves_the_pack_as_it_was_given(give, ask, adviser, clock):
    enquiry = ask()
    pack = give(enquiry)
    contacts.withdraw_signpost(enquiry=enquiry, resource="ncats", by=adviser, at=clock.now)
    assert [each.resource for each in pack.entries.all()] == ["ncats", "rse-guidance"]


def test_the_database_holds_what_must_hold(give, ask):
    pack = give(ask())
    for wrong in ({"how": "fax"}, {"helped": "maybe"}, {"expires_at": pack.given_at}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Pack.objects.filter(pk=pack.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        PackEntry.objects.create(pack=pack, place=9, resource="ncats", version=1)


def test_after_six_years_the_packs_go_with_their_enquiry_and_the_figures_stay(give, ask, adviser, clock):
    enquiry = ask()
    pack = give(enquiry)
    actions.say_whether_it_helped(
        pack=pack, entries={"ncats": "yes"}, whole="", words=screen_text("It was clear."), by=PUBLIC, at=clock.now
    )
    Enquiry.objects.filter(pk=enquiry.pk).update(state="closed", closed_at=clock.now)
    clock.forward(days=6 * 365 - 1)
    apply_retention(by=SYSTEM, at=clock.now)
    assert Pack.objects.exists()

    clock.forward(days=2)
    apply_retention(by=SYSTEM, at=clock.now)
    assert not Pack.objects.exists()
    assert not PackEntry.objects.exists()
    assert not Enquiry.objects.exists()
    assert SignpostHelpFact.objects.get().helped == "yes"


def test_two_who_send_one_form_at_once_give_one_pack(give, ask, monkeypatch):
    """The second looks before the first has committed: the database decides."""
    enquiry, submission = ask(), uuid.uuid4()
    first = give(enquiry, submission=submission)
    looks: list[dict[str, object]] = []
    held = Pack.objects.filter

    def blind_at_first(**named):
        looks.append(named)
        return Pack.objects.none() if len(looks) <= 2 else held(**named)

    with monkeypatch.context() as blind:
        blind.setattr(Pack.objects, "filter", blind_at_first)
        assert give(enquiry, submission=submission) == first
    assert len(looks) == 3
    assert Pack.objects.count() == 1

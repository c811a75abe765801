"""What was told: written down from an enquiry, a session or the public form; read by a second person; coded by two."""

from __future__ import annotations

import re
import uuid

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.urls import reverse

from adviceline.audit.models import Event
from adviceline.evidence.actions import candidates, coding, items, notes
from adviceline.evidence.errors import UnableToListCandidate, UnableToMoveItem, UnableToMoveNote
from adviceline.evidence.models import EvidenceItem, InsightNote, PilotCandidate
from adviceline.evidence.queries.agreement import agreements
from adviceline.evidence.queries.items import ItemFilter, codings_seen_by, counts
from adviceline.evidence.queries.items import items as listed
from adviceline.evidence.queries.notes import pilot_candidates
from adviceline.evidence.queries.trends import trends
from adviceline.facts.protecting import disclosure_rule
from adviceline.privacy.screening import screen_text
from tests.support import people, samples
from tests.support.samples import AT, evidence_item, insight_note, practice_example

TOLD = {
    "kind": "barrier", "codes_barrier": ["B4", "B1"], "codes_practice": ["G1"], "setting": "special_school",
    "region": "south_west", "grade": "described",
    "narrative": "Two agencies each waited for the other to share what they knew.",
}  # fmt: skip
AGAIN = "Two agencies each waited for the other, until one of them asked."
NAMES_A_CHILD = "A pupil called Zebedee Fictional told staff about it last week."


@pytest.fixture
def analyst(db):
    return people.somebody("evidence_analyst")


@pytest.fixture
def second(db):
    return people.somebody("supervisor")


@pytest.fixture
def why():
    return screen_text("The first definition fits what was told.")


def hidden(page, name):
    return re.search(rf'name="{name}"[^>]* value="([^"]+)"', page)[1]


# ---- From an enquiry or a session -------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["enquiry", "session"])
def test_two_clicks_from_an_enquiry_or_a_session_and_nothing_leads_back(db, where):
    adviser = people.browser_of(people.somebody("adviser"))
    if where == "enquiry":
        enquiry = samples.enquiry()
        start, form = reverse("desk:enquiry", args=[enquiry.reference]), "desk:collect_evidence"
        address = reverse(form, args=[enquiry.reference])
    else:
        session = samples.session("begun")
        enquiry = session.enquiry
        start, address = reverse("desk:session", args=[session.pk]), f"/desk/sessions/{session.pk}/evidence"
    assert f'href="{address}"' in adviser.get(start).content.decode()
    page = adviser.get(address).content.decode()
    assert re.search(r'value="mainstream_school" selected', page)
    submission = hidden(page, "submission")
    for _ in range(2):  # pressed twice
        assert adviser.post(address, TOLD | {"submission": submission})["Location"] == start
    item = EvidenceItem.objects.get()
    assert (item.state, item.source, item.suggested) == ("waiting", where, ["B1", "B4"])
    held = {str(getattr(item, field.attname)) for field in EvidenceItem._meta.concrete_fields}
    assert not {enquiry.reference, str(enquiry.key), str(enquiry.pk)} & (held - {str(item.pk)})
    event = Event.objects.get(action="evidence.collected")
    assert enquiry.reference not in str(event.data) + event.subject


def test_a_text_that_identifies_is_refused_and_kept_on_the_page(db):
    adviser = people.browser_of(people.somebody("adviser"))
    address = reverse("desk:collect_evidence", args=[samples.enquiry().reference])
    answer = adviser.post(address, TOLD | {"narrative": NAMES_A_CHILD, "submission": str(uuid.uuid4())})
    assert answer.status_code == 422
    assert "could identify a child" in answer.content.decode()
    assert not EvidenceItem.objects.exists()


def test_what_was_changed_after_an_interrupted_send_is_kept_each_once(db):
    adviser = people.browser_of(people.somebody("adviser"))
    address = reverse("desk:collect_evidence", args=[samples.enquiry().reference])
    sent = TOLD | {"submission": str(uuid.uuid4())}
    elsewhere = sent | {"region": "north_east", "codes_barrier": ["B2"]}
    for told in (sent, elsewhere, elsewhere, elsewhere | {"narrative": AGAIN}, elsewhere | {"narrative": AGAIN}):
        assert adviser.post(address, told).status_code == 302
    assert list(EvidenceItem.objects.order_by("pk").values_list("narrative", "region", "suggested")) == [
        (TOLD["narrative"], "north_east", ["B2"]), (AGAIN, "north_east", ["B2"]),
    ]  # fmt: skip
    first = EvidenceItem.objects.order_by("pk")[0]
    items.accept_item(item=first, version=first.version, by=people.somebody("supervisor"), at=AT)
    assert adviser.post(address, sent).status_code == 302  # somebody has read the first: this waits beside it
    first.refresh_from_db()
    assert first.region == "north_east"
    assert EvidenceItem.objects.filter(region="south_west", state="waiting").count() == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"codes_barrier": []}, "Choose at least one that fits"),
        ({"codes_barrier": ["G1"]}, "Select a valid choice"),
        ({"kind": "nonsense"}, "Select a valid choice"),
        ({"narrative": "Short."}, "at least 20"),
        ({"setting": ""}, "Choose the setting"),
    ],
)
def test_what_is_missing_is_said(db, changed, said):
    adviser = people.browser_of(people.somebody("adviser"))
    address = reverse("desk:collect_evidence", args=[samples.enquiry().reference])
    answer = adviser.post(address, TOLD | {"submission": str(uuid.uuid4())} | changed)
    assert answer.status_code == 422
    assert not EvidenceItem.objects.exists()
    assert "There is a problem" in answer.content.decode()


# ---- From the public --------------------------------------------------------------------------------------------------


def test_anybody_can_share_without_an_account_once_however_often_it_is_sent(db, client):
    page = client.get(reverse("web:share")).content.decode()
    sent = TOLD | {"form": hidden(page, "form")}
    for _ in range(2):
        answer = client.post(reverse("web:share"), sent)
        assert answer["Location"] == reverse("web:shared")
    item = EvidenceItem.objects.get()
    assert (item.source, item.collected_by, item.state) == ("public", None, "waiting")
    assert "second person reads it" in client.get(answer["Location"]).content.decode()


def test_the_public_has_no_way_round_the_guard(db, client):
    page = client.get(reverse("web:share")).content.decode()
    sent = TOLD | {"form": hidden(page, "form"), "narrative": NAMES_A_CHILD, "narrative_reason": "It must stay."}
    answer = client.post(reverse("web:share"), sent)
    assert answer.status_code == 422
    assert "Zebedee" in answer.content.decode()
    assert not EvidenceItem.objects.exists()


def test_sharing_is_rate_limited_and_what_was_typed_stays(db, client, settings):
    settings.RATE_LIMITS = True
    cache.clear()
    page = client.get(reverse("web:share")).content.decode()
    codes = {client.post(reverse("web:share"), {"form": hidden(page, "form")}).status_code for _ in range(20)}
    answer = client.post(reverse("web:share"), TOLD | {"form": hidden(page, "form")})
    cache.clear()
    assert codes == {422}
    assert answer.status_code == 429
    assert TOLD["narrative"] in answer.content.decode()
    assert not EvidenceItem.objects.exists()


# ---- The second reader ------------------------------------------------------------------------------------------------


def test_nothing_is_seen_before_a_second_person_has_read_it(analyst, second):
    item = evidence_item()
    assert listed(ItemFilter(), by=analyst) == []
    assert trends(rule=disclosure_rule()).by_kind.total.value == 0
    with pytest.raises(UnableToMoveItem, match="Only an accepted item"):
        coding.code_item(item=item, main="B1", also=[], by=analyst, at=AT)
    with pytest.raises(UnableToMoveNote, match="Not accepted"):
        notes.write_note(title=screen_text("A title"), body=screen_text("Some words."), cites=[item], by=analyst, at=AT)
    with pytest.raises(UnableToMoveItem, match="another person"):
        items.accept_item(item=item, version=1, by=item.collected_by, at=AT)
    reworded = items.reword_item(
        item=item, narrative=screen_text("Plans were kept apart."), version=1, by=analyst, at=AT
    )
    with pytest.raises(UnableToMoveItem, match="another person"):
        items.accept_item(item=reworded, version=2, by=analyst, at=AT)
    with pytest.raises(UnableToMoveItem, match="changed after you opened"):
        items.accept_item(item=reworded, version=1, by=second, at=AT)
    items.accept_item(item=reworded, version=2, by=second, at=AT)
    assert [each.pk for each in listed(ItemFilter(), by=analyst)] == [item.pk]


def test_the_database_itself_wants_two_people(analyst):
    item = evidence_item()
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceItem.objects.filter(pk=item.pk).update(state="accepted", reviewed_by=item.collected_by, reviewed_at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceItem.objects.filter(pk=item.pk).update(state="accepted")


def test_what_is_set_aside_is_erased_after_its_time_and_what_is_cited_cannot_be(analyst, why):
    from datetime import timedelta

    from adviceline.audit.actors import SYSTEM
    from adviceline.privacy.retention import apply_retention

    item = items.set_item_aside(item=evidence_item(), reason=why, by=analyst, at=AT)
    kept = evidence_item("accepted")
    apply_retention(by=SYSTEM, at=AT + timedelta(days=91))
    assert not EvidenceItem.objects.filter(pk=item.pk).exists()
    assert EvidenceItem.objects.filter(pk=kept.pk).exists()
    cited = insight_note().cites.get()
    with pytest.raises(UnableToMoveItem, match="cites this item"):
        items.set_item_aside(item=cited, reason=why, by=analyst, at=AT)


def test_the_page_takes_an_item_from_reading_to_settled_codes(db):
    analyst, second = (people.somebody(role) for role in ("evidence_analyst", "supervisor"))
    first_browser, second_browser = people.browser_of(analyst), people.browser_of(second)
    item = evidence_item()
    page = reverse("evidence:item", args=[item.pk])
    assert "Accept these words" in first_browser.get(page).content.decode()
    first_browser.post(f"{page}/accept", {"version": 1})
    first_browser.post(f"{page}/code", {"code-main": "B1", "code-also": ["B2"]})
    assert "Keep my codes" not in first_browser.get(page).content.decode()
    seen = second_browser.get(page).content.decode()
    assert "Keep my codes" in seen
    assert analyst.name not in seen.partition("<h2")[2].partition("What bears on it")[0]
    second_browser.post(f"{page}/code", {"code-main": "B5"})
    assert "Settle the codes" in second_browser.get(page).content.decode()
    second_browser.post(f"{page}/settle", {"settle-codes": ["B1"], "settle-reason": "It was the threshold."})
    item.refresh_from_db()
    assert (item.codes, item.resolved_by) == (["B1"], second)


# ---- Coding and agreement ---------------------------------------------------------------------------------------------


def test_coders_do_not_see_each_other_before_both_have_coded_and_the_same_codes_settle(analyst, second):
    item = evidence_item("accepted")
    coding.code_item(item=item, main="B10", also=["B2"], by=analyst, at=AT)
    assert codings_seen_by(item, second) == []
    assert counts(by=second)["to_code"] == 1
    assert counts(by=analyst)["to_code"] == 0
    with pytest.raises(UnableToMoveItem, match="Another person"):
        coding.code_item(item=item, main="B1", also=[], by=analyst, at=AT)
    coding.code_item(item=item, main="B2", also=["B10"], by=second, at=AT)
    item.refresh_from_db()
    assert item.codes == ["B2", "B10"]
    with pytest.raises(UnableToMoveItem, match="Two people"):
        coding.code_item(item=item, main="B1", also=[], by=people.somebody("evidence_analyst"), at=AT)


def test_a_code_outside_the_codebook_is_refused(analyst):
    item = evidence_item("accepted")
    for code in ("G1", "nonsense", "not_asked", ""):
        with pytest.raises(UnableToMoveItem, match="codebook"):
            coding.code_item(item=item, main=code, also=[], by=analyst, at=AT)


def test_kappa_is_of_what_each_chose_alone_under_the_codebook_of_now(analyst, second, why):
    assert agreements() == []
    made = []
    for mine, theirs in (("B1", "B1"), ("B1", "B2"), ("B2", "B2"), ("B2", "B2")):
        item = evidence_item("accepted")
        made.append(item)
        coding.code_item(item=item, main=mine, also=[], by=analyst, at=AT)
        coding.code_item(item=item, main=theirs, also=[], by=second, at=AT)
    coding.settle_codes(item=made[1], codes=["B2"], reason=why, by=second, at=AT)
    (pair,) = agreements()
    assert (pair.found.number, pair.found.same) == (4, 3)
    assert pair.found.kappa == pytest.approx(0.5)
    made[0].codings.update(codebook="another")
    assert agreements()[0].found.number == 3


# ---- Merging, linking, searching, counting ----------------------------------------------------------------------------


def test_a_duplicate_is_merged_and_counts_once(analyst):
    one, two, other = evidence_item("accepted"), evidence_item("accepted"), evidence_item("accepted", kind="practice")
    items.merge_item(item=one, into=two, by=analyst, at=AT)
    assert {each.pk for each in listed(ItemFilter(kind="barrier"), by=analyst)} == {two.pk}
    for item, into, words in (
        (two, two, "into itself"), (two, one, "Only accepted"), (two, other, "different things"),
    ):  # fmt: skip
        with pytest.raises(UnableToMoveItem, match=words):
            items.merge_item(item=item, into=into, by=analyst, at=AT)


def test_links_are_kept_once_in_either_direction(analyst):
    one, two = evidence_item("accepted"), evidence_item("accepted")
    items.link_items(first=two, second=one, how="related", by=analyst, at=AT)
    link = items.link_items(first=one, second=two, how="contradicts", by=analyst, at=AT)
    assert (one.links_on.count(), link.how) == (1, "contradicts")
    with pytest.raises(UnableToMoveItem, match="itself"):
        items.link_items(first=one, second=one, how="related", by=analyst, at=AT)
    items.unlink_items(link=link, by=analyst, at=AT)
    assert one.links_on.count() == 0


def test_search_wants_every_word_in_any_order(analyst):
    item = evidence_item("accepted")
    assert [each.pk for each in listed(ItemFilter(words="PLANS separate"), by=analyst)] == [item.pk]
    assert listed(ItemFilter(words="plans nonsense"), by=analyst) == []
    assert listed(ItemFilter(words="%"), by=analyst) == []


def test_small_numbers_are_hidden_and_no_total_gives_them_away(analyst):
    for _ in range(6):
        evidence_item("accepted")
    evidence_item("accepted", kind="practice")
    found = trends(rule=disclosure_rule())
    shown = dict(found.by_kind.rows)
    assert shown["practice"].hidden
    assert shown["barrier"].hidden  # else the total gives the other away
    assert found.by_kind.total.value == 5
    browser = people.browser_of(analyst)
    assert "[c]" in browser.get(reverse("evidence:trends")).content.decode()


# ---- Notes and candidates ---------------------------------------------------------------------------------------------


def test_a_note_stands_on_accepted_items_and_is_approved_by_another(analyst, second):
    note = insight_note("in_review")
    with pytest.raises(UnableToMoveNote, match="another person"):
        notes.approve_note(note=note, version=1, by=note.written_by, at=AT)
    notes.approve_note(note=note, version=1, by=second, at=AT)
    adviser = people.browser_of(people.somebody("adviser"))
    page = adviser.get(reverse("evidence:note", args=[note.pk])).content.decode()
    assert str(note.cites.get()) in page
    assert note.cites.get().narrative not in page
    draft = insight_note()
    assert adviser.get(reverse("evidence:note", args=[draft.pk])).status_code == 404
    with pytest.raises(UnableToMoveNote, match="at least one item"):
        notes.change_note(
            note=draft, title=screen_text("T"), body=screen_text("B"), cites=[], by=draft.written_by, at=AT
        )


def test_the_form_of_a_note_names_what_is_not_an_accepted_item(analyst):
    accepted, waiting = evidence_item("accepted"), evidence_item()
    browser = people.browser_of(analyst)
    given = {"title": "Plans are kept apart", "body": "Several told of it."}
    wrong = browser.post(reverse("evidence:note_new"), given | {"cites": f"{accepted}, {waiting}, EV-9999999"})
    assert wrong.status_code == 422
    assert f"{waiting}, EV-9999999" in wrong.content.decode()
    browser.post(reverse("evidence:note_new"), given | {"cites": f" {accepted};{accepted.pk} "})
    assert [item.pk for item in InsightNote.objects.get().cites.all()] == [accepted.pk]


def test_an_example_is_listed_for_the_authority_once_two_people_agree(analyst, second):
    example = practice_example()
    made = candidates.propose_candidate(example=example, why=screen_text("It needs little."), by=analyst, at=AT)
    assert pilot_candidates() == []
    with pytest.raises(UnableToListCandidate, match="another person"):
        candidates.agree_candidate(candidate=made, by=analyst, at=AT)
    candidates.agree_candidate(candidate=made, by=second, at=AT)
    (listed_one,) = pilot_candidates()
    assert (listed_one.slug, listed_one.region, listed_one.conditions) == (
        example.slug, "south_west", "Two meetings a term.",
    )  # fmt: skip
    with pytest.raises(UnableToListCandidate, match="already"):
        candidates.propose_candidate(example=example, why=screen_text("Again."), by=second, at=AT)
    with pytest.raises(UnableToListCandidate, match="published"):
        candidates.propose_candidate(example=practice_example("draft"), why=screen_text("Early."), by=second, at=AT)
    candidates.withdraw_candidate(candidate=made, by=second, at=AT)
    assert not PilotCandidate.objects.exists()

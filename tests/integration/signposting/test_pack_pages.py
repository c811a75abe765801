"""A pack as its reader meets it: the page, the counted way out, the answers; and as staff see what came of it."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from adviceline.advice import engine
from adviceline.advice.actions import walk_of
from adviceline.advice.models import AdviceRun
from adviceline.audit.models import Event
from adviceline.contacts import actions as contacts
from adviceline.content.current import current_content
from adviceline.directory.models import Entry, EntryOpenings
from adviceline.facts.models import SignpostHelpFact
from adviceline.reporting.labels import labels_from
from adviceline.signposting import actions
from adviceline.signposting.models import Pack
from adviceline.signposting.queries import affected_packs, token_of
from tests.support import people
from tests.support.advice_maps import publish_maps

CLICK = {
    "HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_SEC_FETCH_MODE": "navigate", "HTTP_SEC_FETCH_DEST": "document",
    "HTTP_SEC_FETCH_USER": "?1",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _no_counts_from_other_tests():
    cache.clear()


@pytest.fixture
def enquiry(ask):
    return ask("How should we plan for a return to lessons?", name="Fictional Lead")


@pytest.fixture
def pack(give, enquiry):
    return give(enquiry, at=timezone.now())


def address(pack, name="web:pack", **more):
    return reverse(name, kwargs={"token": token_of(pack), **more})


def text_of(answer):
    return answer.content.decode()


def opened():
    return {row.entry_id: row.times for row in EntryOpenings.objects.all()}


# ---- The page --------------------------------------------------------------------------------------------------------


def test_the_page_says_when_to_use_each_and_nothing_of_the_enquiry(client, pack, enquiry):
    answer = client.get(address(pack))
    page = text_of(answer)
    for entry in Entry.objects.filter(pk__in=["ncats", "rse-guidance"]):
        assert entry.title in page
        assert entry.when_to_use.replace("'", "&#39;") in page
        assert entry.url not in page
    assert address(pack, "web:pack_open", entry_id="ncats") in page
    for private in (enquiry.reference, "return to lessons", "Fictional Lead", "dsl@school", pack.given_by.name):
        assert private not in page


def test_the_page_is_indexed_and_kept_by_nobody_and_tells_its_address_to_nobody(client, pack):
    answer = client.get(address(pack))
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert 'content="noindex' in text_of(answer)


def test_a_link_that_ended_says_so_kindly_and_one_that_never_was_is_not_found(client, pack, adviser):
    assert client.get(reverse("web:pack", kwargs={"token": "A" * 43})).status_code == 404
    actions.stop_pack(pack=pack, by=adviser, at=timezone.now())
    for name, more in (("web:pack", {}), ("web:pack_helped", {}), ("web:pack_open", {"entry_id": "ncats"})):
        answer = client.get(address(pack, name, **more))
        assert answer.status_code == 410
        assert "This link has ended" in text_of(answer)
        assert "ncats" not in text_of(answer)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"status": "retired"}, "We no longer suggest this one"), ({"status": "draft"}, "We no longer suggest this one"),
        ({"link_state": "failing"}, "did not open when we last looked"), ({"link_state": "gone"}, "did not open"),
        ({"link_state": "moved"}, "This page has moved"), ({"review_due_date": "2022-01-01"}, "still up to date"),
    ],
)  # fmt: skip
def test_what_changed_since_is_said_on_the_page_and_at_the_desk(client, pack, enquiry, change, told):
    before = text_of(client.get(address(pack)))
    assert told not in before
    Entry.objects.filter(pk="ncats").update(**change)

    assert told in text_of(client.get(address(pack)))
    desk = people.browser_of(people.somebody("adviser"))
    title = Entry.objects.get(pk="ncats").title
    shown = text_of(desk.get(reverse("desk:enquiry", args=[enquiry.reference])))
    assert f"{title}: " in shown
    listed = text_of(desk.get(reverse("desk:affected_packs")))
    assert title in listed
    assert enquiry.reference in listed
    editor = people.browser_of(people.somebody("content_editor"))
    seen = text_of(editor.get(reverse("desk:affected_packs")))
    assert title in seen
    assert enquiry.reference not in seen
    assert "Packs that hold it" in text_of(editor.get(reverse("directory:entry", args=["ncats"])))


def test_packs_whose_link_ended_need_no_look(pack, adviser):
    Entry.objects.filter(pk="ncats").update(status="retired")
    today = timezone.localdate()
    assert [each.resource for each in affected_packs(at=timezone.now(), today=today)] == ["ncats"]
    assert affected_packs(at=timezone.now() + timedelta(days=91), today=today) == []
    actions.stop_pack(pack=pack, by=adviser, at=timezone.now())
    assert affected_packs(at=timezone.now(), today=today) == []


# ---- The counted way out ---------------------------------------------------------------------------------------------


def test_a_click_is_counted_by_entry_and_day_and_nothing_else_is_kept(client, pack):
    out, events = address(pack, "web:pack_open", entry_id="ncats"), Event.objects.count()
    for _ in range(3):
        answer = client.get(out, HTTP_USER_AGENT="Fictional/1.0", REMOTE_ADDR="192.0.2.7", **CLICK)
    assert answer.status_code == 302
    assert answer["Location"] == Entry.objects.get(pk="ncats").url
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    row = EntryOpenings.objects.values().get()
    assert {name: row[name] for name in row if name != "id"} == {
        "entry_id": "ncats", "day_date": timezone.localdate(), "times": 3,
    }  # fmt: skip
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    "headers",
    [
        {}, {"HTTP_USER_AGENT": "MailScanner/5 (links)"}, CLICK | {"HTTP_SEC_PURPOSE": "prefetch"},
        CLICK | {"HTTP_SEC_PURPOSE": "prefetch;prerender"}, CLICK | {"HTTP_PURPOSE": "prefetch"},
        CLICK | {"HTTP_X_MOZ": "prefetch"}, CLICK | {"HTTP_X_PURPOSE": "preview"},
        CLICK | {"HTTP_SEC_FETCH_SITE": "none"}, CLICK | {"HTTP_SEC_FETCH_SITE": "cross-site"},
        CLICK | {"HTTP_SEC_FETCH_MODE": "no-cors"}, CLICK | {"HTTP_SEC_FETCH_DEST": "image"},
        CLICK | {"HTTP_SEC_FETCH_DEST": "empty"},
    ],
)  # fmt: skip
def test_what_is_not_a_persons_click_is_sent_on_and_not_counted(client, pack, headers):
    answer = client.get(address(pack, "web:pack_open", entry_id="ncats"), **headers)
    assert answer.status_code == 302
    assert opened() == {}


def test_head_is_not_counted_and_nothing_else_is_answered(client, pack):
    out = address(pack, "web:pack_open", entry_id="ncats")
    assert client.head(out, **CLICK).status_code == 302
    assert client.post(out, **CLICK).status_code == 405
    assert opened() == {}


def test_it_leads_to_the_address_that_the_directory_holds_and_nowhere_else(client, pack):
    out = address(pack, "web:pack_open", entry_id="ncats")
    Entry.objects.filter(pk="ncats").update(url="https://new.example.org/page")
    for query in ("?url=https://evil.example/", "?next=//evil.example", "?to=javascript:alert(1)"):
        assert client.get(out + query)["Location"] == "https://new.example.org/page"
    for other in ("childline", "nothing-here", "https"):
        assert client.get(address(pack, "web:pack_open", entry_id=other)).status_code == 404


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://example.org/", "//evil.example/", "https://u:p@example.org/"]
)
def test_an_address_that_is_no_web_page_is_not_gone_to_even_when_it_is_stored(client, pack, url):
    Entry.objects.filter(pk="ncats").update(url=url)
    assert client.get(address(pack, "web:pack_open", entry_id="ncats"), **CLICK).status_code == 410
    assert opened() == {}


def test_one_that_was_withdrawn_is_not_opened_any_more(client, pack):
    Entry.objects.filter(pk="ncats").update(status="retired")
    answer = client.get(address(pack, "web:pack_open", entry_id="ncats"), **CLICK)
    assert answer.status_code == 410
    assert "We no longer suggest this resource" in text_of(answer)
    assert opened() == {}


# ---- Whether it helped -----------------------------------------------------------------------------------------------


def test_the_reader_says_whether_it_helped_and_may_change_it(client, pack, enquiry):
    page = address(pack, "web:pack_helped")
    answer = client.post(
        page, {"entry_0": "yes", "entry_1": "no", "whole": "partly", "words": "The template was clear."}
    )
    assert answer.status_code == 302
    assert "Your answers are kept" in text_of(client.get(answer["Location"]))
    assert sorted(SignpostHelpFact.objects.values_list("resource", "helped")) == [
        ("", "partly"),
        ("ncats", "yes"),
        ("rse-guidance", "no"),
    ]  # fmt: skip
    assert set(SignpostHelpFact.objects.values_list("enquiry_fact", flat=True)) == {enquiry.fact_id}

    client.post(page, {"entry_0": "partly", "entry_1": "", "whole": "", "words": ""})
    assert list(SignpostHelpFact.objects.values_list("resource", "helped")) == [("ncats", "partly")]
    held = Pack.objects.get(pk=pack.pk)
    assert [each.helped for each in held.entries.all()] == ["partly", ""]
    assert (held.helped, held.words) == ("", "")


def test_the_answers_are_on_the_enquiry(client, pack, enquiry):
    client.post(
        address(pack, "web:pack_helped"), {"entry_0": "yes", "whole": "yes", "words": "Thank you, it was clear."}
    )
    desk = people.browser_of(people.somebody("adviser"))
    assert "It helped: yes" in text_of(desk.get(reverse("desk:enquiry", args=[enquiry.reference])))
    shown = text_of(desk.get(reverse("desk:pack", kwargs={"reference": enquiry.reference, "pk": pack.pk})))
    assert "Thank you, it was clear." in shown
    assert address(pack) in shown


def test_words_that_could_identify_a_child_are_refused_and_given_back(client, pack):
    words = "A pupil called Zebedee Fictional liked it."
    answer = client.post(address(pack, "web:pack_helped"), {"entry_0": "yes", "words": words})
    assert answer.status_code == 422
    assert "Zebedee" in text_of(answer)
    assert "There is a problem" in text_of(answer)
    assert Pack.objects.get(pk=pack.pk).answered_at is None
    assert SignpostHelpFact.objects.count() == 0


@pytest.mark.parametrize(
    "sent", [{}, {"entry_0": "perhaps"}, {"whole": "maybe"}, {"words": "x" * 1001}, {"entry_9": "yes"}]
)
def test_an_answer_that_is_none_is_refused_and_keeps_nothing(client, pack, sent):
    answer = client.post(address(pack, "web:pack_helped"), sent)
    assert answer.status_code == 422
    assert "There is a problem" in text_of(answer)
    assert Pack.objects.get(pk=pack.pk).answered_at is None


def test_answers_about_a_merged_enquiry_count_for_the_one_that_stands(client, pack, enquiry, ask, adviser, clock):
    target = ask()
    contacts.merge(source=enquiry, target=target, by=adviser, at=clock.now)
    client.post(address(pack, "web:pack_helped"), {"entry_0": "yes"})
    assert SignpostHelpFact.objects.get().enquiry_fact == target.fact_id


def test_the_form_is_taken_without_scripts_and_against_forgery(pack):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    page = text_of(strict.get(address(pack, "web:pack_helped")))
    assert strict.post(address(pack, "web:pack_helped"), {"whole": "yes"}).status_code == 403
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    answer = strict.post(address(pack, "web:pack_helped"), {"whole": "yes", "csrfmiddlewaretoken": token})
    assert answer.status_code == 302


def test_few_answers_are_not_shown_on_the_entry_and_more_are(client, give, ask):
    editor = people.browser_of(people.somebody("content_editor"))
    entry = reverse("directory:entry", args=["ncats"])
    for number in range(7):
        pack = give(ask(), "ncats", at=timezone.now())
        client.post(address(pack, "web:pack_helped"), {"entry_0": "no" if number == 6 else "yes"})
        if number == 3:
            page = text_of(editor.get(entry))
            assert "Too few readers" in page
            assert "It helped:" not in page
    page = text_of(editor.get(entry))
    assert "It helped: 6" in page
    assert "It did not help: Fewer than 5" in page
    assert "It helped partly: 0" in page


# ---- From the desk ---------------------------------------------------------------------------------------------------


def test_an_adviser_gives_what_was_signposted(loaded, enquiry, adviser, clock):
    contacts.give_signposts(enquiry=enquiry, resources=["ncats", "rse-guidance"], by=adviser, at=clock.now)
    Entry.objects.filter(pk="rse-guidance").update(status="retired")
    desk = people.browser_of(people.somebody("adviser"))
    give = reverse("desk:give_pack", args=[enquiry.reference])
    page = text_of(desk.get(give))
    assert "was withdrawn from the directory" in page
    assert 'value="rse-guidance"' not in page

    form = {"entries": ["ncats"], "how": "link", "submission": str(uuid.uuid4())}
    first, again = desk.post(give, form), desk.post(give, form)
    assert first["Location"] == again["Location"]
    assert token_of(Pack.objects.get()) in text_of(desk.get(first["Location"]))


@pytest.mark.parametrize(
    "sent",
    [
        {}, {"entries": ["ncats"]}, {"how": "link"}, {"entries": ["rse-guidance"], "how": "link"},
        {"entries": ["ncats"], "how": "email"}, {"entries": ["ncats"], "how": "link", "submission": "x"},
    ],
)  # fmt: skip
def test_a_pack_that_is_not_whole_is_refused_at_the_desk(loaded, ask, adviser, clock, sent):
    enquiry = ask(email="")
    contacts.give_signposts(enquiry=enquiry, resources=["ncats"], by=adviser, at=clock.now)
    desk = people.browser_of(people.somebody("adviser"))
    form = {"submission": str(uuid.uuid4())} | sent
    answer = desk.post(reverse("desk:give_pack", args=[enquiry.reference]), form)
    assert answer.status_code == 422
    assert "There is a problem" in text_of(answer)
    assert Pack.objects.count() == 0


def test_a_pack_is_found_on_its_own_enquiry_only(pack, enquiry, ask):
    desk = people.browser_of(people.somebody("adviser"))
    other = ask()
    for number in (pack.pk, 10**12, 10**30):
        answer = desk.get(f"/desk/enquiries/{other.reference}/pack/{number}")
        assert answer.status_code == 404
    stop = reverse("desk:stop_pack", kwargs={"reference": enquiry.reference, "pk": pack.pk})
    assert desk.post(stop).status_code == 302
    assert Pack.objects.get().stopped_at


def test_a_report_names_an_entry_that_was_written_on_screen(loaded):
    Entry.objects.create(
        id="written-here", title="Written here", publisher="Example Trust (fictional)", url="https://t.example.org/",
        kind="tool", when_to_use="Now.", source="screen", status="retired", changed_at=timezone.now(),
    )  # fmt: skip
    assert [row.label for row in labels_from(current_content()).resource_rows(["written-here"])] == ["Written here"]


def test_what_the_map_suggests_is_taken_over_without_what_cannot_be_given(loaded, enquiry, clock):
    publish_maps(at=clock.now)
    desk = people.browser_of(people.somebody("adviser"))
    desk.post(reverse("desk:advice_start", args=[enquiry.reference]), {"map": "individual-incident"})
    run = AdviceRun.objects.get(subject=enquiry.key)
    while len(suggested := engine.suggest(walk_of(run)).resources) < 2:
        node = walk_of(run).node
        answers = list(node.answers)
        desk.post(
            reverse("desk:advice_answer", args=[enquiry.reference]),
            {"run": run.pk, "node": node.id, "answer": "no" if "no" in answers else answers[-1]},
        )
        run.refresh_from_db()
        assert walk_of(run).node.id != node.id
    Entry.objects.filter(pk=suggested[0]).update(status="retired")

    page = text_of(desk.get(reverse("desk:give_pack", args=[enquiry.reference])))
    assert "The map suggests it" in page
    assert f'value="{suggested[0]}"' not in page
    answer = desk.post(reverse("desk:advice_use", args=[enquiry.reference]), {"run": run.pk}, follow=True)
    assert "was withdrawn from the directory" in text_of(answer)
    assert set(enquiry.signposts.values_list("resource", flat=True)) == set(suggested[1:])

"""Campaigns, what is counted of them, and the pages."""

from __future__ import annotations

import csv
import io
import re
import uuid
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from lxml import etree

from adviceline.contacts.models import Contact
from adviceline.facts.actions import bulk_write_enquiry_facts, write_contact_facts, write_heard_fact
from adviceline.facts.models import HeardFact
from adviceline.facts.values import ContactFactValues, EnquiryFactValues, HeardFactValues
from adviceline.outreach.actions import campaigns as actions
from adviceline.outreach.errors import UnableToCampaign
from adviceline.outreach.models import Campaign
from adviceline.outreach.published import releases
from adviceline.outreach.queries.campaigns import campaigns, codes_in_use, heard_of
from adviceline.outreach.queries.reach import reach
from adviceline.privacy.screening import screen_text
from adviceline.reporting.returns.queries import released_document
from tests.support import made_returns, outreach_sample, people
from tests.support.clock import london
from tests.support.released import drawn_quickly

pytestmark = pytest.mark.django_db
AT = datetime(2022, 2, 3, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_limits(settings):
    settings.RATE_LIMITS = False
    cache.clear()


def test_nobody_approves_what_they_wrote_and_a_change_needs_approval_again(db):
    made = outreach_sample.moved(outreach_sample.campaign(), "submit")
    with pytest.raises(UnableToCampaign, match="another person"):
        actions.move_campaign(campaign=made, step="approve", version=made.version, by=outreach_sample.writer(), at=AT)
    made = outreach_sample.moved(made, "approve")
    assert codes_in_use() == {"SAMPLE"}
    texts = {name: screen_text(text) for name, text in outreach_sample.TEXTS.items()}
    changed = actions.keep_campaign(
        campaign=made, code="SAMPLE", starts_date=AT.date(), ends_date=AT.date(), owner=outreach_sample.writer(),
        version=made.version, by=outreach_sample.approver(), at=AT, **texts,
    )  # fmt: skip
    assert (changed.state, changed.approved_by) == ("draft", None)
    assert codes_in_use() == frozenset()
    with pytest.raises(UnableToCampaign, match="Somebody else"):
        actions.move_campaign(campaign=changed, step="submit", version=1, by=outreach_sample.writer(), at=AT)


def test_words_that_the_house_does_not_use_are_not_sent_to_approval(db):
    made = outreach_sample.campaign(wording="We help victims and perpetrators.")
    with pytest.raises(UnableToCampaign, match="a child who displayed the behaviour"):
        outreach_sample.moved(made, "submit")
    assert Campaign.objects.get(pk=made.pk).state == "draft"


def ask_for_a_call(client, query="", **more):
    page = client.get(reverse("web:call_back") + query)
    html = page.content.decode()
    hidden = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', html) for name in ("form", "c")}
    sent = {name: found[1] if found else "" for name, found in hidden.items()}
    values = {"role": "dsl", "phone": "01632 960123", "call_when": "soon"}
    return client.post(reverse("web:call_back"), sent | values | more)


def test_a_link_is_counted_on_the_contact_that_was_made_and_leaves_no_cookie(db):
    outreach_sample.moved(outreach_sample.campaign(), "submit", "approve")
    client = Client()
    answer = ask_for_a_call(client, "?c=sample", heard="colleague")
    assert answer.status_code == 302
    heard = HeardFact.objects.get()
    assert (heard.campaign, heard.how) == ("SAMPLE", "colleague")
    assert Contact.objects.get().fact_id == heard.fact_id
    assert not [name for name in client.cookies if name not in ("adviceline_form", "adviceline_session")]
    assert "SAMPLE" not in str(client.cookies)
    later = ask_for_a_call(client, phone="01632 960456")
    assert later.status_code == 302
    assert HeardFact.objects.count() == 1


@pytest.mark.parametrize("code", ["UNKNOWN", "SAMPLE", "<script>", "x" * 300, "SAMPLE'--"])
def test_a_code_that_no_approved_campaign_has_is_not_kept(db, code):
    outreach_sample.campaign()  # a draft
    assert ask_for_a_call(Client(), f"?c={code}").status_code == 302
    assert not HeardFact.objects.exists()


def test_the_code_goes_through_the_enquiry_form_and_how_they_heard_is_asked_last(db):
    outreach_sample.moved(outreach_sample.campaign(), "submit", "approve")
    client = Client()
    first = client.get(reverse("web:ask") + "?c=SAMPLE").content.decode()
    assert re.search(r'name="c"[^>]*value="SAMPLE"', first)
    steps = {
        "setting": {"setting": "police"}, "organisation": {"establishment": "not_listed"}, "area": {"area": "202"},
        "question": {"question": "How should we plan a return to lessons after a suspension?"}, "reply": {"reply": "none"},
    }  # fmt: skip
    client.post(reverse("web:ask"), {"role": "police", "c": "SAMPLE"})
    for step, values in steps.items():
        client.post(reverse("web:ask_step", args=[step]), values)
    page = client.get(reverse("web:ask_check")).content.decode()
    assert "How did you hear of us?" in page
    key = re.search(r'name="form" value="([^"]+)"', page)
    assert key
    refused = client.post(reverse("web:ask_check"), {"form": key[1], "heard": "a rumour"})
    assert refused.status_code == 422
    assert not Contact.objects.exists()
    assert client.post(reverse("web:ask_check"), {"form": key[1], "heard": ""}).status_code == 302
    assert HeardFact.objects.values_list("campaign", "how").get() == ("SAMPLE", "")


def test_an_adviser_says_how_a_caller_heard(db, clock):
    browser = people.browser_of(people.somebody("adviser"))
    now = datetime.now(tz=UTC)
    sent = {
        "direction": "in", "outcome": "answered", "date-day": now.day, "date-month": now.month, "date-year": now.year,
        "time": "00:01", "talk_minutes": "5", "note": "", "submission": str(uuid.uuid4()), "heard": "council",
    }  # fmt: skip
    assert browser.post(reverse("desk:log_call"), sent).status_code == 302
    assert HeardFact.objects.get().how == "council"


def heard(number, *, how="", campaign="", seed=0, non_advice=""):
    ids = [uuid.UUID(int=seed * 1000 + each + 1) for each in range(number)]
    write_contact_facts(
        ContactFactValues(
            fact_id=each, enquiry_fact=None, channel="web_form", direction="in", outcome="received", began_at=AT,
            non_advice=non_advice,
        )
        for each in ids
    )  # fmt: skip
    for each in ids:
        write_heard_fact(HeardFactValues(fact_id=each, began_at=AT, how=how, campaign=campaign))


def test_contacts_by_campaign_are_protected_and_tests_are_not_counted(db, settings):
    settings.DISCLOSURE = {**settings.DISCLOSURE, "rounding_base": 1}
    for code in ("AAA", "BBB", "CCC"):
        outreach_sample.campaign(code)
    heard(12, campaign="AAA", seed=1)
    heard(3, campaign="BBB", seed=2)
    heard(20, campaign="CCC", seed=3)
    heard(50, campaign="AAA", seed=4, non_advice="test")
    shown = {each.campaign.code: each.contacts for each in campaigns()}
    assert shown["BBB"].hidden
    assert shown["AAA"].hidden or shown["CCC"].hidden
    assert 62 not in [cell.value for cell in shown.values()]
    assert dict(heard_of())["Not said"].value == 35


def test_reach_is_counted_against_the_register_and_is_protected(db):
    bulk_write_enquiry_facts(
        EnquiryFactValues(
            fact_id=uuid.UUID(int=number + 1), opened_at=london(2022, 2, 3, 10), role="dsl", region="london",
            la_code="202" if number < 30 else "203" if number < 33 else "204", phase="primary" if number % 2 else "secondary",
        )
        for number in range(60)
    )  # fmt: skip
    found = reach(202201, 202203, phase_names={"primary": "Primary", "secondary": "Secondary"})
    by_code = {each.code: each for each in found.authorities}
    assert found.england.cell.value == 60
    assert by_code["203"].cell.hidden
    assert sum(by_code[code].cell.hidden for code in ("202", "203", "204")) >= 2
    assert len(found.authorities) == 153
    assert reach(202205, 202206, phase_names={}).england.cell.value == 0


def test_what_is_published_of_reach_is_what_a_return_released(db):
    """As the return shows and hides it, whatever came since; and nothing before there is a return."""
    officer = people.browser_of(people.somebody("communications_officer"))
    address = reverse("outreach:published")
    assert "No return has been released yet" in officer.get(address).content.decode()
    with drawn_quickly():
        release = made_returns.released("2022-02")
    document = released_document(release.report)
    bulk_write_enquiry_facts(
        EnquiryFactValues(fact_id=uuid.uuid4(), opened_at=AT, role="dsl", region="london", la_code="202")
        for _ in range(50)
    )
    (told,) = releases()
    table = document.table("enquiries_by_region")
    assert table.grouping == ("region",)
    assert told.regions == {row.code: row.cells[0].value for row in table.rows if row.code != "total"}
    assert told.total == document.figure("enquiries_opened").value.value == 40
    assert officer.get(address).status_code == 200
    assert officer.get(address + "?return=2022-03").status_code == 302
    file = officer.get(reverse("outreach:published_file", args=["2022-02", "csv"]))
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    shown = {row[1]: row[3] for row in rows if row[0] == "Region"}
    assert len(shown) == 9
    for code, words in shown.items():
        assert words == ("[c]" if told.regions[code] is None else str(told.regions[code]))
    assert rows[-1][:4] == ["England", "", "England", "40"]
    picture = officer.get(reverse("outreach:published_file", args=["2022-02", "regions"]))
    assert etree.fromstring(picture.content).tag.endswith("svg")
    by_authority = {row[1]: row[3] for row in rows if row[0] == "Local authority"}
    assert len(by_authority) == (153 if document.table("enquiries_by_local_authority") else 0)
    assert by_authority.get("202", "0") == "0"  # what came since is not in it
    for name, form in (("2022-03", "csv"), ("2022-02", "exe")):
        assert officer.get(reverse("outreach:published_file", args=[name, form])).status_code == 404
    assert people.browser_of(people.somebody("adviser")).get(address).status_code == 403


def test_the_pages_are_for_those_who_plan_communications(db):
    page = reverse("outreach:reach")
    officer = people.browser_of(people.somebody("communications_officer"))
    shown = officer.get(page).content.decode()
    assert shown.count("<rect") >= 162
    assert officer.get(page + "?from=2022-13").status_code == 422
    assert officer.get(reverse("desk:queue")).status_code == 403
    for role in ("finance_officer", "authority_monitor", "adviser"):
        assert people.browser_of(people.somebody(role)).get(reverse("outreach:campaigns")).status_code == 403

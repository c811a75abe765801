"""What did not work at the desk: said in the desk's own frame, with what was written in words and the way back."""

from __future__ import annotations

import pytest
from django.test import Client

from adviceline.contacts.models import Enquiry
from tests.support.people import browser_of, somebody
from tests.unit.ui.support import page_of, select

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return somebody("adviser")


@pytest.fixture
def desk(person):
    return browser_of(person)


def shown(answer):
    return page_of(answer.content.decode())


def is_in_the_desks_frame(page) -> bool:
    assert bool(select(page, "nav.al-rail")) != bool(select(page, "[data-module=govuk-exit-this-page]"))
    return bool(select(page, "nav.al-rail"))


def test_a_page_that_has_grown_old_gives_back_words_and_the_way_to_the_enquiry(desk, ask):
    enquiry = ask()
    Enquiry.objects.update(version=enquiry.version + 1)

    answer = desk.post(
        f"/desk/enquiries/{enquiry.reference}/triage",
        {"kind": "E2", "themes": ["T2", "T1"], "version": enquiry.version}
        | dict.fromkeys(("urgency", "continuum", "threshold", "follow_up"), ""),
    )

    page = shown(answer)
    kept = {box.xpath("strong")[0].text: box.xpath("pre")[0].text for box in select(page, ".al-notice")}
    assert answer.status_code == 409
    assert set(kept) == {"Kind", "Themes"}
    assert not {"E2", "T2", "T1"} & set(" ".join(kept.values()).split())
    assert len(kept["Themes"].splitlines()) == 2
    [back] = [link for link in select(page, "main a") if link.text == f"Back to {enquiry.reference}"]
    assert desk.get(back.get("href")).status_code == 200
    assert is_in_the_desks_frame(page)


@pytest.mark.parametrize(
    ("method", "path", "data", "status"),
    [
        ("get", "/desk/enquiries/HSB-0000-0000", {}, 404),
        ("get", "/desk/there-is-no-such-page", {}, 404),
        ("get", "/nothing-at-all", {}, 404),
        ("get", "/desk/jobs", {}, 403),
        ("get", "/desk/queue?show=%00", {}, 400),
        ("get", "/desk/queue?show=" + "x" * 9000, {}, 414),
        ("post", "/desk/queue", {}, 405),
    ],
)
def test_whoever_is_signed_in_stays_in_their_frame(desk, method, path, data, status):
    answer = getattr(desk, method)(path, data)
    assert answer.status_code == status
    assert is_in_the_desks_frame(shown(answer))


def test_a_form_that_expired_at_the_desk_is_in_the_desks_frame(person, ask):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = browser_of(person).cookies
    answer = browser.post(
        f"/desk/enquiries/{ask().reference}/note",
        {"note": "Agreed a plan.", "version": "3", "submission": "b2c0", "csrfmiddlewaretoken": "no"},
    )
    page = shown(answer)
    assert answer.status_code == 403
    assert is_in_the_desks_frame(page)
    assert [box.xpath("strong")[0].text for box in select(page, ".al-notice")] == ["Note"]


@pytest.mark.parametrize("path", ["/nothing-at-all", "/desk/nothing-at-all", "/ask/nothing", "/desk/queue?q=%00"])
def test_a_stranger_sees_the_public_frame(path):
    assert not is_in_the_desks_frame(shown(Client().get(path)))


def test_a_public_page_keeps_its_frame_for_those_who_are_signed_in(desk):
    answer = desk.get("/get-advice?q=%00")
    assert answer.status_code == 400
    assert not is_in_the_desks_frame(shown(answer))


def test_records_that_are_away_do_not_break_the_page_that_says_so(desk, monkeypatch):
    from django.db import OperationalError

    from adviceline.desk.views import listing

    def away(**_):
        raise OperationalError("gone")

    monkeypatch.setattr(listing, "queue_page", away)
    desk.raise_request_exception = False
    answer = desk.get("/desk/queue")
    assert answer.status_code == 503
    assert is_in_the_desks_frame(shown(answer))

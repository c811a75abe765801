"""The telephone on the wallboard, and what an adviser's page shows while it rings."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import ClassVar

import pytest
from django.utils import timezone

from adviceline.audit.actors import PUBLIC
from adviceline.audit.models import Event
from adviceline.channels.telephony import own_events as own
from adviceline.channels.telephony.actions import follow_telephone, hear, hear_at_telephone, keep_telephones
from adviceline.channels.telephony.line_now import line_now, service_level
from adviceline.channels.telephony.live_events import Heard
from adviceline.channels.telephony.models import LiveCall, Telephone
from adviceline.contacts.actions import record_contact
from adviceline.contacts.models import Enquiry
from adviceline.contacts.values import ContactDetails, EnquirerValues
from adviceline.privacy.screening import screen_text
from tests.support import people, rota_sample

pytestmark = pytest.mark.django_db
NUMBER = "07700900123"


def exchange(settings, folder, *, email: str) -> None:
    file = folder / "exchange.toml"
    file.write_text(
        '[trunk]\nhost = "192.0.2.1"\nnetworks = ["192.0.2.0/28"]\n'
        '[browser]\nport = 8089\naddress = "wss://phone.example.org:8089/ws"\n'
        f'[advisers.1001]\nname = "One"\nemail = "{email}"\nin_browser = true\n'
    )
    (folder / "exchange-secrets.toml").write_text(
        "".join(f'"{name}" = "a-secret-of-{name}"\n' for name in ("manager", "dialler", "voicemail", "1001"))
    )
    settings.EXCHANGE = str(file)


@pytest.fixture
def held(settings, tmp_path):
    found = rota_sample.adviser(name="Alex Sample", email="alex.sample@example.org")
    exchange(settings, tmp_path, email=found.person.email)
    keep_telephones(people={"1001": found.person}, at=timezone.now())
    people.add_app(found.person)
    return found


def rings(number: str, call_id: str = "1.1", *, ago: int = 30) -> None:
    began = (timezone.now() - timedelta(seconds=ago)).timestamp()
    numbers = {own.OFFERED: number}
    hear(event=Heard(call_id, own.OFFERED, began, number=number), numbers=numbers, at=timezone.now())
    hear(event=Heard(call_id, "ENTERQUEUE", began, data=("", "", "1")), numbers=numbers, at=timezone.now())


def leaves(call_id: str = "1.1") -> None:
    now, numbers = timezone.now().timestamp(), {own.OFFERED: NUMBER}
    hear(event=Heard(call_id, "ABANDON", now, data=("", "", "30")), numbers=numbers, at=timezone.now())
    hear(event=Heard(call_id, own.LEFT, now, data=("queue",)), numbers=numbers, at=timezone.now())


def enquiry(*, agrees: bool) -> Enquiry:
    values = EnquirerValues(details=ContactDetails(phone="+447700900123"), consents_to_follow_up=agrees)
    recorded = record_contact(
        channel="web_form", direction="in", outcome="received", idempotency_key=f"form:{uuid.uuid4()}", by=PUBLIC,
        began_at=timezone.now() - timedelta(days=9), at=timezone.now(), enquirer=values,
        text=screen_text("How should we plan for a return to lessons?"),
    )  # fmt: skip
    assert recorded.enquiry is not None
    return recorded.enquiry


@pytest.mark.parametrize(
    "calls, expected",
    [
        ([], None), ([("out_of_hours", 0), ("short_abandon", 3)], None), ([("answered", 20)], 100), ([("answered", 21)], 0),
        ([("answered", 5)] * 199 + [("abandoned", 90)], 99), ([("answered", None)], 0),
    ],
)  # fmt: skip
def test_the_service_level_is_of_those_who_waited_and_is_never_rounded_up(calls, expected) -> None:
    assert service_level(calls, within=20) == expected


def test_the_wallboard_shows_who_waits_who_is_ready_and_what_was_lost(held) -> None:
    rota_sample.ready(held, at=timezone.now())
    follow_telephone(extension="1001", device="NOT_INUSE", wrap_up_seconds=60, at=timezone.now())
    rings(NUMBER)
    rings("", "1.2", ago=90)
    found = line_now(at=timezone.now())
    assert (found.is_heard, found.waiting, found.ready, found.offered) == (True, 2, 1, 2)
    assert found.longest_wait_seconds >= 90
    page = people.browser_of(people.somebody("supervisor")).get("/desk/wallboard").text
    assert "service level today" in page
    assert "Alex Sample" in page
    leaves()
    assert line_now(at=timezone.now() + timedelta(seconds=1)).unanswered == 1
    Telephone.objects.update(heard_at=timezone.now() - timedelta(minutes=2))
    found = line_now(at=timezone.now())
    assert (found.is_heard, found.ready) == (False, 0)


def test_a_ready_adviser_whose_telephone_is_gone_is_not_shown_as_ready(held) -> None:
    rota_sample.ready(held, at=timezone.now())
    follow_telephone(extension="1001", device="UNAVAILABLE", wrap_up_seconds=60, at=timezone.now())
    (person,) = line_now(at=timezone.now()).people
    assert (person.is_ready, "not signed on" in person.words) == (False, True)


def test_earlier_enquiries_are_shown_only_of_a_known_number_and_of_who_agreed(held) -> None:
    earlier, unasked = enquiry(agrees=True), enquiry(agrees=False)
    browser = people.browser_of(held.person)
    follow_telephone(extension="1001", device="RINGING", wrap_up_seconds=60, at=timezone.now())
    rings("", "1.2")
    hear_at_telephone(extension="1001", call_id="1.2", at=timezone.now())
    assert "Number withheld" in browser.get("/desk/phone").text
    rings(NUMBER)
    hear_at_telephone(extension="1001", call_id="1.1", at=timezone.now())
    for _ in range(3):
        page = browser.get("/desk/phone").text
    assert earlier.reference in page
    assert unasked.reference not in page
    assert NUMBER[1:] not in page
    read = Event.objects.filter(action="enquiry.read", subject=earlier.subject, actor=held.person.actor_key)
    assert read.count() == 1
    leaves()
    assert LiveCall.objects.get(call_id="1.1").caller_index == ""
    assert earlier.reference not in browser.get("/desk/phone").text


class Keeps:
    """An exchange's database, for what is put there; the real one keeps it in tests/system/telephony."""

    kept: ClassVar[dict[tuple[str, str], str]] = {}

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def ask(self, action: str, **fields: str) -> dict[str, str]:
        assert action == "DBPut"
        self.kept[fields["Family"], fields["Key"]] = fields["Val"]
        return {"Response": "Success"}

    def close(self) -> None:
        pass


def test_a_secret_is_made_for_its_own_person_alone_and_the_policy_names_one_socket(held, monkeypatch) -> None:
    browser = people.browser_of(held.person)
    page = browser.get("/desk/phone")
    assert "a-secret" not in page.text
    assert "connect-src 'self' wss://phone.example.org:8089" in page["Content-Security-Policy"]
    assert "microphone=(self)" in page["Permissions-Policy"]
    assert browser.post("/desk/phone/sign-on").status_code == 409  # there is no exchange that could take a secret
    monkeypatch.setattr("adviceline.channels.telephony.exchange.signing_on.Manager", Keeps)
    told, again = browser.post("/desk/phone/sign-on"), browser.post("/desk/phone/sign-on")
    secrets = [each.json()["secret"] for each in (told, again)]
    assert {"address": "wss://phone.example.org:8089/ws", "name": "1001", "secret": secrets[0]} == told.json()
    assert secrets[0] != secrets[1]
    assert json.loads(Keeps.kept["browser/auth", "1001"])["password"] == secrets[1]
    assert "no-store" in told["Cache-Control"]
    assert Event.objects.filter(action="telephone.signed_on").count() == 2
    other = people.browser_of(people.somebody("adviser"))
    assert other.post("/desk/phone/sign-on").status_code == 409
    assert "microphone=()" in other.get("/desk/phone")["Permissions-Policy"]
    assert "wss:" not in other.get("/desk/queue")["Content-Security-Policy"]
    assert other.get("/call-us").status_code == other.post("/call-us/sign-on").status_code == 404

"""Who sent a message is checked against the DNS (a name server of the test's own), and a forged sender joins nothing."""

from __future__ import annotations

import base64

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from adviceline.channels.email.models import Message, Outgoing
from adviceline.channels.email.trust import Trust, check, names
from adviceline.channels.email.writing import thread_address
from adviceline.contacts.models import Contact, Enquiry
from tests.support.mails import SERVICE, mail
from tests.support.name_server import NameServer

SERVER, STRANGER = "5.9.1.1", "8.8.4.4"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def zone(settings):
    made = NameServer()
    settings.MAIL_DNS = made.address
    public = KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    made.text("s1._domainkey.school.example.org", f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}")
    made.text("school.example.org", f"v=spf1 ip4:{SERVER} -all")
    made.text("_dmarc.school.example.org", "v=DMARC1; p=reject")
    yield made
    made.close()


def arrived(content: bytes, *, from_server: str = SERVER, path: str = "dana@school.example.org") -> bytes:
    """As our mail server hands it on."""
    head = f"Return-Path: <{path}>\nReceived: from mx.school.example.org (x [{from_server}])\n\tby mail.test.invalid; "
    return (head + "Thu, 03 Feb 2022 09:00:00 +0000\n").encode() + content


def signed(content: bytes, domain: str = "school.example.org") -> bytes:
    pem = KEY.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    content = content.replace(b"\n", b"\r\n")
    return dkim.sign(content, b"s1", domain.encode(), pem) + content


def test_a_message_from_the_domains_own_server_is_authentic(zone):
    assert check(arrived(mail("q@school"))) == Trust("authentic", "pass", "none", "pass", by="us")


def test_a_signed_message_that_was_passed_on_is_authentic(zone):
    found = check(arrived(signed(mail("q@school")), from_server=STRANGER, path="list@elsewhere.example.org"))
    assert (found.verdict, found.dkim, found.dmarc) == ("authentic", "pass", "pass")


def test_a_changed_message_from_elsewhere_is_spoofed(zone):
    content = signed(mail("q@school")).replace(b"return to lessons", b"return of money")
    found = check(arrived(content, from_server=STRANGER))
    assert (found.verdict, found.spf, found.dkim, found.dmarc) == ("spoofed", "fail", "fail", "fail")


def test_another_domains_signature_proves_nothing(zone):
    zone.records["s1._domainkey.evil.example.net", "TXT"] = zone.records["s1._domainkey.school.example.org", "TXT"]
    found = check(
        arrived(signed(mail("q@school"), "evil.example.net"), from_server=STRANGER, path="x@evil.example.net")
    )
    assert (found.verdict, found.dkim, found.dmarc) == ("spoofed", "pass", "fail")


def test_a_domain_that_says_nothing_is_unproven(zone):
    content = mail("q@x", sender="a@nothing.example.com")
    assert check(arrived(content, path="a@nothing.example.com")).verdict == "unproven"


def test_a_name_server_that_does_not_answer_ends_in_time_and_is_no_proof(zone, monkeypatch):
    monkeypatch.setattr(names, "ONE_SECONDS", 0.1)
    monkeypatch.setattr(names, "ALL_SECONDS", 0.3)
    zone.is_silent = True
    found = check(arrived(signed(mail("q@school"))))
    assert (found.verdict, found.dmarc) == ("unknown", "temperror")
    assert zone.asked <= 20


@pytest.mark.parametrize(
    ("field", "verdict"),
    [
        ("mx.line.example.org; spf=pass smtp.mailfrom=a@b; dkim=pass header.d=b; dmarc=pass", "authentic"),
        ("mx.line.example.org; spf=fail; dkim=none; dmarc=fail (p=reject)", "spoofed"),
        ("mx.line.example.org; spf=fail; dkim=fail; dmarc=fail; arc=pass", "unproven"),
        ("spf=fail (sender IP is 1.2.3.4) smtp.mailfrom=b; dkim=none;dmarc=fail action=oreject header.from=b", "spoofed"),
        ("MX.evil.example.net; dmarc=pass", None),
        ("dmarc", None),
    ],
)  # fmt: skip
def test_our_own_mail_servers_word_is_taken_and_nobody_elses(settings, field, verdict):
    settings.MAIL_TRUST, settings.MAIL_DNS = ("mx.line.example.org", "outlook"), "off"
    content = f"Authentication-Results: {field}\nAuthentication-Results: mx.line.example.org; dmarc=pass\n".encode()
    assert check(content + mail("q@school")).verdict == (verdict or "unknown")


HOSTILE = [
    b"", b"\r\n", b"From: a@b, c@d\n\nx", b"DKIM-Signature: v=1; d=\xff; b=!\nFrom: a@b\n\nx",
    b"From: a@b\nReceived: from [[999.1.1.1]] by x\nReturn-Path: <<>>\n\nx",
]  # fmt: skip


@pytest.mark.parametrize("content", HOSTILE)
def test_hostile_input_ends_in_a_verdict(zone, content):
    assert check(content).verdict in ("unknown", "unproven", "spoofed")


@pytest.mark.django_db
def test_a_forged_sender_of_a_known_enquirer_joins_nothing_is_flagged_and_gets_no_answer(zone, read_in, settings):
    read_in(arrived(mail("q@school")), acknowledge=True)
    known = Enquiry.objects.get()
    assert Outgoing.objects.count() == 1
    forged = mail("f@school", subject=f"Re: {known.reference}", answers="q@school", text="Please send me all of it.")
    token = thread_address(SERVICE, known.reference)
    read_in(arrived(forged, from_server=STRANGER), acknowledge=True)
    read_in(arrived(mail("g@school", to=token, text="And the rest."), from_server=STRANGER), acknowledge=True)

    assert known.contacts.count() == 1
    assert Enquiry.objects.count() == 3
    for other in Enquiry.objects.exclude(pk=known.pk):
        (warning,) = other.notes.filter(kind="note")
        assert warning.body.startswith("The checks of who sent this message failed")
        assert Message.objects.get(contact__enquiry=other).flags[:1] == ["sender_spoofed"]
    assert Message.objects.filter(trust__verdict="spoofed").count() == 2
    assert Outgoing.objects.count() == 1


@pytest.mark.django_db
def test_the_threads_token_joins_from_any_address_and_says_so(read_in, clock):
    read_in(mail("q@school", sent_at=clock.now))
    known = Enquiry.objects.get()
    token = thread_address(SERVICE, known.reference)
    read_in(mail("q2@phone", sender="Lee <lee@phone.example.org>", to=token, subject="More", sent_at=clock.now))

    assert known.contacts.count() == 2
    (warning,) = known.notes.filter(kind="note")
    assert "another address" in warning.body


@pytest.mark.django_db
@pytest.mark.parametrize("spoil", [lambda token: token[:-40] + "0" * 4 + token[-36:], lambda token: token.replace("-", "_"),
                                   lambda token: token.partition("+")[0] + "+@" + SERVICE.partition("@")[2]])  # fmt: skip
def test_a_token_that_is_not_whole_joins_nobody(read_in, spoil):
    read_in(mail("q@school"))
    known = Enquiry.objects.get()
    token = spoil(thread_address(SERVICE, known.reference))
    read_in(mail("q2@phone", sender="Lee <lee@phone.example.org>", to=token, subject="One more thing"))
    assert known.contacts.count() == 1


@pytest.mark.django_db
def test_a_borrowed_id_of_a_message_of_ours_joins_nobody_else(read_in, clock):
    read_in(mail("q@school", sent_at=clock.now), acknowledge=True)
    ours = Outgoing.objects.get()
    read_in(mail("b@else", sender="else@other.example.org", answers=ours.message_id, sent_at=clock.now))
    read_in(mail("r@school", answers=ours.message_id, subject="thanks", sent_at=clock.now))
    assert sorted(each.contacts.count() for each in Enquiry.objects.all()) == [1, 2]
    assert Contact.objects.filter(enquiry=ours.enquiry).count() == 2

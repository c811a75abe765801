"""A mailbox that takes a token in place of a password (XOAUTH2), as Microsoft 365 does: Dovecot asks whose it is."""

from __future__ import annotations

import pytest

from adviceline.channels.email.models import Mailbox
from adviceline.channels.email.reading import oauth
from adviceline.channels.email.reading.accounts import accounts
from adviceline.channels.email.reading.imap import Unreachable
from adviceline.channels.email.reading.reader import read_mailbox_once
from adviceline.contacts.models import Contact
from tests.support.mailboxes import mail_servers_or_skip, put
from tests.support.mails import mail
from tests.support.token_server import CLIENT, SECRET, TENANT, TokenServer

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def provider():
    made = TokenServer()
    yield made
    made.close()


@pytest.fixture(scope="module")
def box(provider):
    with mail_servers_or_skip(postfix=False, token_info=provider.token_info) as servers:
        provider.secure(servers.certificate, servers.home / "server.key")
        yield servers


@pytest.fixture
def account(box, provider, tmp_path):
    oauth._application.cache_clear()

    def make(secret: str = SECRET):
        (tmp_path / "secret").write_text(secret + "\n")
        return accounts(
            f"imaps://advice@localhost:{box.imaps_port}/INBOX?ca={box.certificate}&oauth={TENANT}&client_id={CLIENT}"
            f"&secret_file={tmp_path / 'secret'}&authority={provider.authority}"
        )[0]

    return make


def test_it_is_read_with_a_token_that_is_asked_for_once(box, provider, account, clock):
    put(box, mail("q@school"))
    before = provider.asked
    assert read_mailbox_once(account(), at=clock.now).stored == 1
    put(box, mail("q2@school", subject="Another"))
    assert read_mailbox_once(account(), at=clock.now).stored == 1
    assert Contact.objects.filter(outcome="received").count() == 2
    assert provider.asked == before + 1


def test_a_token_that_was_withdrawn_is_replaced_at_the_next_try(box, provider, account, clock):
    read_mailbox_once(account(), at=clock.now)
    provider.given.clear()
    box.stop_dovecot()  # it remembers for a while whose a token was
    box.start_dovecot()
    with pytest.raises(Unreachable, match="refused us"):
        read_mailbox_once(account(), at=clock.now)
    read_mailbox_once(account(), at=clock.now)
    assert Mailbox.objects.get().failing_since_at is None


def test_a_wrong_secret_is_said_by_its_code_only(box, account, clock):
    with pytest.raises(Unreachable, match=r"secret is wrong, or the secret has ended \(invalid_client\)") as refused:
        read_mailbox_once(account("another_secret"), at=clock.now)
    assert "another_secret" not in str(refused.value) + Mailbox.objects.get().failure


def test_a_provider_that_is_away_is_waited_for(box, provider, account, clock):
    away = accounts(
        f"imaps://advice@localhost:{box.imaps_port}/INBOX?ca={box.certificate}&oauth={TENANT}&client_id={CLIENT}"
        "&secret_env=HOME&authority=https://localhost:1"
    )[0]
    with pytest.raises(Unreachable, match="could not be asked"):
        read_mailbox_once(away, at=clock.now)

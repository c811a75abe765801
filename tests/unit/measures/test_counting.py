"""The counting rule: what counts, what was answered, what may be charged for."""

import pytest

from adviceline.measures import codes
from adviceline.measures.counting import abandon_outcome, contact_answered, contact_billable, contact_counts


def billable(channel, direction, outcome, *, replied=False, non_advice="", out_of_scope=False):
    return contact_billable(
        channel=channel,
        direction=direction,
        outcome=outcome,
        replied=replied,
        non_advice=non_advice,
        out_of_scope=out_of_scope,
    )


EVERY = [
    (channel, direction, outcome) for (channel, direction), outcomes in codes.OUTCOMES.items() for outcome in outcomes
]
CHARGED = {
    ("call", "in", "answered"),
    ("callback", "out", "completed"),
    ("email", "in", "received"),
    ("chat", "in", "answered"),
    ("session", "out", "delivered"),
}


@pytest.mark.parametrize("contact", EVERY)
def test_only_five_kinds_of_contact_are_charged_for(contact):
    assert billable(*contact, replied=True) is (contact in CHARGED)


def test_an_email_is_charged_for_once_it_is_replied_to():
    assert not billable("email", "in", "received")
    assert billable("email", "in", "received", replied=True)


@pytest.mark.parametrize("contact", sorted(CHARGED))
@pytest.mark.parametrize("reason", [{"out_of_scope": True}, *({"non_advice": code} for code in codes.NON_ADVICE)])
def test_out_of_scope_and_non_advice_are_never_charged_for(contact, reason):
    assert not billable(*contact, replied=True, **reason)


@pytest.mark.parametrize("channel", codes.CHANNELS)
def test_a_test_is_in_no_figure(channel):
    assert not contact_counts(channel=channel, outcome="answered", non_advice="test")


def test_spam_counts_as_a_call_that_reached_the_exchange_but_not_as_a_message_from_a_person():
    assert contact_counts(channel="call", outcome="answered", non_advice="spam")
    assert not contact_counts(channel="email", outcome="received", non_advice="spam")
    assert not contact_counts(channel="email", outcome="auto_reply", non_advice="")
    assert not contact_counts(channel="web_form", outcome="spam", non_advice="")


def test_whatever_is_charged_for_counts():
    for channel, direction, outcome in EVERY:
        if billable(channel, direction, outcome, replied=True):
            assert contact_counts(channel=channel, outcome=outcome, non_advice="")


def test_a_web_form_is_answered_by_a_reply_and_not_charged_for_itself():
    assert contact_answered(channel="web_form", direction="in", outcome="received", replied=True)
    assert not contact_answered(channel="web_form", direction="in", outcome="received", replied=False)
    assert not billable("web_form", "in", "received", replied=True)


def test_a_short_abandon_is_one_under_thirty_seconds():
    assert abandon_outcome(29) == "short_abandon"
    assert abandon_outcome(30) == "abandoned"


def test_an_unknown_outcome_is_named():
    assert "sideways" in codes.unknown_outcome("call", "sideways", "answered")
    assert "short_abandon" in codes.unknown_outcome("call", "in", "vanished")
    assert codes.unknown_outcome("call", "in", "answered") is None

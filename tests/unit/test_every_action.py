"""Every action says by whom and when, and leaves an audit event; what does not is named here with its reason."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "adviceline"

PART = "a part of an action: called inside its transaction, which records it"
PURE = "writes nothing"
MACHINE = "the machinery of durable work: what it does is recorded by the action that asked, or by the task itself"
FACT = "the writer of facts: called inside the action whose record it counts"
BLIND = "an event would say when somebody answered: the event is of the batch with which the answer is let out"
MESSAGE = "each message is a row of its chat, with who and when: the chat is its own history"
RAW = "keeps what arrived, as it arrived, before anything is done with it; the contact made of it is recorded"

NOT_ACTIONS = {
    "audit.record": "the audit trail itself",
    "audit.events_last": "the audit trail itself",
    "jobs.enqueue": MACHINE,
    "jobs.enqueue_once": MACHINE,
    "jobs.send": MACHINE,
    "advice.answer_run": "each answer is a row of the run, with who and when: the run is its own history",
    "advice.go_back": "each step back is a row of the run, with who and when: the run is its own history",
    "advice.answer_drive": "each answer is a row of the test drive, with when: the walk is its own history",
    "advice.go_back_in_drive": "each step back is a row of the test drive, with when: the walk is its own history",
    "channels.web.already_sent": "reads what a form has become, and changes nothing",
    "advice.walk_of": PURE,
    "advice.drive_walk": PURE,
    "advice.map_of": PURE,
    "advice.safety_of": PURE,
    "channels.email.ingest": RAW,
    "channels.email.store": RAW,
    "channels.email.own_mailboxes": PURE,
    "channels.email.acknowledge": PART,
    "channels.email.count_sent": PART,
    "channels.email.describe": RAW,
    "channels.email.record_plain": PART,
    "channels.email.record_stored": "done by the mailbox, an actor of its own: no person can ask for it",
    "channels.email.correspondence.read_message": "takes apart, for the desk to show, what is recorded already",
    "channels.email.correspondence.save_draft": "what somebody is still writing, seen by them alone; sending it is recorded",
    "channels.telephony.ingest": RAW,
    "channels.telephony.store": RAW,
    "channels.telephony.take": RAW,
    "channels.telephony.fetch_messages": "done by the exchange, an actor of its own: each message is recorded",
    "channels.telephony.fetch_hosted_message": "done by the exchange, an actor of its own: each message is recorded",
    "channels.telephony.fetch_recordings": "done by the exchange, an actor of its own: each recording is recorded",
    "channels.telephony.sound_of": "the parts of a sound for a hearing that begin_hearing recorded",
    "channels.telephony.take_webhook": RAW,
    "channels.telephony.note_answered": RAW,
    "channels.telephony.facts_index": PURE,
    "channels.telephony.record_stored": "done by the exchange, an actor of its own: no person can ask for it",
    "channels.telephony.account_of": PURE,
    "channels.telephony.hear": RAW,
    "channels.telephony.hear_together": RAW,
    "channels.telephony.make_contacts": "done by the exchange, an actor of its own: each contact is recorded",
    "channels.telephony.lose_touch": RAW,
    "channels.telephony.lose_touch_with": RAW,
    "channels.telephony.forget_unended": RAW,
    "channels.telephony.keep_telephones": "which telephone is whose, as the exchange's settings say",
    "channels.telephony.hear_at_telephone": RAW,
    "channels.telephony.note_shown": "each reading is recorded by access_enquiry",
    "channels.telephony.follow_telephone": "done by the exchange, an actor of its own: the state it sets is recorded",
    "channels.telephony.read_exchange": "done by the exchange, an actor of its own: no person can ask for it",
    "channels.telephony.compare": "done by the exchange, an actor of its own: each difference is recorded",
    "channels.web.idempotency_key": PURE,
    "channels.chat.say": MESSAGE,
    "channels.chat.keep_messages": MESSAGE,
    "channels.chat.append": PART,
    "channels.chat.held": PART,
    "channels.chat.tell": PART,
    "channels.chat.ring_after": PART,
    "channels.chat.has_too_many": PURE,
    "channels.chat.was_asked": PURE,
    "channels.chat.safe_name": PURE,
    "channels.chat.send_if_over": PART,
    "contacts.settle_replies": PART,
    "contacts.changing": PART,
    "contacts.sent_twice_counts_once": PART,
    "contacts.recount_contacts": PART,
    "contacts.closing_facts": PURE,
    "contacts.open_enquiry": PART,
    "contacts.write_text": PART,
    "contacts.mark_replied": PART,
    "contacts.unused_references": PURE,
    "contacts.check_codes": PURE,
    "demo.refuse_unless_fictional": PURE,
    "demo.load_pilot": "replays the actions themselves, each by whoever did it in the story",
    "demo.fictional_places": "fills an empty demonstration",
    "demo.analyse": "tells the database how big its tables are",
    "directory.digest_of": PURE,
    "directory.put": PART,
    "directory.keep": PART,
    **{f"facts.{verb}_{what}_fact": FACT for verb in ("write", "remove")
       for what in ("contact", "enquiry", "signpost", "signpost_help", "callback_request") if (verb, what) not in
       {("remove", "contact"), ("remove", "enquiry")}},
    **{f"facts.bulk_write_{what}_facts": FACT for what in ("contact", "enquiry", "signpost", "callback_request")},
    **{f"facts.write_{what}": FACT for what in ("feedback_ask_fact", "feedback_answer_facts", "feedback_case_fact")},
    **{f"facts.{verb}_published_improvement_fact": FACT for verb in ("write", "remove")},
    **{f"feedback.{verb}": BLIND for verb in
       ("take_answers", "take_answers_on_phone", "take_answers_in_chat")},
    "feedback.open_invitation": PART,
    "feedback.wants_no_more": PURE,
    "feedback.could_have_answered": PURE,
    "feedback.words_of": PURE,
    "feedback.smallest_group": PURE,
    "feedback.recount_overdue_cases": FACT,
    "facts.add_contact_facts": FACT,
    "facts.write_contact_facts": FACT,
    "facts.write_enquiry_facts": FACT,
    "facts.add_enquiry_facts": FACT,
    "facts.write_cover_facts": FACT,
    "facts.write_heard_fact": FACT,
    "facts.replace_money_facts": FACT,
    "delivery.keep_overrides": PART,
    "workforce.count_cover": FACT,
    "workforce.count_cover_again": FACT,
    "workforce.check_shift": PURE,
    "workforce.take_cells": PART,
    "workforce.save_changed": PART,
    "finance.locked_account": PART,
    "finance.post": PART,
    "finance.post_claim": PART,
    **{f"finance.tell_{what}": PART for what in ("spending", "budget", "claims")},
    "finance.received_for": PURE,
    "finance.settled_with": PURE,
    "finance.keys_in_ledger": PURE,
    "finance.why_not_spending": PURE,
    "reporting.returns.certificate_of": PURE,
    "reporting.returns.said_plainly": PURE,
    "reporting.returns.require": PURE,
    "reporting.returns.step": PART,
    "reporting.returns.keep": PART,
    "reporting.returns.role_of": PURE,
    "reporting.returns.subject": PURE,
}  # fmt: skip
#: Signing in and out is done by the person whom it is about: `person` says who.
BY_THEMSELVES = {
    "accounts.record_sign_in", "accounts.record_failed_sign_in", "accounts.record_sign_out",
    "accounts.record_second_factor", "accounts.set_password",
}  # fmt: skip


@dataclass(frozen=True)
class Function:
    name: str
    parameters: frozenset[str]
    positional: tuple[str, ...]
    calls: frozenset[str]


def public_functions() -> list[Function]:
    """Each with what it calls itself, or through a private function of its file."""
    found = []
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = file.relative_to(PACKAGE).with_suffix("").parts
        if "actions" not in parts:
            continue
        room = ".".join(parts[: parts.index("actions")])
        written = {node.name: node for node in ast.parse(file.read_text()).body if isinstance(node, ast.FunctionDef)}
        found += [
            _read(f"{room}.{name}", node, _with_private(node, written))
            for name, node in written.items()
            if not name.startswith("_")
        ]
    return found


def _with_private(node: ast.FunctionDef, written: dict[str, ast.FunctionDef]) -> frozenset[str]:
    calls: set[str] = set()
    ahead = [node]
    while ahead:
        called = [each.func for each in ast.walk(ahead.pop()) if isinstance(each, ast.Call)]
        names = {each.id if isinstance(each, ast.Name) else getattr(each, "attr", "") for each in called}
        ahead += [written[name] for name in names - calls if name.startswith("_") and name in written]
        calls |= names
    return frozenset(calls)


def _read(name: str, node: ast.FunctionDef, calls: frozenset[str]) -> Function:
    return Function(
        name,
        frozenset(each.arg for each in node.args.kwonlyargs),
        tuple(each.arg for each in (*node.args.posonlyargs, *node.args.args)),
        calls,
    )


FUNCTIONS = public_functions()
ACTIONS = [each for each in FUNCTIONS if each.name not in NOT_ACTIONS]


def _ids(functions: list[Function]) -> list[str]:
    return [each.name for each in functions]


def test_the_actions_are_found():
    assert {
        "contacts.record_contact",
        "contacts.close",
        "privacy.rotate_master_key",
        "channels.web.submit_enquiry",
    } <= {each.name for each in ACTIONS}


def test_no_exception_outlives_what_it_is_for():
    assert set(NOT_ACTIONS) | BY_THEMSELVES <= {each.name for each in FUNCTIONS}


@pytest.mark.parametrize("action", ACTIONS, ids=_ids(ACTIONS))
def test_an_action_takes_its_values_by_name_and_says_by_whom_and_when(action):
    assert action.positional == ()
    assert "at" in action.parameters
    assert "by" in action.parameters or action.name in BY_THEMSELVES


@pytest.mark.parametrize("action", ACTIONS, ids=_ids(ACTIONS))
def test_an_action_leaves_an_audit_event(action):
    """By itself, or through an action that it is made of."""
    recording = {"record"}
    while more := {each.name.rpartition(".")[2] for each in ACTIONS if each.calls & recording} - recording:
        recording |= more
    assert action.calls & recording

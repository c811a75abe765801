"""What the pages of chat show at the desk."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from adviceline.accounts.models import Person
from adviceline.accounts.roles import Permission
from adviceline.advice.queries import current_versions, runs_of
from adviceline.channels.chat import queries
from adviceline.channels.chat.identity import page_token
from adviceline.channels.chat.models import Chat, Message
from adviceline.channels.chat.rules import first_name, named
from adviceline.channels.chat.states import ADVISER, ENDINGS, ENQUIRER, STATES, TALKING, WHISPER
from adviceline.contacts.models import ConfidenceAnswer
from adviceline.contacts.queries import access_contact_details
from adviceline.desk.advice_panel import advice_panel
from adviceline.desk.forms import LeaveMapForm
from adviceline.directory.queries import search_resources
from adviceline.privacy import crypto
from adviceline.ui.words import sentence

MOST_SHOWN = 3_000
MOST_RESOURCES = 6


def entry(message: Message, called: str = "") -> dict[str, Any]:
    """As the log of ui/components/chat.html shows it to the staff."""
    name = message.author.name if message.author else ""
    kind, who = {
        ENQUIRER: ("theirs", "The enquirer"),
        ADVISER: ("own", name),
        WHISPER: ("whisper", f"{name}, to the adviser only"),
    }.get(message.sender, ("ours", "Us"))
    return {"seq": message.seq, "kind": kind, "who": who, "at": message.written_at, "text": named(message.body, called)}


def name_given(chat: Chat, *, by: Person, at: datetime) -> str:
    """What the enquirer would like to be called, for who may read it; each look is recorded. Empty when unknown."""
    if chat.enquiry.enquirer.sealed_details is None or not by.may(Permission.READ_CONTACT_DETAILS):
        return ""
    try:
        return access_contact_details(enquiry=chat.enquiry, by=by, at=at).name
    except crypto.Erased:
        return ""


def chat_context(request: HttpRequest, chat: Chat, *, by: Person, at: datetime) -> dict[str, Any]:
    """Of desk/chats/chat.html, but for the forms."""
    messages = queries.messages_after(chat.pk, 0, for_staff=True, size=MOST_SHOWN)
    codes = {message.code for message in messages}
    is_mine = chat.adviser_id == by.pk
    name = name_given(chat, by=by, at=at)
    search = request.GET.get("resource", "")[:80]
    enquirer = chat.enquiry.enquirer
    return {
        "chat": chat,
        "at": at,
        "state": STATES[chat.state] if chat.is_open else ENDINGS[chat.ending],
        "entries": [entry(message, first_name(name)) for message in messages],
        "last": messages[-1].seq if messages else 0,
        "token": page_token(request.session, chat=chat, person=by) if chat.is_open else "",
        "is_mine": is_mine,
        "may_take": chat.state == "waiting" and by.may(Permission.WORK_ENQUIRIES),
        "may_say": chat.state == TALKING and is_mine,
        "may_whisper": chat.is_open and not is_mine and by.may(Permission.SUPERVISE),
        "may_end": chat.is_open and (is_mine or by.may(Permission.SUPERVISE)),
        "may_transfer": chat.state == TALKING and (is_mine or by.may(Permission.SUPERVISE)),
        "may_wrap_up": not chat.is_open and is_mine and chat.wrapped_up_at is None,
        "refreshes": chat.is_open and "wait" in request.GET,
        "stages": [
            (stage, words) for stage, words in (("start", "at the start"), ("close", "at the close"))
            if stage in ConfidenceAnswer.Stage.values and f"confidence_{stage}" not in codes
        ],
        "name": first_name(name),
        "words": {name: sentence(f"chat.{name}") for name in ("away", "back", "typing", "enter")},
        "unsent_words": sentence("chat.unsent"),
        "advice": advice_panel(
            chat.enquiry, runs=list(runs_of(chat.enquiry.key)[:1]), maps=list(current_versions()),
            may_work=by.may(Permission.WORK_ENQUIRIES) and chat.enquiry.is_open,
        ),
        "leave": LeaveMapForm(),
        "files": list(chat.files.defer("content").order_by("pk")),
        "resource_search": search,
        "resources": search_resources(
            search, region=enquirer.region, la_code=enquirer.la_code, most=MOST_RESOURCES
        ),
    }  # fmt: skip

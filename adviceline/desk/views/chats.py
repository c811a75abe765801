"""Chats at the desk: who waits, and the conversation."""

from __future__ import annotations

import uuid
from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.channels.chat import actions, doorbell, queries
from adviceline.channels.chat.forms import MessageForm
from adviceline.channels.chat.identity import page_token
from adviceline.channels.chat.models import Chat
from adviceline.channels.chat.states import FINISHED
from adviceline.channels.chat.writing import Draft, Refused, keep
from adviceline.channels.email.correspondence.pictures import UnableToShow
from adviceline.contacts import actions as contacts
from adviceline.contacts.errors import UnableTo
from adviceline.desk.chat_forms import ParagraphForm, TransferForm
from adviceline.desk.chat_shown import chat_context
from adviceline.desk.file_answer import file_answer
from adviceline.desk.page import resource_row
from adviceline.desk.shown import label
from adviceline.desk.views.common import fetch, person
from adviceline.desk.views.replies import paragraphs
from adviceline.ui.errors import error_page


@require_safe
@permission_required(Permission.READ_ENQUIRIES)
@never_cache
def listed(request: HttpRequest) -> HttpResponse:
    """Who waits, longest first, and the chats that this person has."""
    at, by = timezone.now(), person(request)
    waiting = list(queries.queue())
    context = {
        "waiting": waiting, "mine": list(queries.chats_with(by)), "at": at, "label": label,
        "may_take": by.may(Permission.WORK_ENQUIRIES), "may_watch": by.may(Permission.SUPERVISE),
        "token": page_token(request.session, chat=None, person=by),
        "newest": max((chat.pk for chat in waiting), default=0), "refreshes": "wait" in request.GET,
        "minutes": lambda since: round((at - since).total_seconds() // 60),
    }  # fmt: skip
    return render(request, "desk/chats/listed.html", context)


@require_safe
@permission_required(Permission.READ_ENQUIRIES)
@never_cache
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The conversation, beside the way to its enquiry and map. `paragraph` and `put` begin the message."""
    return _page(request, _fetch(request, pk), MessageForm(initial={"text": _begun(request, pk)}))


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, lambda chat: actions.take_chat(chat=chat, by=person(request), at=timezone.now()))


@require_POST
@permission_required(Permission.READ_ENQUIRIES)
def say(request: HttpRequest, pk: int) -> HttpResponse:
    """A message, or a supervisor's whisper, from a page without script."""
    chat, by = _fetch(request, pk, "say"), person(request)
    try:
        message_id = uuid.UUID(request.POST.get("id", ""))
    except ValueError:
        return error_page(request, 400)
    draft = Draft(
        chat_id=chat.pk, client_id=message_id, text=request.POST.get("text", ""), author=by,
        whisper="whisper" in request.POST,
    )  # fmt: skip
    outcome = keep([draft])[0]
    if isinstance(outcome, Refused):
        form = MessageForm({"text": draft.text}, refused=outcome)
        form.is_valid()
        return _page(request, chat, form, message_id=message_id, status=422)
    doorbell.ring([chat.pk])
    return _to_the_newest(pk)


@require_POST
@permission_required(Permission.READ_ENQUIRIES)
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    form = TransferForm(request.POST, person=person(request))
    if not form.is_valid():
        return _page(request, _fetch(request, pk, "transfer"), MessageForm(), transfer_form=form, status=422)
    return _do(
        request, pk,
        lambda chat: actions.transfer_chat(chat=chat, to=form.chosen(), by=person(request), at=timezone.now()),
    )  # fmt: skip


@require_POST
@permission_required(Permission.READ_ENQUIRIES)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk,
        lambda chat: actions.end_chat(chat=chat, ending=FINISHED, by=person(request), at=timezone.now()),
    )  # fmt: skip


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
def wrap_up(request: HttpRequest, pk: int) -> HttpResponse:
    """What followed the chat is done: back to who waits."""
    answer = _do(request, pk, lambda chat: actions.wrap_up(chat=chat, by=person(request), at=timezone.now()))
    return redirect("desk:chats") if answer.status_code == 302 else answer


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
def ask_confidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the confidence questions before the enquirer."""
    stage = request.POST.get("stage", "")
    return _do(
        request, pk,
        lambda chat: actions.ask_confidence(chat=chat, stage=stage, by=person(request), at=timezone.now()),
    )  # fmt: skip


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a resource as given, and begin the message with it."""
    resource = request.POST.get("resource", "")[:120]
    answer = _do(
        request, pk,
        lambda chat: contacts.give_signposts(
            enquiry=chat.enquiry, resources=[resource], by=person(request), at=timezone.now()
        ),
    )  # fmt: skip
    if answer.status_code == 302:
        answer["Location"] += f"?put={resource}#write"
    return answer


@require_safe
@permission_required(Permission.WORK_ENQUIRIES)
@never_cache
@csp_update({"sandbox": []})  # type: ignore[arg-type]  # a view takes its parameters too
def open_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """The bytes of a file that the scanner passed, as nothing that a browser runs."""
    chat = _fetch(request, pk, "file")
    kept = get_object_or_404(chat.files, pk=file)
    try:
        content = actions.open_file(file=kept, by=person(request), at=timezone.now())
        return file_answer(content, name=kept.name, kind=kept.kind)
    except (UnableTo, UnableToShow) as error:
        back = (reverse("desk:chat", kwargs={"pk": pk}), "Back to the chat")
        return error_page(request, 409, title="This file was not opened", paragraphs=[str(error)], back=back)


def _fetch(request: HttpRequest, pk: int, why: str = "chat") -> Chat:
    """The chat, the access to its enquiry checked and recorded; 404 when there is none."""
    chat = queries.chat_by_id(pk)
    if chat is None:
        raise Http404("There is no such chat.")
    fetch(request, chat.enquiry.reference, why)
    return chat


def _do(request: HttpRequest, pk: int, step: Any) -> HttpResponse:
    chat = _fetch(request, pk, "chat step")
    try:
        step(chat)
    except UnableTo as error:
        messages.error(request, str(error))
        return _page(request, _fetch(request, pk), MessageForm(), status=409)
    return redirect("desk:chat", pk=pk)


def _to_the_newest(pk: int) -> HttpResponse:
    answer = redirect("desk:chat", pk=pk)
    answer["Location"] += "?wait=1"
    return answer


def _begun(request: HttpRequest, pk: int) -> str:
    """A paragraph of the content, or a resource, with which the message begins."""
    chat = queries.chat_by_id(pk)
    if chat is None:
        return ""
    if found := paragraphs(chat.enquiry).get(request.GET.get("paragraph", "")):
        return found[1].strip()
    put = request.GET.get("put", "")
    if put and chat.enquiry.signposts.filter(resource=put).exists():
        row = resource_row(put)
        return ": ".join(filter(None, [row["title"], row["url"]]))
    return ""


def _page(
    request: HttpRequest, chat: Chat, form: MessageForm, *, message_id: uuid.UUID | None = None,
    transfer_form: TransferForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    by = person(request)
    choices = [(key, text[0]) for key, text in paragraphs(chat.enquiry).items()]
    context = chat_context(request, chat, by=by, at=timezone.now()) | {
        "form": form, "message_id": message_id or uuid.uuid4(), "label": label,
        "transfer_form": transfer_form or TransferForm(person=by), "paragraph_form": ParagraphForm(choices=choices),
    }  # fmt: skip
    return render(request, "desk/chats/chat.html", context, status=status)

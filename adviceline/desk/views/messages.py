"""A message whole, its original, its files, looking through it, and moving it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from markupsafe import Markup

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.channels.email.body import clean_text
from adviceline.channels.email.correspondence import actions, blanking, queries
from adviceline.channels.email.correspondence.actions.redacting import Looked, look_at
from adviceline.channels.email.correspondence.models import Attachment, Check
from adviceline.channels.email.correspondence.opening import OriginalGone, choices_of, parsed_of, raw_of
from adviceline.channels.email.correspondence.pictures import UnableToShow
from adviceline.channels.email.correspondence.safe_html import safe_html
from adviceline.channels.email.correspondence.structure import HIDDEN as HIDDEN_WORDS
from adviceline.channels.email.correspondence.structure import structure_of
from adviceline.channels.email.models import Message, Sealed
from adviceline.channels.email.parsing import UnreadableMail, parse
from adviceline.contacts.errors import UnableTo
from adviceline.contacts.models import Enquiry, Note
from adviceline.contacts.queries import EnquiryNotFound, access_enquiry
from adviceline.content.current import current_content
from adviceline.desk.file_answer import file_answer
from adviceline.desk.mail_forms import OTHER, CheckForm, MoveForm, OriginalForm
from adviceline.desk.mail_shown import file_row, shown_text, words
from adviceline.desk.views.common import back_to, error_on, fetch, person
from adviceline.privacy.files import kinds as files
from adviceline.privacy.guard import GuardFailed, explain
from adviceline.privacy.screening import IdentifyingDetailsFound

LONGEST_SOURCE = 200_000
KEPT_DAYS = Sealed.privacy.retention.days or 0
HIDDEN = "This message could not be checked for identifying details, so it is hidden. It is tried again by itself."


@require_safe
@permission_required(Permission.READ_ENQUIRIES)
@never_cache
def show(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The whole message, quotations and all, with what identifies blanked out."""
    enquiry = fetch(request, reference, "mail")
    message = _message(enquiry, pk)
    context: dict[str, Any] = {
        "enquiry": enquiry, "message": message, "why": "", "subject": "", "shown": "", "formatted": "", "hidden": "",
        "may_work": person(request).may(Permission.WORK_ENQUIRIES), "kept_days": KEPT_DAYS,
        "kept_until": (message.settled_at or message.stored_at) + timedelta(days=KEPT_DAYS),
    }  # fmt: skip
    try:
        context |= _whole(enquiry, message)
    except OriginalGone as gone:
        context["why"] = str(gone)
    except GuardFailed:
        context["why"] = HIDDEN
    return render(request, "desk/mail/message.html", context)


def _whole(enquiry: Enquiry, message: Message) -> dict[str, Any]:
    parsed, choices = parsed_of(message), choices_of(enquiry)
    try:
        structure = structure_of(raw_of(message))
    except UnreadableMail:
        raise OriginalGone from None
    html, hidden = structure.html, "\n\n".join(each.text for each in structure.inside if each.kind == HIDDEN_WORDS)
    formatted = safe_html(html, find=lambda text: blanking.places(text, choices)) if html.strip() else ""
    return {
        "subject": words(blanking.blanked(parsed.subject, choices)),
        "shown": shown_text(blanking.blanked(parsed.text, choices)) or "This message has no text.",
        "hidden": words(blanking.blanked(hidden, choices)),
        "formatted": Markup(formatted),  # noqa: S704  # what nh3 left
    }


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.WORK_ENQUIRIES)
@never_cache
def original(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The message as it arrived, as text that does nothing; for a reason, which is recorded."""
    enquiry = fetch(request, reference, "mail")
    message = _message(enquiry, pk)
    form = OriginalForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"enquiry": enquiry, "message": message, "form": form, "original": None}
    if request.method == "POST" and form.is_valid():
        try:
            raw = actions.read_original(
                message=message, enquiry=enquiry, reason=form.cleaned_data["reason"], by=person(request),
                at=timezone.now(),
            )  # fmt: skip
        except UnableTo as error:
            form.add_error("reason", str(error))
        else:
            context["original"] = _inert(raw)
    status = 422 if request.method == "POST" and context["original"] is None else 200
    return render(request, "desk/mail/original.html", context, status=status)


def _inert(raw: bytes) -> dict[str, Any]:
    try:
        text = parse(raw).text
    except UnreadableMail:
        text = ""
    return {
        "text": text, "source": clean_text(raw[:LONGEST_SOURCE].decode("utf-8", "backslashreplace")),
        "cut": len(raw) > LONGEST_SOURCE,
    }  # fmt: skip


@require_safe
@permission_required(Permission.WORK_ENQUIRIES)
@never_cache
def file(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """What is known of one file. A picture is shown only to who asks for it on this page."""
    enquiry = fetch(request, reference, "file")
    kept = _file(enquiry, pk)
    row = file_row(kept, enquiry)
    context = {
        "enquiry": enquiry, "file": kept, "row": row, "is_picture": kept.kind == files.IMAGE,
        "shows": request.GET.get("show") == "yes", "warning": current_content().text("desk.pictures").plain(),
        "why": "" if row["href"] else f"This file cannot be opened. {row['why']}".strip(),
    }  # fmt: skip
    return render(request, "desk/mail/file.html", context)


@require_safe
@permission_required(Permission.WORK_ENQUIRIES)
@never_cache
@csp_update({"sandbox": []})  # type: ignore[arg-type]  # a view takes its parameters too
def open_file(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The file's bytes, as a download that no browser runs; of a picture, a new one made from it."""
    enquiry = fetch(request, reference, "file")
    kept = _file(enquiry, pk)
    try:
        found = actions.open_attachment(attachment=kept, enquiry=enquiry, by=person(request), at=timezone.now())
        return file_answer(found.content, name=kept.name, kind=kept.kind)
    except (UnableTo, UnableToShow) as error:
        return error_on(request, enquiry, 409, title="This file was not opened", paragraphs=[str(error)])


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.WORK_ENQUIRIES)
@never_cache
def check(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Look through a text with what was found in it marked, and take it out in one step."""
    enquiry = fetch(request, reference, "check")
    note = queries.note_in(enquiry, pk)
    if note is None:
        raise Http404("This enquiry has no such text.")
    by, at = person(request), timezone.now()
    try:
        looked = look_at(note=note, by=by, at=at)
    except UnableTo as error:
        return error_on(request, enquiry, 409, title="This text is hidden", paragraphs=[str(error)])
    findings = explain(looked.text, looked.spans)
    form = CheckForm(request.POST if request.method == "POST" else None, findings=findings, mark=looked.mark)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            actions.redact(
                note=note, mark=clean["mark"], taken_out={int(each) for each in clean["taken_out"]},
                words=form.pieces(), reason=clean["reason"], by=by, at=at,
            )  # fmt: skip
        except UnableTo as error:
            form.add_error(None, str(error))
        except IdentifyingDetailsFound:
            form.add_error("reason", "The reason itself could identify a child. Say it in other words.")
        else:
            messages.success(request, "Taken out. The enquiry and everything after it hold what is left.")
            return back_to(enquiry, "conversation")
    context = {
        "enquiry": enquiry, "note": note, "looked": looked, "text": _marked(looked), "form": form,
        "check": Check.objects.select_related("checked_by").filter(note=note).first(),
    }  # fmt: skip
    return render(request, "desk/mail/check.html", context, status=422 if request.method == "POST" else 200)


def _marked(looked: Looked) -> Markup:
    """The text with what the guard found in marks."""
    pieces, at = [], 0
    for span in looked.spans:
        found = looked.text[span.start : span.end]
        pieces += [words(looked.text[at : span.start]), Markup('<mark class="al-found">{}</mark>').format(found)]
        at = span.end
    return Markup("").join([*pieces, words(looked.text[at:])])


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.WORK_ENQUIRIES)
def move(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Move a message to the enquiry that it belongs to."""
    enquiry = fetch(request, reference, "move mail")
    message = queries.message_in(enquiry, pk)
    if message is None and request.method == "POST":
        return back_to(enquiry, "conversation")  # the same form sent twice: it has moved already
    message = _message(enquiry, pk)
    assert message.contact is not None
    form = MoveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        clean, at = form.cleaned_data, timezone.now()
        try:
            into = None
            if clean["where"] == OTHER:
                into = access_enquiry(reference=clean["into"], by=person(request), at=at, why="move mail")
            target = actions.move_message(
                contact=message.contact, enquiry=enquiry, into=into, by=person(request), at=at
            )
        except (EnquiryNotFound, UnableTo) as error:
            form.add_error("into", str(error))
        else:
            messages.success(request, f"The message was moved here from {enquiry.reference}.")
            return back_to(target, "conversation")
    first = Note.objects.filter(contact=message.contact).exclude(kind=Note.Kind.NOTE).order_by("pk").first()
    context = {
        "form": form, "enquiry": enquiry, "message": message, "text": words(first.body[:300]) if first else "",
    }  # fmt: skip
    return render(request, "desk/mail/move.html", context, status=422 if request.method == "POST" else 200)


def _message(enquiry: Enquiry, pk: int) -> Message:
    found = queries.message_in(enquiry, pk)
    if found is None:
        raise Http404("This enquiry has no such message.")
    return found


def _file(enquiry: Enquiry, pk: int) -> Attachment:
    found = queries.attachment_in(enquiry, pk)
    if found is None:
        raise Http404("This enquiry has no such file.")
    return found

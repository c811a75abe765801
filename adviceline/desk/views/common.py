"""What the desk's views share: fetching an enquiry by reference, and answering when something could not be done."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from adviceline.accounts.models import Person
from adviceline.contacts.errors import ChangedMeanwhile, UnableTo
from adviceline.contacts.models import Enquiry
from adviceline.contacts.queries import EnquiryNotFound, access_enquiry
from adviceline.desk.page import enquiry_page
from adviceline.ui.errors import error_page


def person(request: HttpRequest) -> Person:
    """Who is signed in; the view's decorator has made sure that somebody is."""
    return cast(Person, request.user)


def number_in(request: HttpRequest, name: str = "pk") -> int:
    """The number of a record that a form names; 0, which nothing has, when it is none."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


def fetch(request: HttpRequest, reference: str, why: str = "read") -> Enquiry:
    """The enquiry by reference, the access checked and recorded; 404 when there is none."""
    try:
        return access_enquiry(reference=reference, by=person(request), at=timezone.now(), why=why)
    except EnquiryNotFound as error:
        raise Http404(str(error)) from error


def back_to(enquiry: Enquiry, part: str = "") -> HttpResponse:
    """To the enquiry's page, at the part that was changed."""
    response = redirect("desk:enquiry", reference=enquiry.reference)
    if part:
        response["Location"] += f"#{part}"
    return response


def could_not(
    request: HttpRequest, enquiry: Enquiry, error: UnableTo, *, kept: list[dict[str, str]] | None = None
) -> HttpResponse:
    """The refusal in words. A stale page gives back what was typed, so that nothing is lost."""
    typed = kept or []
    if isinstance(error, ChangedMeanwhile) or typed:
        return error_on(request, enquiry, 409, title="This was not saved", paragraphs=[str(error)], kept=typed)
    messages.error(request, str(error))
    return back_to(enquiry)


def error_on(request: HttpRequest, enquiry: Enquiry, status: int, **words: Any) -> HttpResponse:
    """An error page with the way back to the enquiry. `words` are those of `error_page`."""
    back = (reverse("desk:enquiry", kwargs={"reference": enquiry.reference}), f"Back to {enquiry.reference}")
    return error_page(request, status, back=back, **words)


def page_again(request: HttpRequest, enquiry: Enquiry, **bound: forms.Form) -> HttpResponse:
    """The page again with what was typed and what is wrong with it."""
    enquiry.refresh_from_db()
    context = enquiry_page(enquiry, by=person(request), at=timezone.now(), chosen=request.GET, **bound)
    return render(request, "desk/enquiry.html", context, status=422)

"""Who may open a page: decorators for views. A refusal is answered with 403 and written to the audit trail."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.audit.actors import PUBLIC, Actor

View = Callable[..., HttpResponseBase]


def permission_required(permission: Permission | str) -> Callable[[View], View]:
    """Let in people whose roles have `permission`; ask strangers to sign in; refuse the rest, and record it.

    Marks the view with `required_permission`, by which the access test knows every guarded address.
    """
    needed = Permission(permission)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            require(request.user, needed, path=request.path)
            return view(request, *args, **kwargs)

        guarded.required_permission = needed  # type: ignore[attr-defined]  # read by the access test
        return guarded

    return decorate


def public(view: View) -> View:
    """Mark a view as open to anybody. Every view is marked one way or the other; a test fails otherwise."""
    view.required_permission = None  # type: ignore[attr-defined]  # read by the access test
    return view


def require(person: Any, permission: Permission, *, path: str = "", subject: str = "") -> None:
    """Raise `PermissionDenied`, having recorded the refusal, unless the person may."""
    if getattr(person, "may", None) and person.may(permission):
        return
    refuse(person, permission=permission, path=path, subject=subject)


def refuse(person: Any, *, permission: Permission | str, path: str = "", subject: str = "") -> None:
    """Record a refusal and raise `PermissionDenied`. The record stands though the request fails."""
    actor: Actor = person if getattr(person, "pk", None) else PUBLIC
    with transaction.atomic(durable=False):
        record(
            action="access.refused", by=actor, at=timezone.now(), subject=subject,
            data={"permission": str(permission), "path": path[:200]},
        )
    raise PermissionDenied("Your role does not include this page.")

"""Who may open a page: decorators for views. A refusal is answered with 403 and written to the audit trail.

Every view of ours is marked one of three ways, and a test fails for one that is not: `public`, `signed_in` or
`permission_required`. The mark is `view.required_permission`: None, `SIGNED_IN` or the permission.
"""

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

#: The mark of a page for anybody who is signed in, whatever the role.
SIGNED_IN = "signed_in"


def permission_required(permission: Permission | str) -> Callable[[View], View]:
    """Let in people whose roles have `permission`; ask strangers to sign in; refuse the rest, and record it."""
    needed = Permission(permission)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            require(request.user, needed, path=request.path)
            return view(request, *args, **kwargs)

        guarded.required_permission = needed  # type: ignore[attr-defined]  # read by the gate and the access test
        return guarded

    return decorate


def signed_in(view: View | None = None, *, before_second_factor: bool = False) -> Any:
    """Let in anybody who is signed in; ask strangers to sign in.

    `before_second_factor` opens the page to somebody who has yet to set up a second factor: for setting it up, and
    for leaving.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            return view(request, *args, **kwargs)

        guarded.required_permission = SIGNED_IN  # type: ignore[attr-defined]  # read by the gate and the access test
        guarded.before_second_factor = before_second_factor  # type: ignore[attr-defined]  # read by the gate
        return guarded

    return decorate(view) if view else decorate


def public(view: View) -> View:
    """Mark a view as open to anybody."""
    view.required_permission = None  # type: ignore[attr-defined]  # read by the gate and the access test
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
            action="access.refused",
            by=actor,
            at=timezone.now(),
            subject=subject,
            data={"permission": str(permission), "path": path[:200]},
        )
    raise PermissionDenied("Your role does not include this page.")

"""That the mail which made no enquiry has been looked through."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Min

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import require
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.channels.email.correspondence.elsewhere import looked_upto
from adviceline.channels.email.correspondence.models import LookedThrough
from adviceline.channels.email.models import Message


def look_through(*, upto: int, by: Person, at: datetime) -> int:
    """Somebody has read all of it as far as the message `upto`, for everybody; answers how far that is. What is still being
    recorded was not on the page and counts as new when it is, with all after it. Raises `PermissionDenied`."""
    require(by, Permission.WORK_ENQUIRIES, subject="other-mail")
    with transaction.atomic():
        waiting = Message.objects.filter(state=Message.State.STORED).aggregate(first=Min("pk"))["first"]
        newest = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        upto = min(upto, newest, *([waiting - 1] if waiting else []))
        if upto <= (known := looked_upto()):
            return known
        LookedThrough.objects.create(upto=upto, looked_by=by, looked_at=at)
        record(action="mail.looked_through", by=by, at=at, subject="other-mail", data={"upto": upto})
    return upto

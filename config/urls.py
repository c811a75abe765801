"""Every address of the service. A room's own addresses are in its urls.py."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path

handler400 = "adviceline.ui.errors.bad_request"
handler403 = "adviceline.ui.errors.not_allowed"
handler404 = "adviceline.ui.errors.not_found"
handler429 = "adviceline.accounts.limits.too_many"  # allauth's own limits call it
handler500 = "adviceline.ui.errors.server_error"

ROOMS = {
    "": (
        "adviceline.accounts.urls",
        "adviceline.evidence.urls",
        "adviceline.workforce.urls",
        "adviceline.channels.telephony.urls",
        "adviceline.channels.web.urls",
    ),
    "chat": ("adviceline.channels.chat.urls",),
    "places/": ("adviceline.places.urls",),
    "directory/": ("adviceline.directory.urls",),
    "open-referral/": ("adviceline.directory.oruk.urls",),
    "desk/": ("adviceline.desk.urls",),
    "mail/": ("adviceline.channels.email.urls",),
    "phone/": ("adviceline.channels.telephony.hosted.urls",),
    "reports/": ("adviceline.reporting.urls",),
    "evaluation/": ("adviceline.evaluation.urls",),
    "delivery/": ("adviceline.delivery.urls",),
    "outreach/": ("adviceline.outreach.urls",),
    "money/": ("adviceline.finance.urls",),
    "monitoring-returns/": ("adviceline.reporting.returns.urls",),
    "figures/": ("adviceline.following.urls",),
    "portal/": ("adviceline.portal.urls",),
    "components/": ("adviceline.ui.urls",),
}


def _is_there(urls: str) -> bool:
    try:
        return find_spec(urls) is not None
    except ModuleNotFoundError:
        return False


urlpatterns = [
    path("accounts/", include("adviceline.accounts.sign_in_urls")),
    *(path(prefix, include(urls)) for prefix, rooms in ROOMS.items() for urls in rooms if _is_there(urls)),
]

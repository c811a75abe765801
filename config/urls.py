"""Every address of the service. A room's own addresses are in its urls.py."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path

handler400 = "adviceline.ui.errors.bad_request"
handler403 = "adviceline.ui.errors.not_allowed"
handler404 = "adviceline.ui.errors.not_found"
handler500 = "adviceline.ui.errors.server_error"

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("adviceline.accounts.urls")),
    path("", include("adviceline.channels.web.urls")),
    path("places/", include("adviceline.places.urls")),
    path("desk/", include("adviceline.desk.urls")),
    path("reports/", include("adviceline.reporting.urls")),
    path("components/", include("adviceline.ui.urls")),
]
urlpatterns = [
    entry
    for entry in urlpatterns
    if not hasattr(entry.urlconf_name, "__name__") or find_spec(entry.urlconf_name.__name__)
]

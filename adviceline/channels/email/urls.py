from __future__ import annotations

from django.urls import path

from adviceline.channels.email.webhooks.views import incoming

app_name = "email"
urlpatterns = [
    path("incoming/<slug:provider>", incoming, name="incoming"),
    path("incoming/<slug:provider>/mime", incoming, name="incoming_mime"),  # Mailgun goes by how an address ends
]

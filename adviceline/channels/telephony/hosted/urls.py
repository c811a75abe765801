from __future__ import annotations

from django.urls import path

from adviceline.channels.telephony.hosted.views import webhook

app_name = "phone"
urlpatterns = [path("twilio/<slug:step>", webhook, name="webhook")]

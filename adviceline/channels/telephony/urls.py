from django.urls import path

from adviceline.channels.telephony import views

app_name = "telephony"
urlpatterns = [
    path("call-us", views.call_us, name="call_us"),
    path("call-us/sign-on", views.sign_on, name="call_us_sign_on"),
]

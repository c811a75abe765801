from django.apps import AppConfig


class TelephonyConfig(AppConfig):
    name = "adviceline.channels.telephony"
    label = "channel_telephony"
    verbose_name = "Telephone"

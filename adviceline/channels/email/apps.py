from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "adviceline.channels.email"
    label = "channel_email"
    verbose_name = "E-mail"

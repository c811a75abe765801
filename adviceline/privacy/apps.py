from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "adviceline.privacy"
    label = "privacy"
    verbose_name = "Privacy"

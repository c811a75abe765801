from django.apps import AppConfig


class SignpostingConfig(AppConfig):
    name = "adviceline.signposting"
    label = "signposting"
    verbose_name = "Resource packs"

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "adviceline.ui"
    label = "ui"

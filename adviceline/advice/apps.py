from django.apps import AppConfig


class AdviceConfig(AppConfig):
    name = "adviceline.advice"
    label = "advice"
    verbose_name = "Map of advice"

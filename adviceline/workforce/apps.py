from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "adviceline.workforce"
    label = "workforce"
    verbose_name = "Opening hours"

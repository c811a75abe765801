from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "adviceline.reporting"
    label = "reporting"

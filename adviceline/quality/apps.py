from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "adviceline.quality"
    label = "quality"
    verbose_name = "Quality and wellbeing"

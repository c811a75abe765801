from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "adviceline.evidence"
    label = "evidence"
    verbose_name = "Practice evidence"

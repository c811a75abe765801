from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "adviceline.audit"
    label = "audit"
    verbose_name = "Audit trail"

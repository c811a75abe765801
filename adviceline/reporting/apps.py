from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "adviceline.reporting"
    label = "reporting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from adviceline.reporting.returns import beside, places  # noqa: F401  # they tell rooms below what was released

from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "adviceline.workforce"
    label = "workforce"
    verbose_name = "Workforce"

    def ready(self) -> None:
        """A bank-holiday setting that cannot be understood is said at the start, not on the first page."""
        from django.conf import settings

        from adviceline.workforce.queries import bank_holiday_rule
        from adviceline.workforce.signing_out import listen
        from config.env import SettingError

        listen()
        if settings.BANK_HOLIDAYS:
            try:
                bank_holiday_rule(settings.BANK_HOLIDAYS)
            except ValueError as problem:
                raise SettingError(f"ADVICELINE_BANK_HOLIDAYS: {problem} Use closed, open or such hours.") from problem

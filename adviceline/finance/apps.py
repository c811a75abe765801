from django.apps import AppConfig


class FinanceConfig(AppConfig):
    name = "adviceline.finance"
    label = "finance"
    verbose_name = "Money"

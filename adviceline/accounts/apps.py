from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "adviceline.accounts"
    label = "accounts"
    verbose_name = "People and roles"

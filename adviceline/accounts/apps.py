from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "adviceline.accounts"
    label = "accounts"
    verbose_name = "People and roles"

    def ready(self) -> None:
        from adviceline.accounts.sign_in_events import listen

        listen()

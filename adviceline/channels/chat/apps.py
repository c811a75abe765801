from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "adviceline.channels.chat"
    label = "chat"
    verbose_name = "Web chat"

    def ready(self) -> None:
        from adviceline.channels.chat import tasks  # noqa: F401  # registers its housekeeping

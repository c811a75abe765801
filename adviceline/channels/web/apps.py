from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "adviceline.channels.web"
    label = "web"
    verbose_name = "Public site"

    def ready(self) -> None:
        from adviceline.channels.web import tasks  # noqa: F401  (registers its messages and its housekeeping)

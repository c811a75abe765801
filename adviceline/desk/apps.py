from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "adviceline.desk"
    label = "desk"
    verbose_name = "The adviser's desk"

    def ready(self) -> None:
        from adviceline.desk.context import rail
        from adviceline.ui.errors import frame_for_staff

        frame_for_staff(rail)

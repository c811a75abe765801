from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "adviceline.desk"
    label = "desk"
    verbose_name = "The adviser's desk"

    def ready(self) -> None:
        from adviceline.channels.chat.doorbell import ring
        from adviceline.channels.telephony.changed import tell_screens
        from adviceline.desk.context import rail
        from adviceline.ui.errors import frame_for_staff

        frame_for_staff(rail)
        tell_screens(lambda: ring((), line=True))  # wallboards hear of hosted calls by chat's sockets

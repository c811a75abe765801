from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "adviceline.desk"
    label = "desk"
    verbose_name = "The adviser's desk"

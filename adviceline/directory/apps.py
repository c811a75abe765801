from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "adviceline.directory"
    label = "directory"
    verbose_name = "Directory"

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class JobsConfig(AppConfig):
    name = "adviceline.jobs"
    label = "jobs"
    verbose_name = "Background jobs"

    def ready(self) -> None:
        """Import every room's tasks.py, so that each task is registered under its name in every process."""
        for config in apps.get_app_configs():
            if config.name.startswith("adviceline.") and find_spec(f"{config.name}.tasks"):
                import_module(f"{config.name}.tasks")

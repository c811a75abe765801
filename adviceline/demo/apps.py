from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "adviceline.demo"
    label = "demo"
    verbose_name = "Demo"

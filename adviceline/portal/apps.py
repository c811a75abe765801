from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "adviceline.portal"
    label = "portal"

from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "adviceline.channels.email.correspondence"
    label = "correspondence"
    verbose_name = "Mail as the desk reads and writes it"

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "adviceline.contacts"
    label = "contacts"
    verbose_name = "Contacts"

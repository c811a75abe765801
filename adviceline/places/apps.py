from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "adviceline.places"
    label = "places"
    verbose_name = "Places"

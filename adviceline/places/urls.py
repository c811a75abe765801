from django.urls import path

from adviceline.places import views

app_name = "places"
urlpatterns = [
    path("establishments", views.establishments, name="establishments"),
]

from django.urls import path

from adviceline.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.component_page, name="components"),
    path("theme", views.set_theme, name="theme"),
]

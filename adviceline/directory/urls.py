from django.urls import path

from adviceline.directory import views

app_name = "directory"
urlpatterns = [
    path("entries", views.entries, name="entries"),
    path("entries/new", views.new_entry, name="new_entry"),
    path("entries/<slug:entry_id>", views.entry, name="entry"),
    path("entries/<slug:entry_id>/settle", views.settle, name="settle"),
    path("local-contacts", views.local_contacts, name="local_contacts"),
    path("local-contacts/<slug:la_code>", views.area_contacts, name="area_contacts"),
]

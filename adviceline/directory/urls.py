from django.urls import path

from adviceline.directory.views import areas, entries, links

app_name = "directory"
urlpatterns = [
    path("entries", entries.entries, name="entries"),
    path("entries/new", entries.new_entry, name="new_entry"),
    path("entries/<slug:entry_id>", entries.entry, name="entry"),
    path("entries/<slug:entry_id>/settle", entries.settle, name="settle"),
    path("entries/<slug:entry_id>/check-link", links.check, name="check_link"),
    path("links", links.listed, name="links"),
    path("local-contacts", areas.local_contacts, name="local_contacts"),
    path("local-contacts/<slug:la_code>", areas.area_contacts, name="area_contacts"),
]

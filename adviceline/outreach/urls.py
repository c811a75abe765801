from django.urls import path

from adviceline.outreach.views import campaigns, reaching

app_name = "outreach"
urlpatterns = [
    path("", campaigns.listed, name="campaigns"),
    path("new", campaigns.edit, name="new_campaign"),
    path("campaigns/<int:pk>", campaigns.show, name="campaign"),
    path("campaigns/<int:pk>/edit", campaigns.edit, name="edit_campaign"),
    path("activities/<int:pk>", campaigns.activity, name="activity"),
    path("reach", reaching.reach_page, name="reach"),
    path("reach/published", reaching.published, name="published"),
    path("reach/published/<str:name>/<slug:form>", reaching.published_file, name="published_file"),
]

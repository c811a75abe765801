from django.urls import path, re_path

from adviceline.following import claims, views

app_name = "following"
_WHERE = r"(?P<kind>live|returns)/(?P<name>[^/]+)"
urlpatterns = [
    path("claims/<str:name>/records/", claims.claim_records, name="claim_records"),
    re_path(rf"^{_WHERE}/figures/(?P<figure>[^/]+)/$", views.figure, name="figure"),
    re_path(rf"^{_WHERE}/figures/(?P<figure>[^/]+)/records/$", views.figure_records, name="figure_records"),
    re_path(rf"^{_WHERE}/tables/(?P<table>[^/]+)/$", views.cell, name="cell"),
    re_path(rf"^{_WHERE}/tables/(?P<table>[^/]+)/records/$", views.cell_records, name="cell_records"),
]

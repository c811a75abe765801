from django.urls import path, re_path

from adviceline.reporting import views
from adviceline.reporting.trends import views as trend_views

app_name = "reporting"
urlpatterns = [
    path("", views.choose, name="choose"),
    path("trends/", trend_views.trends, name="trends"),
    path("definitions/", views.definitions, name="definitions"),
    path("monthly/<str:month>/", views.monthly, name="monthly"),
    re_path(r"^monthly/(?P<month>[^/]+)\.(?P<form>csv|json)$", views.download, name="download"),
]

from django.urls import path, re_path

from adviceline.reporting import views

app_name = "reporting"
urlpatterns = [
    path("", views.choose, name="choose"),
    path("definitions/", views.definitions, name="definitions"),
    path("monthly/<str:month>/", views.monthly, name="monthly"),
    path("returns/", views.returns, name="returns"),
    path("returns/<str:month>/", views.one_return, name="return"),
    re_path(r"^returns/(?P<month>[^/]+)\.(?P<form>csv|json)$", views.download_return, name="download_return"),
    re_path(r"^monthly/(?P<month>[^/]+)\.(?P<form>csv|json)$", views.download, name="download"),
]

from django.urls import path

from adviceline.reporting.returns import views

app_name = "returns"
urlpatterns = [
    path("", views.listed, name="list"),
    path("<str:name>/", views.one, name="one"),
    path("<str:name>/preview/", views.preview, name="preview"),
    path("<str:name>/changes/", views.changes, name="changes"),
    path("<str:name>/commentary/<slug:section>/", views.write, name="write"),
    path("<str:name>/commentary/<slug:section>/read/", views.read, name="read"),
    path("<str:name>/prepare/", views.prepare, name="prepare"),
    path("<str:name>/protect/", views.protect, name="protect"),
    path("<str:name>/attack/", views.attack, name="attack"),
    path("<str:name>/sign/", views.sign, name="sign"),
    path("<str:name>/send-back/", views.send_back, name="send_back"),
    path("<str:name>/release/", views.release, name="release"),
    path("<str:name>/revise/", views.revise, name="revise"),
]

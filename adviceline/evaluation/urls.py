from django.urls import path

from adviceline.evaluation import views

app_name = "evaluation"
urlpatterns = [
    path("", views.show, name="show"),
    path("value", views.value, name="value"),
    path("files/<slug:form>", views.download, name="download"),
    path("additions", views.additions, name="additions"),
    path("additions/recommend", views.recommend, name="recommend"),
    path("additions/<int:pk>/approve", views.approve, name="approve"),
    path("additions/<int:pk>/withdraw", views.withdraw, name="withdraw"),
    path("additions/log", views.log, name="log"),
]

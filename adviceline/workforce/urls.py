from django.urls import path

from adviceline.workforce import views

app_name = "workforce"
urlpatterns = [path("rota/<str:token>.ics", views.calendar, name="calendar")]

from django.urls import path

from adviceline.channels.chat import views

app_name = "chat"
urlpatterns = [
    path("", views.start, name="start"),
    path("/embedded", views.embedded, name="embedded"),
    path("/talk", views.talk, name="talk"),
    path("/say", views.say, name="say"),
    path("/end", views.end, name="end"),
    path("/leave-message", views.leave, name="leave"),
    path("/file", views.file, name="file"),
    path("/transcript", views.transcript, name="transcript"),
    path("/confidence/<str:stage>", views.confidence, name="confidence"),
]

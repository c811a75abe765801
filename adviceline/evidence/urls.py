from django.urls import path

from adviceline.evidence import views
from adviceline.evidence.views import MOVES, WITH_REASON

app_name = "evidence"
urlpatterns = [
    path("good-practice", views.library, name="library"),
    path("good-practice/<slug:slug>", views.shown, name="shown"),
    path("practice-examples", views.examples, name="examples"),
    path("practice-examples/new", views.new, name="new"),
    path("practice-examples/<int:pk>", views.example, name="example"),
    path("practice-examples/<int:pk>/edit", views.edit, name="edit"),
    *(
        path(f"practice-examples/<int:pk>/{step.replace('_', '-')}", views.move(step), name=step)
        for step in (*MOVES, *WITH_REASON)
    ),
]

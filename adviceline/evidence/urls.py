from django.urls import path

from adviceline.evidence.views import examples, items, notes

app_name = "evidence"
urlpatterns = [
    path("good-practice", examples.library, name="library"),
    path("good-practice/<slug:slug>", examples.shown, name="shown"),
    path("practice-examples", examples.examples, name="examples"),
    path("practice-examples/new", examples.new, name="new"),
    path("practice-examples/<int:pk>", examples.example, name="example"),
    path("practice-examples/<int:pk>/edit", examples.edit, name="edit"),
    *(
        path(f"practice-examples/<int:pk>/{step.replace('_', '-')}", examples.move(step), name=step)
        for step in (*examples.MOVES, *examples.WITH_REASON)
    ),
    path("evidence", items.listed, name="items"),
    path("evidence/new", items.new, name="item_new"),
    path("evidence/codebook", items.codebook, name="codebook"),
    path("evidence/<int:pk>", items.item, name="item"),
    *(
        path(f"evidence/<int:pk>/{step.replace('_', '-')}", view, name=f"item_{step}")
        for step, view in items.STEPS.items()
    ),
    path("evidence/<int:pk>/links/<int:link>/remove", items.unlink, name="item_unlink"),
    path("insight", notes.listed, name="notes"),
    path("insight/new", notes.new, name="note_new"),
    path("insight/<int:pk>", notes.note, name="note"),
    path("insight/<int:pk>/edit", notes.edit, name="note_edit"),
    *(
        path(f"insight/<int:pk>/{step.replace('_', '-')}", notes.move(step), name=f"note_{step}")
        for step in (*notes.PLAIN, *notes.REASONED)
    ),
    path("evidence/agreement", notes.agreement, name="agreement"),
    path("evidence/charts", notes.charts, name="trends"),
    path("evidence/candidates", notes.listed_candidates, name="candidates"),
    path("evidence/candidates/propose", notes.propose, name="propose"),
    path("evidence/candidates/<int:pk>/agree", notes.agree, name="agree"),
    path("evidence/candidates/<int:pk>/take-off", notes.take_off, name="take_off"),
]

from django.urls import path

from adviceline.delivery.views import performance, plan, registers

app_name = "delivery"
urlpatterns = [
    path("", plan.overview, name="overview"),
    path("plan", plan.plan, name="plan"),
    path("plan/steps/new", plan.step, name="new_step"),
    path("plan/steps/<int:pk>", plan.step, name="step"),
    path("phases", plan.phases_page, name="phases"),
    path("profile", performance.profile_page, name="profile"),
    path("activities/new", performance.activity, name="new_activity"),
    path("activities/<int:pk>", performance.activity, name="activity"),
    path("indicators", performance.indicators_page, name="indicators"),
    path("indicators/new", performance.indicator, name="new_indicator"),
    path("indicators/<int:pk>", performance.indicator, name="indicator"),
    path("risks", registers.risks_page, name="risks"),
    path("risks/new", registers.risk, name="new_risk"),
    path("risks/<int:pk>", registers.risk, name="risk"),
    path("issues", registers.issues_page, name="issues"),
    path("decisions", registers.decisions_page, name="decisions"),
]

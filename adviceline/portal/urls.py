from django.urls import path

from adviceline.portal import claims, views

app_name = "portal"
urlpatterns = [
    path("returns/", views.home, name="home"),
    path("returns/<str:name>/", views.one, name="return"),
    path("returns/<str:name>/changes/", views.changes, name="changes"),
    path("returns/<str:name>/everything.zip", views.everything, name="everything"),
    path("returns/<str:name>/files/<str:file>", views.download, name="download"),
    path("trends/", views.over_time, name="trends"),
    path("indicators/", views.kpis, name="indicators"),
    path("claims/", claims.listed, name="claims"),
    path("claims/<str:name>/", claims.one, name="claim"),
    path("claims/<str:name>/disputes/", claims.dispute, name="dispute"),
    path("claims/<str:name>/evidence.csv", claims.evidence, name="claim_evidence"),
]

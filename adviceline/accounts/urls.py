"""No namespace: these few names belong to the whole site. Signing in itself is in sign_in_urls.py."""

from django.urls import path

from adviceline.accounts import views

urlpatterns = [
    path("demo", views.demo_sign_in, name="demo_sign_in"),
    path("home", views.home, name="home"),
    path("people", views.people, name="people"),
    path("people/add", views.add_person, name="add_person"),
    path("people/<int:pk>", views.person, name="person"),
]

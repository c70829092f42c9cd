"""Addresses of the extra: what a platform is told, and where its people come in."""

from django.urls import path

from . import arriving, views

urlpatterns = [
    path("login/", views.log_in, name="lti-login"),
    path("launch/", views.launch, name="lti-launch"),
    path("keys.json", views.keys, name="lti-keys"),
    path("choose/", views.choose, name="lti-choose"),
    path("arrive/<str:ticket>/", arriving.arrive, name="lti-arrive"),
]

"""Addresses of teachers' accounts."""

from django.urls import path

from . import views

urlpatterns = [
    path("teacher/<int:user_id>/<str:token>/", views.link, name="teacher-link"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
]

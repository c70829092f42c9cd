"""Addresses of the classroom."""

from django.urls import path

from . import views

urlpatterns = [path("teach/", views.home, name="teach")]

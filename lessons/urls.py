"""Addresses of the course."""

urlpatterns: list[object] = []

"""Addresses of the clusters."""

urlpatterns: list[object] = []

"""Websockets of the clusters."""

websocket_urlpatterns: list[object] = []

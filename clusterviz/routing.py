"""Websockets of the clusters."""

from django.urls import path

from .live.consumer import ClusterConsumer

websocket_urlpatterns = [path("c/<str:cluster_id>/ws", ClusterConsumer.as_asgi())]

"""Addresses of the classroom: join/ and room/ for learners, teach/ for teachers."""

from django.urls import path

from . import joining, views

urlpatterns = [
    path("join/", joining.code, name="join-code"),
    path("join/<str:code>/", joining.join, name="join"),
    path("room/<str:code>/now/", joining.now, name="room-now"),
    path("room/<str:code>/do/<slug:name>/", joining.deed, name="room-deed"),
    path("teach/", views.home, name="teach"),
    path("teach/<str:code>/", views.board, name="board"),
    path("teach/<str:code>/live/", views.live, name="board-live"),
    path("teach/<str:code>/door/", views.door, name="room-door"),
    path("teach/<str:code>/do/<slug:name>/", views.deed, name="teach-deed"),
    path("teach/<str:code>/undo/<int:act_id>/", views.undo, name="teach-undo"),
    path("teach/<str:code>/roster/", views.roster_page, name="roster"),
    path("teach/<str:code>/seat/<int:seat_id>/<slug:name>/", views.seat, name="teach-seat"),
    path("teach/<str:code>/seat/<int:seat_id>/", views.visit, name="teach-visit"),
    path("teach/<str:code>/log/", views.log, name="room-log"),
    path("teach/<str:code>/export/<slug:kind>.csv", views.export, name="room-export"),
    path("teach/<str:code>/report/", views.report_page, name="room-report"),
]

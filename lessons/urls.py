"""Addresses of the course."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("hero/", views.hero, name="hero"),
    path("where-we-differ/", views.where_we_differ, name="where-we-differ"),
    path("learn/<slug:lesson_id>/", views.lesson, name="lesson"),
    path("learn/<slug:lesson_id>/reset/", views.reset, name="lesson-reset"),
    path("learn/<slug:lesson_id>/<slug:step_id>/", views.lesson, name="lesson-step"),
    path("learn/<slug:lesson_id>/<slug:step_id>/todo/", views.todo, name="lesson-todo"),
    path("learn/<slug:lesson_id>/<slug:step_id>/bet/", views.bet, name="lesson-bet"),
    path("learn/<slug:lesson_id>/<slug:step_id>/act/", views.act, name="lesson-act"),
    path("learn/<slug:lesson_id>/<slug:step_id>/hint/", views.hint, name="lesson-hint"),
    path("learn/<slug:lesson_id>/<slug:step_id>/solution/", views.solution, name="lesson-solution"),
]

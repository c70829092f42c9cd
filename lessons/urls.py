"""Addresses of the course."""

from django.urls import include, path

from . import around, source, views

urlpatterns = [
    path("", views.home, name="home"),
    path("hero/", views.hero, name="hero"),
    path("where-we-differ/", views.where_we_differ, name="where-we-differ"),
    path("glossary/", around.glossary, name="glossary"),
    path("source/<path:path>", source.source, name="source"),
    path("search/", around.search, name="search"),
    path("recall/", around.recall, name="recall"),
    path("resume/", around.resume, name="resume"),
    path("resume/code/", around.code, name="resume-code"),
    path("language/", around.language, name="language"),
    path("studio/", include("lessons.studio.urls")),
    path("learn/<slug:lesson_id>/whole/", around.whole, name="lesson-whole"),
    path("learn/<slug:lesson_id>/assets/<str:name>", around.asset, name="lesson-asset"),
    path("learn/<slug:lesson_id>/", views.lesson, name="lesson"),
    path("learn/<slug:lesson_id>/reset/", views.reset, name="lesson-reset"),
    path("learn/<slug:lesson_id>/<slug:step_id>/", views.lesson, name="lesson-step"),
    path("learn/<slug:lesson_id>/<slug:step_id>/todo/", views.todo, name="lesson-todo"),
    path("learn/<slug:lesson_id>/<slug:step_id>/bet/", views.bet, name="lesson-bet"),
    path("learn/<slug:lesson_id>/<slug:step_id>/act/", views.act, name="lesson-act"),
    path("learn/<slug:lesson_id>/<slug:step_id>/turn/", views.turn, name="lesson-turn"),
    path("learn/<slug:lesson_id>/<slug:step_id>/reset/", views.reset_step, name="lesson-reset-step"),
    path("learn/<slug:lesson_id>/<slug:step_id>/undo/", views.undo, name="lesson-undo"),
    path("learn/<slug:lesson_id>/<slug:step_id>/sandbox/", views.sandbox, name="lesson-sandbox"),
    path("learn/<slug:lesson_id>/<slug:step_id>/hint/", views.hint, name="lesson-hint"),
    path("learn/<slug:lesson_id>/<slug:step_id>/solution/", views.solution, name="lesson-solution"),
]

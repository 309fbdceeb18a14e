"""The addresses of what only a demonstration has."""

from __future__ import annotations

from django.urls import path

from dermadocs.portal.demonstration import views

app_name = "demonstration"
urlpatterns = [
    path("", views.index, name="index"),
    path("clock", views.clock, name="clock"),
    path("enter", views.enter, name="enter"),
]

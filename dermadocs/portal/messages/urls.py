"""The addresses of the practice's page of messages."""

from __future__ import annotations

from django.urls import path

from dermadocs.portal.messages import views

app_name = "messages"
urlpatterns = [
    path("", views.index, name="index"),
    path("again", views.again, name="again"),
]

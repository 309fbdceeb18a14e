"""The addresses of the console."""

from __future__ import annotations

from dermadocs.portal.practice import act_urls, look_urls

app_name = "practice"
urlpatterns = [*look_urls.urlpatterns, *act_urls.urlpatterns]

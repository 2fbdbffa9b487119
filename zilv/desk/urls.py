"""What Django answers: everything but the hot path, which `front/` answers before it."""

from django.urls import path

from zilv.desk.api import API

urlpatterns = [path("", API.urls)]

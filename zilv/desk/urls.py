"""What Django answers: everything but the hot path, which `front/` answers before it."""

from django.urls import path

from zilv.desk.api import API

urlpatterns = [path("", API.urls)]
handler400 = "zilv.desk.api.bad_request"
handler404 = "zilv.desk.api.not_found"
handler500 = "zilv.desk.api.server_error"

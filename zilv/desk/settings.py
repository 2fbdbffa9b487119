"""Django's settings, all of them following from `zilv/settings.py` and the installation's secret."""

import os

from zilv.desk.database import database, for_django
from zilv.desk.secret import derived, secret
from zilv.settings import settings

INSTALLED_APPS = (
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "zilv.desk.accounts",
    "zilv.desk.keys",
    "zilv.gate",
    "zilv.gate.webhooks",
)
MIDDLEWARE = (
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)
ROOT_URLCONF = "zilv.desk.urls"
AUTH_USER_MODEL = "accounts.User"
DATABASES = {"default": for_django(database(settings().database))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SECRET_KEY = derived(secret(os.environ), "django").hex()
DEBUG = False
ALLOWED_HOSTS = ("*",)
"""No page is built from the Host header; which names reach the server is the proxy's business."""

APPEND_SLASH = False
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True

LANGUAGE_CODE = "zh-hans"
LANGUAGES = (("zh-hans", "中文"), ("en", "English"))
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

LOGGING_CONFIG = None
"""`zilv/desk/logs.py` sets logging up: Django's own would print what a request held."""

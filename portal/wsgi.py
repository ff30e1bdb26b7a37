"""The portal as a WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("HEFU_DATABASE_ROLE", "app")

application = get_wsgi_application()

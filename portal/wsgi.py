"""The portal as a WSGI application; without its walls it does not start."""

import os

from django.core.wsgi import get_wsgi_application

from portal.boot import refuse_without_walls

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("HEFU_DATABASE_ROLE", "app")

application = get_wsgi_application()
refuse_without_walls()

"""The composition root: settings, addresses, background pipelines. It imports anything and is imported by nothing."""

from portal.celery import app as celery_app

__all__ = ("celery_app",)

"""Signing in and the security of one's own account: the one home of django-allauth's pages."""

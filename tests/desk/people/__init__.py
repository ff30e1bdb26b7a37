"""Tests of the pages about organisations and people."""

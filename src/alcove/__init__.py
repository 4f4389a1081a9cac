"""Alcove: a private library that answers, on this computer alone."""

__version__ = "0.1.0"

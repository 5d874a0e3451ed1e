"""Grades deep-learning notebooks on what they measurably do."""

__version__ = "0.1.0"

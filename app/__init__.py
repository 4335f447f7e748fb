"""Nuanyang 暖阳: a virtual nursing home."""

from importlib.metadata import version

__version__ = version("nuanyang")

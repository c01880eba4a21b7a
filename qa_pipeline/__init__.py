"""callqa: recordings in, scored calls with playable evidence out."""

from importlib.metadata import version

__version__ = version("callqa")

"""Part of the stand-in of ERPNext."""

from devsite.unsupported import guard

__getattr__ = guard(__name__)

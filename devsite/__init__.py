"""A stand-in for a Frappe site: one process, one SQLite file, the part of Frappe that an app touches.

`devsite.site.start()` makes `import frappe` work and installs the given apps from their own hooks, DocType
JSON and fixtures. It is a test double with a contract: what it covers behaves as Frappe does; anything else
raises `Unsupported` with the name of the missing thing.
"""

from devsite.unsupported import Unsupported

__all__ = ["Unsupported"]

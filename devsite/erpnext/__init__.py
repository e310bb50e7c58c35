"""The `erpnext` module of the stand-in: stock of the few documents that the app moves parts with.

Quantities, values by moving average, no negative stock, accounts: as ERPNext posts them, for one company's currency. What is
not here is Unsupported.
"""

from devsite.unsupported import guard

__getattr__ = guard(__name__)

"""What a search in the portal shows (G2, N2): cases for whoever reads them, and for customers the services they may ask for."""

from collections.abc import Collection

from fsm_app.common.arguments import number
from fsm_app.knowledge.portal_cases import LAST_PAGE, PAGE_LENGTH
from fsm_app.knowledge.search import search
from fsm_app.knowledge.search_filters import Asked


def found(question: str, customers: Collection[str], kind: str = "", page: int = 1) -> dict:
	"""A page of hits (knowledge/search.py): `hits`, `corrected`, `more`, `page`."""
	page = number(page, 1, LAST_PAGE)
	answer = search(
		Asked(question, kind=kind or None),
		(page - 1) * PAGE_LENGTH,
		PAGE_LENGTH,
		customers=customers,
		with_offerings=bool(customers),
	)
	return {
		"hits": answer["hits"],
		"corrected": answer["corrected"],
		"more": answer["total"] > page * PAGE_LENGTH,
		"page": page,
	}

"""The preparation sheet as the print format asks for it (E4)."""

from fsm_app.preparation import sheet


def service_preparation(ticket) -> dict:
	"""For Jinja: sheet.of_ticket of the ticket (a document) that is printed by whoever may read it."""
	return sheet.of_ticket(ticket)

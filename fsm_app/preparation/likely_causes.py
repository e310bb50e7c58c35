"""What most likely is wrong, from the cases that solved such tickets before (E4, G2)."""

from frappe import _

from fsm_app.knowledge import likely
from fsm_app.preparation.sheet import row


def sections(ticket) -> list[dict]:
	"""The cases that the reader may see, each with its cause and why it is thought of. Their parts stand among the parts to take."""
	cases = likely.of_ticket(ticket.name)["cases"]
	rows = [
		row(case["title"], case["cause"] or case["symptom"] or case["title"], case["reason"])
		for case in cases
	]
	return [{"title": _("Likely Cause"), "rows": rows}]

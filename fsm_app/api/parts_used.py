"""What the ticket's form and the engineer's phone ask for about parts used, returned and taken along (F1)."""

import frappe

from fsm_app.common.arguments import parsed, permitted
from fsm_app.engine.stages import TICKET
from fsm_app.spare_parts import defective_parts, installed_parts, settings, usage, van_contents, vans
from fsm_app.spare_parts.just_changed import again_if_disturbed
from fsm_app.spare_parts.part_posting import require_own_van


@frappe.whitelist(methods=["GET"])
def overview(ticket: str) -> dict:
	"""All that the form shows of the ticket's parts.

	`mode` of the settings, `may_use`, `van` of its engineer, the `rows` (usage.SHOWN_FIELDS and `out`), what is `installed`
	in its equipment (installed_parts.of_equipment) and the `defective` parts that came out.
	"""
	permitted(TICKET, ticket)
	document = frappe.get_doc(TICKET, ticket)
	return {
		"mode": settings.mode(),
		"may_use": usage.may_use(document),
		"van": vans.van_of(document.engineer, document.company),
		"rows": usage.rows_of(ticket),
		"installed": installed_parts.of_equipment(document),
		"defective": frappe.get_all(
			defective_parts.DEFECTIVE,
			filters={"ticket": ticket},
			fields=["name", "item_code", "old_serial_no", "qty", "stage", "due_on", "customer_owned"],
			order_by="creation",
		),
	}


@frappe.whitelist(methods=["GET"])
def van_contents_for(ticket: str, item_code: str | None = None) -> list[dict]:
	"""What can be used for the ticket: the items in its engineer's van, or the numbers of one (van_contents.of); for them alone."""
	permitted(TICKET, ticket)
	document = frappe.get_doc(TICKET, ticket)
	require_own_van(document.engineer)
	van = vans.van_of(document.engineer, document.company)
	return van_contents.of(van, item_code) if van else []


@frappe.whitelist(methods=["POST"])
def use_parts(ticket: str, lines: str | list, client_key: str) -> list[dict]:
	"""Enter and post parts used on the ticket (usage.use_parts); needs write permission on it."""
	permitted(TICKET, ticket, "write")
	return again_if_disturbed(lambda: usage.use_parts(ticket, parsed(lines, "Lines"), client_key))


@frappe.whitelist(methods=["POST"])
def return_unused(ticket: str, lines: str | list, client_key: str) -> list[dict]:
	"""Bring back into the van what was not used (usage.return_unused); for the van's engineer and those who see to the parts."""
	permitted(TICKET, ticket)
	return again_if_disturbed(lambda: usage.return_unused(ticket, parsed(lines, "Lines"), client_key))


@frappe.whitelist(methods=["POST"])
def take_along(
	ticket: str,
	item_code: str,
	client_key: str,
	old_serial_no: str | None = None,
	qty: float = 1,
	customer_owned: bool = False,
	remark: str | None = None,
) -> str:
	"""Note an old part that the engineer takes along (defective_parts.take_along); needs write permission on the ticket."""
	permitted(TICKET, ticket, "write")
	return defective_parts.take_along(
		ticket, item_code, old_serial_no, qty, customer_owned, remark, client_key
	)


@frappe.whitelist(methods=["GET"])
def visits_of_serial(serial_no: str) -> list[dict]:
	"""The tickets that a part's serial number has seen (installed_parts.visits_of_serial), of those that the user may read."""
	frappe.has_permission(installed_parts.INSTALLED, "read", throw=True)
	visits = installed_parts.visits_of_serial(serial_no)
	names = sorted({visit["ticket"] for visit in visits})
	readable = set(frappe.get_list(TICKET, filters={"name": ["in", names]}, pluck="name")) if names else set()
	return [visit for visit in visits if visit["ticket"] in readable]


@frappe.whitelist(methods=["POST"])
def receive_defective(name: str) -> None:
	"""The store has got a defective part (defective_parts.receive); for those who keep the parts."""
	permitted(defective_parts.DEFECTIVE, name, "write")
	defective_parts.receive(name)


@frappe.whitelist(methods=["POST"])
def scrap_defective(name: str, reason: str) -> None:
	"""Throw a defective part away (defective_parts.scrap); for those who keep the parts."""
	permitted(defective_parts.DEFECTIVE, name, "write")
	defective_parts.scrap(name, reason)

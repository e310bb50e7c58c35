"""What an upgraded site had typed into its offerings and tickets becomes links to cases, and nothing of it is lost (A2, G1)."""

import pytest

import frappe

from fsm_app.patches import make_cases_of_knowledge_rows as patch
from tests.app import cases as c
from tests.app import factories as f

CASE, ROW = "Knowledge Case", "Service Offering Knowledge"
ROWS = (
	{"kind": "Command", "title": "Reset", "content": "systemctl restart drive && echo done"},
	{"kind": "Fault Code", "title": "E-21 overpressure", "content": "Vent.\nThen wait & see."},
	{"kind": "FAQ", "title": "Why?", "url": "https://example.com/why"},
	{"kind": "Script Template", "title": "Log", "content": "tail -f log"},
	{"kind": "Remote Access Guide", "title": "VPN", "content": "Ask for the token."},
)


@pytest.fixture
def before(freeze):
	"""A site without the cases' workflow, as patches find it."""
	freeze("2019-04-05 10:00:00")
	c.people()
	workflow = frappe.get_doc("Workflow", {"document_type": CASE, "is_active": 1})
	workflow.is_active = 0
	workflow.save()


def test_each_text_becomes_a_case_of_its_kind_that_the_staff_reads(before, as_user):
	one, two = f.offering("Old One"), f.offering("Old Two")
	for offering in (one, two):
		document = frappe.get_doc("Service Offering", offering)
		document.extend("knowledge", [dict(row) for row in ROWS])
		document.save()
	ticket = f.ticket(offering=one, fault_code="e21", subject="Before the cases").name
	patch.execute()
	rows = frappe.get_all(ROW, {"parent": one}, ["*"], order_by="idx")
	for row, typed in zip(rows, ROWS, strict=True):
		for field, value in typed.items():
			assert row[field] == value, "what was typed stays"
	cases = [frappe.get_doc(CASE, row.knowledge_case) for row in rows]
	assert [case.kind for case in cases] == [
		"Command Manual",
		"Fault Code Table",
		"FAQ",
		"Script",
		"Remote Access Guide",
	]
	assert {case.stage for case in cases} == {"Published"} and {case.audience for case in cases} == {
		"Internal"
	}
	assert cases[0].snippet == ROWS[0]["content"]
	assert cases[1].fault_codes[0].code_key == "e21"
	assert cases[1].solution == "<p>Vent.</p><p>Then wait &amp; see.</p>"
	assert cases[2].url == ROWS[2]["url"]
	assert frappe.get_all(ROW, {"parent": two}, pluck="knowledge_case", order_by="idx") == [
		case.name for case in cases
	]
	assert [row.offering for row in cases[0].offerings] == [one, two]
	assert frappe.db.get_value("Service Ticket", ticket, ["fault_code", "fault_case"]) == (
		"e21",
		cases[1].name,
	)
	with as_user(c.BO):
		assert set(frappe.get_list(CASE, pluck="name")) == {case.name for case in cases}
	# and once more changes nothing
	patch.execute()
	assert frappe.db.count(CASE) == len(cases)


def test_a_row_that_makes_no_case_stays_and_stops_nobody(before):
	document = frappe.get_doc("Service Offering", f.offering("Old One"))
	document.extend("knowledge", [dict(ROWS[0]), dict(ROWS[4])])
	document.save()
	frappe.db.set_value(ROW, document.knowledge[0].name, "url", "gopher://old")
	patch.execute()
	linked = frappe.get_all(ROW, {"parent": document.name}, pluck="knowledge_case", order_by="idx")
	assert linked[0] is None and linked[1]
	assert frappe.db.exists("Error Log", {"method": ["like", "Case of Old One%"]})

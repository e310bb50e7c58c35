"""Every role may do exactly what the table of roles says, in Frappe's own permission system (D1-D3).

The table is permission_table/; docs/permissions.md is written from it.
"""

from collections import Counter
from contextlib import contextmanager

import pytest

import frappe
from frappe.model.workflow import WorkflowTransitionError, apply_workflow, get_transitions
from frappe.permissions import get_role_permissions

from fsm_app.api import evidence, service_ticket
from fsm_app.workforce.rights import MissingRight, has_right, require
from tests.app import factories as f
from tests.app import permission_table as table
from tests.app.devices import item
from tests.app.tickets import walk

# Rights to the same content that the table has no letters for: they go with reading.
ALSO_READING = ("select", "report", "export", "print", "email")
LAYOUT = ("Tab Break", "Section Break", "Column Break", "HTML")
# By document type, the least that a new record needs, and a field to change.
SAMPLES = {
	"Service Skill": ({"skill_name": "Table of Roles"}, "description"),
	"Service Category": ({"category_name": "Table of Roles"}, "description"),
	"Training Course": ({"course_name": "Table of Roles"}, "description"),
}


def of(role: str) -> str:
	"""A user who has `role` and no other."""
	if role == table.GUEST:
		return "Guest"
	return f.user(f"only.{role.lower().replace(' ', '.')}@example.com", role)


def reads(role: str, doctype: str) -> bool:
	return "R" in table.rights_of(role, doctype)


def own_doctypes() -> set[str]:
	modules = frappe.get_all("Module Def", filters={"app_name": "fsm_app"}, pluck="name")
	return set(frappe.get_all("DocType", filters={"module": ["in", modules], "istable": 0}, pluck="name"))


def test_the_table_names_every_document_type_once():
	assert Counter(table.doctypes()) == Counter(own_doctypes())


@pytest.mark.parametrize("role", table.ROLES)
def test_a_role_has_the_rights_of_the_table(role):
	user = of(role)
	found = {
		doctype: "".join(
			letter
			for letter, ptype in table.LETTERS.items()
			if frappe.has_permission(doctype, ptype, user=user)
		)
		for doctype in table.doctypes()
	}
	assert found == {doctype: table.rights_of(role, doctype) for doctype in table.doctypes()}


@pytest.mark.parametrize("role", table.ROLES)
def test_what_a_role_may_not_read_it_does_not_get_another_way(role):
	user = of(role)
	for doctype in table.doctypes():
		if not reads(role, doctype):
			rights = get_role_permissions(frappe.get_meta(doctype), user=user)
			assert not [right for right in (*ALSO_READING, "share", "import") if rights.get(right)], doctype


@pytest.mark.parametrize("role", (table.AUDITOR, table.PARTS, table.KNOWLEDGE))
def test_who_only_reads_shares_and_sends_nothing(role):
	user = of(role)
	for doctype in table.doctypes():
		if set(table.rights_of(role, doctype)) - {"R"}:
			continue  # theirs to work with
		rights = get_role_permissions(frappe.get_meta(doctype), user=user)
		granted = {right for right, value in rights.items() if value == 1}
		assert granted <= {"read", "select", "report", "export", "print"}, doctype


@pytest.mark.parametrize("kept", table.KEPT_APART)
def test_what_is_kept_apart_is_no_field_of_the_document(kept):
	apart = set(frappe.get_doc({"doctype": kept.doctype}).KEPT_APART)
	assert apart
	assert not apart & {df.fieldname for df in frappe.get_meta(kept.doctype).fields}
	assert apart <= {df.fieldname for df in frappe.get_meta(kept.document).fields}
	# nobody sees it in a link, a title or a search, nor in the history
	meta = frappe.get_meta(kept.document)
	assert not meta.title_field and not meta.search_fields and not meta.track_changes
	assert not [df.fieldname for df in meta.fields if df.in_global_search]


def test_the_table_names_every_permission_level():
	named = {(group.doctype, group.level) for group in table.FIELD_GROUPS if group.level}
	above = {
		(doctype, field.permlevel)
		for doctype in own_doctypes()
		for field in frappe.get_meta(doctype).fields
		if field.permlevel
	}
	assert above == named


@pytest.mark.parametrize("role", table.ROLES)
def test_groups_of_fields_are_read_and_written_by_those_of_the_table(role):
	user = of(role)
	for group in table.FIELD_GROUPS:
		meta = frappe.get_meta(group.doctype)
		for letter in "RW":
			levels = meta.get_permlevel_access(table.LETTERS[letter], user=user)
			assert (group.level in levels) is (letter in group.rights.get(role, "")), (group, letter)


def test_every_field_that_users_write_stands_in_one_group():
	for doctype in {group.doctype for group in table.FIELD_GROUPS}:
		named = {
			field: group.level
			for group in table.FIELD_GROUPS
			if group.doctype == doctype
			for field in group.fields
		}
		written = {
			field.fieldname: field.permlevel
			for field in frappe.get_meta(doctype).fields
			if not field.read_only and field.fieldtype not in LAYOUT
		}
		assert written == named


@pytest.mark.parametrize("role", table.ROLES)
def test_what_a_role_may_not_open_is_refused(role, as_user):
	with as_user(of(role)):
		for doctype in table.doctypes():
			if "C" not in table.rights_of(role, doctype):
				with pytest.raises(frappe.PermissionError):
					frappe.get_doc({"doctype": doctype}).insert()


@pytest.mark.parametrize("role", table.ROLES)
def test_lists_open_for_those_who_read(role, as_user):
	with as_user(of(role)):
		for doctype in table.doctypes():
			if frappe.get_meta(doctype).issingle:
				continue
			if reads(role, doctype):
				frappe.get_list(doctype, limit_page_length=1)
			else:
				with pytest.raises(frappe.PermissionError):
					frappe.get_list(doctype, limit_page_length=1)


@contextmanager
def allowed(may: bool):
	"""The act in the block succeeds, or is refused for lack of permission."""
	if may:
		yield
	else:
		with pytest.raises(frappe.PermissionError):
			yield


@pytest.mark.parametrize("role", table.ROLES)
def test_records_are_made_changed_and_deleted_as_the_table_says(role, as_user):
	user = of(role)
	for doctype, (values, field) in SAMPLES.items():
		letters = table.rights_of(role, doctype)
		with as_user(user), allowed("C" in letters):
			frappe.get_doc({"doctype": doctype, **values}).insert()
		if "C" not in letters:
			frappe.get_doc({"doctype": doctype, **values}).insert()
		(name,) = values.values()
		with as_user(user):
			assert frappe.get_doc(doctype, name).has_permission("read") is ("R" in letters)
			with allowed("W" in letters):
				frappe.client.set_value(doctype, name, field, "Changed")
			with allowed("D" in letters):
				frappe.delete_doc(doctype, name)
		left = frappe.db.get_value(doctype, name, ["name", field])
		assert bool(left) is ("D" not in letters), doctype
		assert not left or (left[1] == "Changed") is ("W" in letters), doctype


@pytest.mark.parametrize("role", (table.AUDITOR, table.PARTS, table.KNOWLEDGE))
def test_who_only_reads_sees_every_ticket_without_the_callers_data(role, as_user):
	user = of(role)
	made = f.ticket(contact_phone="13812345678", parts_used=[{"item_code": item(), "qty": 1}])
	with as_user(user):
		(row,) = frappe.get_list("Service Ticket", filters={"name": made.name}, fields=["*"])
		assert row.name and "13812345678" not in str(row)
		# what the form asks for as it opens tells them nothing of rights that they have not
		assert evidence.overview(made.name)["may_add"] is False
		assert service_ticket.head(made.name)["clocks"]
		assert frappe.get_message_log() == []
		assert made.has_permission("read") and not made.has_permission("write")
		parts = frappe.get_list(
			"Service Ticket Part",
			filters={"parent": made.name},
			fields=["item_code"],
			parent_doctype="Service Ticket",
		)
		assert [part.item_code for part in parts] == [item()]


@pytest.fixture
def ticket():
	"""A dispatched ticket of the engineer whose user has only that role."""
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	f.engineer("Of the Table", user=of(table.ENGINEER))
	return walk(f.ticket(), "Triage", "Dispatch")


def test_nobody_writes_what_the_app_notes(ticket, as_user):
	notes = {
		doctype: frappe.get_all(doctype, filters={"ticket": ticket.name}, pluck="name")[0]
		for doctype in ("SLA Clock", "SLA Event", "Dispatch Decision")
	}
	for role in table.ROLES:
		with as_user(of(role)):
			for doctype, name in notes.items():
				note = frappe.get_doc(doctype, name)
				assert bool(note.has_permission("read")) is reads(role, doctype), (role, doctype)
				with pytest.raises(frappe.PermissionError):
					note.save()
				with pytest.raises(frappe.PermissionError):
					frappe.delete_doc(doctype, name)


def test_who_has_not_the_action_cannot_take_it(ticket, as_user):
	for role in table.ROLES:
		if role == table.ENGINEER:
			continue
		refusal = WorkflowTransitionError if reads(role, "Service Ticket") else frappe.PermissionError
		with as_user(of(role)), pytest.raises(refusal):
			apply_workflow(ticket.as_dict(), "Accept")
	with as_user(of(table.ENGINEER)):
		assert apply_workflow(ticket.as_dict(), "Accept").workflow_state == "Accepted"


def test_roles_take_the_actions_of_the_table_on_tickets(ticket, as_user):
	assert_actions(ticket, as_user)


def test_roles_take_the_actions_of_the_table_on_releases(as_user):
	assert_actions(f.make("Catalogue Release", title="Of the Table"), as_user)


def test_roles_take_the_actions_of_the_table_on_promotions(as_user):
	engineer = f.engineer("Candidate of the Table", level="Junior", user=of(table.ENGINEER))
	proposal = {"doctype": "Promotion Proposal", "engineer": engineer.name, "to_level": "Intermediate"}
	assert_actions(frappe.get_doc(proposal).insert(), as_user)


def test_roles_take_the_actions_of_the_table_on_reviews(as_user):
	engineer = f.engineer("Reviewed of the Table", user=of(table.ENGINEER)).name
	review = frappe.get_doc({"doctype": "Appraisal Review", "engineer": engineer, "name": "Of the Table"})
	review.db_insert()
	assert_actions(review, as_user)


def test_roles_take_the_actions_of_the_table_on_requisitions(as_user):
	engineer = f.engineer("Asking of the Table", user=of(table.ENGINEER)).name
	asked = frappe.get_doc({"doctype": "Parts Requisition", "engineer": engineer, "name": "Of the Table"})
	asked.db_insert()
	assert_actions(asked, as_user)


def assert_actions(document, as_user) -> None:
	"""In each state, and each situation on which its actions depend, a role has the actions of the table and no other."""
	doctype = document.doctype
	users = {role: of(role) for role in table.ROLES}
	situations = table.SITUATIONS.get(doctype, {})
	blank = {field: None for listed in situations.values() for values in listed for field in values}
	for state in table.states_of(doctype):
		for situation in situations.get(state, [{}]):
			values = blank | situation
			frappe.db.set_value(doctype, document.name, {"workflow_state": state, **values})
			for role, user in users.items():
				with as_user(user):
					found = open_actions(doctype, document.name, role)
				assert found == table.open_to(role, doctype, state, values), (role, state, situation)


def open_actions(doctype: str, name: str, role: str) -> set[tuple[str, str]]:
	"""What Frappe offers the session's user; for a customer on a ticket, as the portal asks for them."""
	document = frappe.get_doc(doctype, name)
	if not reads(role, doctype):
		with pytest.raises(frappe.PermissionError):
			get_transitions(document)
		# The portal waives this one permission for a ticket that is the customer's, and no other check.
		document.flags.ignore_permissions = True
	return {(row["action"], row["next_state"]) for row in get_transitions(document)}


@pytest.mark.parametrize("doctype", table.WORKFLOWS)
def test_the_table_names_every_state(doctype):
	workflow = frappe.get_doc("Workflow", {"document_type": doctype, "is_active": 1})
	assert {row.state for row in workflow.states} == set(table.states_of(doctype))


@pytest.mark.parametrize("level", table.LEVELS)
def test_a_level_has_the_rights_of_the_table(level):
	user = of(table.ENGINEER)
	f.engineer("Of the Table", level=level, user=user)
	for right, levels in table.LEVEL_RIGHTS.items():
		assert has_right(right, user) is (level in levels), right
		if level in levels:
			require(right, user)
		else:
			with pytest.raises(MissingRight, match=f"{right}.*Service Manager"):
				require(right, user)


def test_the_table_names_every_right_and_level():
	options = frappe.get_meta("Engineer Level Right").get_field("right").options.split("\n")
	assert set(options) == set(table.LEVEL_RIGHTS)
	assert set(frappe.get_all("Engineer Level", pluck="name")) >= set(table.LEVELS)


@pytest.mark.parametrize("role", [role for role in table.ROLES if role != table.ENGINEER])
def test_without_a_level_only_managers_have_rights(role):
	user = of(role)
	manages = role in (table.SYSTEM, table.MANAGER)
	for right in table.LEVEL_RIGHTS:
		assert has_right(right, user) is manages, right
		if not manages:
			with pytest.raises(MissingRight, match=right):
				require(right, user)

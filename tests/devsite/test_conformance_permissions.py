"""Whom Frappe lets do what: roles, owners, user permissions, workflow transitions."""

import pytest

import frappe
from frappe.model.workflow import (
	WorkflowPermissionError,
	WorkflowTransitionError,
	apply_workflow,
	get_transitions,
	is_transition_condition_satisfied,
)

from tests.devsite import records
from tests.devsite.records import acting_as

MANAGER, AUDITOR = "conf-manager@example.com", "conf-auditor@example.com"


@pytest.fixture
def people():
	records.user(MANAGER, "Service Manager")
	records.user(AUDITOR, "Service Auditor")


# Roles


def test_roles_of_a_user(people):
	assert {"Service Auditor", "All", "Guest"} <= set(frappe.get_roles(AUDITOR))
	assert "Service Manager" not in frappe.get_roles(AUDITOR)
	assert frappe.get_roles("Guest") == ["Guest"]


def test_the_administrator_has_every_role():
	assert {"Service Manager", "Service Auditor", "System Manager"} <= set(frappe.get_roles("Administrator"))


def test_a_role_grants_what_its_row_says(people):
	with acting_as(MANAGER):
		frappe.get_doc(doctype="Service Skill", skill_name="Welding").insert()
	with acting_as(AUDITOR):
		assert frappe.get_list("Service Skill", {"name": "Welding"}, pluck="name") == ["Welding"]
		assert frappe.has_permission("Service Skill", "read")
		assert not frappe.has_permission("Service Skill", "write")
		with pytest.raises(frappe.PermissionError):
			frappe.get_doc(doctype="Service Skill", skill_name="Painting").insert()
		skill = frappe.get_doc("Service Skill", "Welding")
		skill.description = "x"
		with pytest.raises(frappe.PermissionError):
			skill.save()
		with pytest.raises(frappe.PermissionError):
			frappe.delete_doc("Service Skill", "Welding")


def test_reading_a_document_checks_nothing_until_asked(people):
	with acting_as("Guest"):
		settings = frappe.get_doc("Field Service Settings")
		assert not settings.has_permission("read")
		with pytest.raises(frappe.PermissionError):
			settings.check_permission("read")


def test_has_permission_may_throw(people):
	with acting_as(AUDITOR), pytest.raises(frappe.PermissionError):
		frappe.has_permission("Service Skill", "create", throw=True)


def test_a_list_without_the_right_is_refused(people):
	with acting_as("Guest"), pytest.raises(frappe.PermissionError):
		frappe.get_list("Service Skill")


def test_get_all_ignores_permissions(people):
	records.skills("Welding")
	with acting_as("Guest"):
		assert frappe.get_all("Service Skill", {"name": "Welding"}, pluck="name") == ["Welding"]


def test_permissions_may_be_ignored(people):
	with acting_as("Guest"):
		frappe.get_doc(doctype="Service Skill", skill_name="Welding").insert(ignore_permissions=True)
		skill = frappe.get_doc(doctype="Service Skill", skill_name="Painting")
		skill.flags.ignore_permissions = True
		skill.insert()
	assert frappe.db.get_value("Service Skill", "Welding", "owner") == "Guest"


def test_only_for_refuses_others(people):
	with acting_as(AUDITOR):
		frappe.only_for("Service Auditor")
		frappe.only_for(("Service Manager", "Service Auditor"))
		with pytest.raises(frappe.PermissionError):
			frappe.only_for("Service Manager")


def test_an_owner_may_do_more_than_others(people):
	"""Contact grants everybody the rights on their own ones only."""
	with acting_as(MANAGER):
		own = frappe.get_doc(doctype="Contact", first_name="Conf Own").insert()
	other = records.insert("Contact", first_name="Conf Other")
	with acting_as(MANAGER):
		assert frappe.get_doc("Contact", own.name).has_permission("write")
		assert not frappe.get_doc("Contact", other.name).has_permission("write")
		assert frappe.get_list("Contact", {"first_name": ["like", "Conf %"]}, pluck="name") == [own.name]


# User Permission


def test_a_user_permission_narrows_lists_and_documents(people):
	for name in ("Conf Harbour", "Conf Airport"):
		records.territory(name)
		records.team(f"Team {name}", region=name)
	records.insert("User Permission", user=AUDITOR, allow="Territory", for_value="Conf Harbour")
	with acting_as(AUDITOR):
		teams = frappe.get_list("Service Team", {"name": ["like", "Team Conf %"]}, pluck="name")
		assert teams == ["Team Conf Harbour"]
		assert frappe.get_doc("Service Team", "Team Conf Harbour").has_permission("read")
		assert not frappe.get_doc("Service Team", "Team Conf Airport").has_permission("read")
	assert len(frappe.get_list("Service Team", {"name": ["like", "Team Conf %"]})) == 2


def test_a_user_permission_lets_empty_links_pass(people):
	records.territory("Conf Harbour")
	records.team("Team Conf Anywhere").db_set("region", None)
	records.insert("User Permission", user=AUDITOR, allow="Territory", for_value="Conf Harbour")
	with acting_as(AUDITOR):
		assert frappe.get_list("Service Team", {"name": "Team Conf Anywhere"}, pluck="name") == [
			"Team Conf Anywhere"
		]


def test_a_user_permission_may_apply_to_one_doctype(people):
	for name in ("Conf Harbour", "Conf Airport"):
		records.territory(name)
	records.team("Team Conf Airport", region="Conf Airport")
	records.insert(
		"User Permission",
		user=AUDITOR,
		allow="Territory",
		for_value="Conf Harbour",
		apply_to_all_doctypes=0,
		applicable_for="Service Engineer",
	)
	with acting_as(AUDITOR):
		assert frappe.get_list("Service Team", {"name": "Team Conf Airport"}, pluck="name") == [
			"Team Conf Airport"
		]


def test_a_user_permission_covers_the_branches_of_a_tree(people):
	records.territory("Conf Region", is_group=1)
	records.territory("Conf Town", parent="Conf Region")
	records.team("Team Conf Town", region="Conf Town")
	records.insert("User Permission", user=AUDITOR, allow="Territory", for_value="Conf Region")
	with acting_as(AUDITOR):
		assert frappe.get_list("Service Team", {"name": "Team Conf Town"}, pluck="name") == ["Team Conf Town"]


def test_a_user_permission_holds_when_saving(people):
	for name in ("Conf Harbour", "Conf Airport"):
		records.territory(name)
	records.insert("User Permission", user=MANAGER, allow="Territory", for_value="Conf Harbour")
	with acting_as(MANAGER), pytest.raises(frappe.PermissionError):
		frappe.get_doc(
			doctype="Service Team", team_name="Team Conf", company=records.company(), region="Conf Airport"
		).insert()


# Workflow: on ToDo, whose status serves as the state


@pytest.fixture
def workflow(people):
	for state in ("Open", "Closed", "Cancelled"):
		if not frappe.db.exists("Workflow State", state):
			records.insert("Workflow State", workflow_state_name=state)
	for action in ("Conf Close", "Conf Cancel", "Conf Reopen"):
		records.insert("Workflow Action Master", workflow_action_name=action)
	return records.insert(
		"Workflow",
		workflow_name="Conf ToDo",
		document_type="ToDo",
		is_active=1,
		workflow_state_field="status",
		states=[
			{"state": "Open", "doc_status": "0", "allow_edit": "All"},
			{
				"state": "Closed",
				"doc_status": "0",
				"allow_edit": "Service Manager",
				"update_field": "priority",
				"update_value": "Low",
			},
			{"state": "Cancelled", "doc_status": "0", "allow_edit": "Service Manager"},
		],
		transitions=[
			{
				"state": "Open",
				"action": "Conf Close",
				"next_state": "Closed",
				"allowed": "Service Manager",
				"allow_self_approval": 1,
				"condition": "doc.description != 'never'",
			},
			{
				"state": "Open",
				"action": "Conf Cancel",
				"next_state": "Cancelled",
				"allowed": "Service Manager",
				"allow_self_approval": 0,
			},
			{
				"state": "Closed",
				"action": "Conf Reopen",
				"next_state": "Open",
				"allowed": "All",
				"allow_self_approval": 1,
			},
		],
	)


def mine(description: str = "conf todo"):
	return frappe.get_doc(
		doctype="ToDo", description=description, allocated_to=frappe.session.user, status=None
	).insert(ignore_permissions=True)


def test_a_new_document_starts_in_the_first_state(workflow):
	with acting_as(MANAGER):
		assert mine().status == "Open"


def test_a_new_document_may_not_start_elsewhere(workflow):
	with pytest.raises(WorkflowPermissionError):
		records.todo(status="Closed")


def test_an_action_moves_the_state_and_sets_the_field(workflow):
	with acting_as(MANAGER):
		todo = mine()
		moved = apply_workflow(todo, "Conf Close")
	assert (moved.status, moved.priority) == ("Closed", "Low")
	assert frappe.db.get_value("ToDo", todo.name, ["status", "priority"]) == ("Closed", "Low")


def test_an_action_leaves_a_comment(workflow):
	with acting_as(MANAGER):
		todo = mine()
		apply_workflow(todo, "Conf Close")
	assert frappe.get_all(
		"Comment", {"reference_name": todo.name, "comment_type": "Workflow"}, pluck="content"
	) == ["Closed"]


def test_actions_are_offered_by_role_and_condition(workflow):
	with acting_as(MANAGER):
		assert {t["action"] for t in get_transitions(mine())} == {"Conf Close", "Conf Cancel"}
		assert {t["action"] for t in get_transitions(mine("never"))} == {"Conf Cancel"}
	with acting_as(AUDITOR):
		assert get_transitions(mine()) == []


def test_a_condition_holds_or_not_whoever_asks(workflow):
	with acting_as(AUDITOR):
		rows = [row for row in workflow.transitions if row.action == "Conf Close"]
		assert [is_transition_condition_satisfied(row, mine()) for row in rows] == [True]
		assert [bool(is_transition_condition_satisfied(row, mine("never"))) for row in rows] == [False]


def test_a_condition_that_fails_forbids(workflow):
	with acting_as(MANAGER):
		todo = mine()
		todo.db_set("description", "never")
		with pytest.raises(WorkflowTransitionError):
			apply_workflow(todo, "Conf Close")


def test_an_action_of_another_state_is_refused(workflow):
	with acting_as(MANAGER), pytest.raises(WorkflowTransitionError):
		apply_workflow(mine(), "Conf Reopen")


def test_an_action_without_the_role_is_refused(workflow):
	with acting_as(AUDITOR), pytest.raises(WorkflowTransitionError):
		apply_workflow(mine(), "Conf Close")


def test_ones_own_document_may_need_another(workflow):
	with acting_as(MANAGER):
		todo = mine()
		with pytest.raises(frappe.ValidationError, match=r"(?i)self approval"):
			apply_workflow(todo, "Conf Cancel")


def test_unsaved_changes_are_lost_by_an_action(workflow):
	with acting_as(MANAGER):
		todo = mine()
		todo.description = "unsaved"
		apply_workflow(todo, "Conf Close")
	assert "unsaved" not in frappe.db.get_value("ToDo", todo.name, "description")


def test_saving_another_state_needs_a_transition(workflow):
	with acting_as(AUDITOR):
		todo = mine()
		todo.status = "Closed"
		with pytest.raises(WorkflowPermissionError):
			todo.save()
	with acting_as(MANAGER):
		todo = mine()
		todo.status = "Closed"
		todo.save()
	assert frappe.db.get_value("ToDo", todo.name, "status") == "Closed"


def test_another_active_workflow_takes_over(workflow):
	second = records.insert(
		"Workflow",
		workflow_name="Conf ToDo 2",
		document_type="ToDo",
		is_active=1,
		workflow_state_field="status",
		states=[{"state": "Open", "doc_status": "0", "allow_edit": "All"}],
		transitions=[{"state": "Open", "action": "Conf Close", "next_state": "Open", "allowed": "All"}],
	)
	assert frappe.db.get_value("Workflow", workflow.name, "is_active") == 0
	assert frappe.db.get_value("Workflow", second.name, "is_active") == 1


def test_a_hook_of_the_app_runs_after_the_documents_own(workflow, monkeypatch):
	"""doc_events: the app checks every Workflow of its ticket."""
	from fsm_app import hooks

	called = []
	path = hooks.doc_events["Workflow"]["validate"][0]
	module, _, function = path.rpartition(".")
	monkeypatch.setattr(
		frappe.get_module(module), function, lambda doc, method=None: called.append((doc.name, method))
	)
	monkeypatch.setattr(type(workflow), "validate", lambda self: called.append("own"))
	workflow.reload()
	workflow.save()
	assert called == ["own", (workflow.name, "validate")]

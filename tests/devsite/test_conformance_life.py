"""What Frappe does with a document's rows, and with a document from its insert to its end."""

import pytest

import frappe

from tests.devsite import records

# Child tables


def test_rows_are_numbered_and_know_their_parent():
	level = records.level("Level A", 1, *rights(2))
	assert [row.idx for row in level.rights] == [1, 2]
	assert {(row.parent, row.parenttype, row.parentfield) for row in level.rights} == {
		("Level A", "Engineer Level", "rights")
	}
	assert all(row.name for row in level.rights)


def rights(count: int) -> list[str]:
	field = frappe.get_meta("Engineer Level Right").get_field("right")
	return [option for option in field.options.split("\n") if option][:count]


def test_removed_rows_are_deleted_and_the_rest_renumbered():
	level = records.level("Level A", 1, *rights(3))
	kept = level.rights[2].name
	level.remove(level.rights[0])
	level.remove(level.rights[0])
	level.save()
	assert frappe.get_all("Engineer Level Right", {"parent": "Level A"}, pluck="name") == [kept]
	level.reload()
	assert [row.idx for row in level.rights] == [1]


def test_set_replaces_a_table():
	level = records.level("Level A", 1, *rights(2))
	level.set("rights", [{"right": rights(3)[2]}])
	level.save()
	assert [row.right for row in frappe.get_doc("Engineer Level", "Level A").rights] == [rights(3)[2]]


def test_append_returns_the_row():
	level = records.level()
	row = level.append("rights", {"right": rights(1)[0]})
	assert row.doctype == "Engineer Level Right"
	assert row.parent_doc is level
	level.save()
	assert frappe.db.count("Engineer Level Right", {"parent": level.name}) == 1


def test_rows_come_back_in_order_and_filtered_by_get():
	names = rights(3)
	records.level("Level A", 1, *names)
	saved = frappe.get_doc("Engineer Level", "Level A")
	assert [row.right for row in saved.rights] == names
	assert [row.idx for row in saved.get("rights", {"right": names[1]})] == [2]


def test_deleting_a_document_deletes_its_rows():
	records.level("Level A", 1, *rights(2))
	frappe.delete_doc("Engineer Level", "Level A")
	assert not frappe.db.exists("Engineer Level Right", {"parent": "Level A"})


# The life of a document


def spy(monkeypatch, doctype: str, *hooks: str) -> list[str]:
	"""The names of the controller's hooks as they are called."""
	called: list[str] = []
	controller = type(frappe.new_doc(doctype))

	def watch(hook):
		def method(self, *args, **kwargs):
			called.append(hook)

		monkeypatch.setattr(controller, hook, method, raising=False)

	for hook in hooks:
		watch(hook)
	return called


HOOKS = (
	"before_insert",
	"before_naming",
	"before_validate",
	"validate",
	"before_save",
	"after_insert",
	"on_update",
	"on_change",
	"on_trash",
	"after_delete",
)


def test_the_order_of_hooks_at_insert(monkeypatch):
	called = spy(monkeypatch, "Service Skill", *HOOKS)
	records.skills("Welding")
	assert called == [
		"before_insert",
		"before_naming",
		"before_validate",
		"validate",
		"before_save",
		"after_insert",
		"on_update",
		"on_change",
	]


def test_the_order_of_hooks_at_save_and_delete(monkeypatch):
	records.skills("Welding")
	called = spy(monkeypatch, "Service Skill", *HOOKS)
	skill = frappe.get_doc("Service Skill", "Welding")
	skill.description = "With gas"
	skill.save()
	assert called == ["before_validate", "validate", "before_save", "on_update", "on_change"]
	called.clear()
	skill.delete()
	assert called == ["on_trash", "on_change", "after_delete"] or called == ["on_trash", "after_delete"]


def test_a_refused_insert_saves_nothing(monkeypatch):
	def refuse(self):
		frappe.throw("not today")

	monkeypatch.setattr(type(frappe.new_doc("Service Skill")), "validate", refuse, raising=False)
	with pytest.raises(frappe.ValidationError, match="not today"):
		records.skills("Welding")
	assert not frappe.db.exists("Service Skill", "Welding")


def test_the_document_before_save(monkeypatch):
	seen = {}

	def validate(self):
		before = self.get_doc_before_save()
		seen[self.description] = (before and before.description, self.has_value_changed("description"))

	records.skills("Welding")
	monkeypatch.setattr(type(frappe.new_doc("Service Skill")), "validate", validate, raising=False)
	skill = frappe.get_doc("Service Skill", "Welding")
	skill.description = "With gas"
	skill.save()
	skill.save()
	records.insert("Service Skill", skill_name="Painting", description="New")
	assert seen["New"] == (None, True)
	assert seen["With gas"] == ("With gas", False)


def test_timestamps_and_owner():
	todo = records.todo()
	assert todo.owner == todo.modified_by == "Administrator"
	assert frappe.utils.get_datetime(todo.creation) == frappe.utils.get_datetime(todo.modified)
	created = todo.creation
	todo.description = "Changed"
	todo.save()
	saved = frappe.get_doc("ToDo", todo.name)
	assert saved.creation == frappe.utils.get_datetime(created)
	assert saved.modified > saved.creation


def test_who_saves_last_loses():
	todo = records.todo()
	mine, theirs = frappe.get_doc("ToDo", todo.name), frappe.get_doc("ToDo", todo.name)
	theirs.save()
	with pytest.raises(frappe.TimestampMismatchError):
		mine.save()


def test_a_deleted_document_is_not_found():
	todo = records.todo()
	todo.delete()
	with pytest.raises(frappe.DoesNotExistError, match=todo.name):
		frappe.get_doc("ToDo", todo.name)


def test_a_document_that_is_linked_is_not_deleted():
	records.territory("Harbour")
	records.team(region="Harbour")
	with pytest.raises(frappe.LinkExistsError):
		frappe.delete_doc("Territory", "Harbour")
	assert frappe.db.exists("Territory", "Harbour")


def test_deleting_what_is_not_there():
	with pytest.raises(frappe.DoesNotExistError):
		frappe.delete_doc("ToDo", "no such", ignore_missing=False)
	assert frappe.delete_doc("ToDo", "no such") is False


def test_a_change_leaves_a_version():
	level = records.level("Level V", 4)
	level.reload()  # figures that were not given are None until they come back from the database as 0
	level.rank = 5
	level.save()
	(version,) = frappe.get_all(
		"Version",
		{"ref_doctype": "Engineer Level", "docname": "Level V"},
		["data"],
		order_by="creation desc",
		limit=1,
	)
	assert ["rank", 4, 5] in [
		[field, int(old), int(new)] for field, old, new in frappe.parse_json(version.data)["changed"]
	]


def test_a_save_without_change_leaves_no_version():
	level = records.level("Level V", 4)
	level.reload()
	before = frappe.db.count("Version", {"ref_doctype": "Engineer Level", "docname": "Level V"})
	level.save()
	assert frappe.db.count("Version", {"ref_doctype": "Engineer Level", "docname": "Level V"}) == before


def test_docstatus_starts_as_draft_and_cannot_jump_to_cancelled():
	todo = records.todo()
	assert todo.docstatus == 0
	assert todo.docstatus.is_draft()
	todo.docstatus = 2
	with pytest.raises(frappe.DocstatusTransitionError):
		todo.save()


def test_db_set_skips_validation_and_bumps_modified(monkeypatch):
	todo = records.todo()
	modified = todo.modified
	called = spy(monkeypatch, "ToDo", "validate", "on_update")
	todo.db_set("priority", "Not an option")
	assert called == []
	assert frappe.db.get_value("ToDo", todo.name, "priority") == "Not an option"
	assert frappe.utils.get_datetime(todo.modified) > frappe.utils.get_datetime(modified)


def test_db_set_may_leave_modified():
	todo = records.todo()
	before = frappe.db.get_value("ToDo", todo.name, "modified")
	todo.db_set({"priority": "High", "status": "Closed"}, update_modified=False)
	assert frappe.db.get_value("ToDo", todo.name, ["priority", "status", "modified"]) == (
		"High",
		"Closed",
		before,
	)


def test_a_single_keeps_its_values():
	settings = frappe.get_doc("Field Service Settings")
	settings.reopen_window_days = 11
	settings.save()
	assert frappe.db.get_single_value("Field Service Settings", "reopen_window_days") == 11
	assert frappe.get_doc("Field Service Settings").reopen_window_days == 11
	frappe.db.set_single_value("Field Service Settings", "reopen_window_days", 12)
	assert frappe.get_doc("Field Service Settings").reopen_window_days == 12


def test_a_cached_document_follows_a_save():
	records.level("Level C", 4)
	assert frappe.get_cached_doc("Engineer Level", "Level C").rank == 4
	level = frappe.get_doc("Engineer Level", "Level C")
	level.rank = 6
	level.save()
	assert frappe.get_cached_doc("Engineer Level", "Level C").rank == 6
	assert frappe.get_cached_value("Engineer Level", "Level C", "rank") == 6


def test_as_dict_holds_rows_and_doctype():
	data = records.level("Level A", 1, *rights(1)).as_dict()
	assert data["doctype"] == "Engineer Level"
	assert data["rights"][0]["right"] == rights(1)[0]
	assert isinstance(data, frappe._dict)


def test_a_comment_is_added():
	todo = records.todo()
	comment = todo.add_comment("Comment", "Looks fine")
	assert comment.reference_doctype == "ToDo"
	assert frappe.db.get_value(
		"Comment", {"reference_name": todo.name, "comment_type": "Comment"}, "content"
	) == ("Looks fine")

"""Configuration that an administrator may edit: installed once, later updated only where nobody has changed it (Q1).

The records lie as JSON in `shipped/` and `workflows/`. For each one installed, a Shipped Configuration keeps what was
written. At an upgrade a record that still equals it is brought up to date; an edited one is left as it is, and one
that was deleted stays deleted.
"""

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import frappe

APP_FOLDER = Path(__file__).parent.parent

STANDARD_COLUMNS = frozenset(
	"name owner creation modified modified_by docstatus idx parent parentfield parenttype"
	" _user_tags _comments _assign _liked_by _seen".split()
)

# The places of the cards on a Kanban board: everybody who moves one writes them, and has edited nothing.
NOT_COMPARED = STANDARD_COLUMNS | {"order"}

# In the order in which they refer to one another.
SHIPPED_FILES = (
	"shipped/service_priority.json",
	"shipped/service_tier.json",
	"shipped/priority_matrix.json",
	"shipped/service_calendar.json",
	"shipped/sla_policy.json",
	"shipped/training_course.json",
	"shipped/exam_question.json",
	"shipped/service_exam.json",
	"shipped/assessment_rubric.json",
	"shipped/service_certification.json",
	"shipped/engineer_level.json",
	"shipped/training_plan.json",
	"shipped/dispatch_profile.json",
	"shipped/service_category.json",
	"shipped/ppe_list.json",
	"shipped/work_permit_type.json",
	"shipped/delivery_class.json",
	"shipped/service_runbook.json",
	"shipped/service_offering.json",
	"shipped/kpi_definition.json",
	"shipped/kpi_scheme.json",
	"shipped/message_warning_rule.json",
	"shipped/appraisal_criterion.json",
	"shipped/reward_rule.json",
	"shipped/award.json",
	"shipped/survey_reason.json",
	"shipped/callback_script.json",
	"workflows/workflow_state.json",
	"workflows/workflow_action_master.json",
	"workflows/service_ticket.json",
	"workflows/catalogue_release.json",
	"workflows/promotion_proposal.json",
	"workflows/appraisal_review.json",
	"workflows/service_story.json",
	"workflows/product_suggestion.json",
	"workflows/parts_requisition.json",
	"workflows/knowledge_case.json",
	"shipped/kanban_board.json",
	"shipped/list_filter.json",
)


def install_shipped_records() -> dict[str, int]:
	"""Install or update every shipped record.

	Returns how many were `installed`, `updated`, `kept` (edited or deleted by the administrator), `unchanged`, and
	`skipped` because the site refuses them, such as one that refers to a record that the administrator deleted. Those are
	in the Error Log and are tried again at the next migration.
	"""
	outcome = {"installed": 0, "updated": 0, "kept": 0, "unchanged": 0, "skipped": 0}
	recorded = {
		(row.reference_doctype, row.reference_name): row
		for row in frappe.get_all(
			"Shipped Configuration",
			fields=["name", "reference_doctype", "reference_name", "shipped_hash", "shipped_content"],
		)
	}
	for record in shipped_records():
		outcome[_try(record, recorded.get((record["doctype"], record["name"])))] += 1
	return outcome


def _try(record: dict, entry: dict | None) -> str:
	frappe.db.savepoint("shipped_record")
	try:
		return _bring_up_to_date(record, entry)
	except frappe.ValidationError:
		frappe.db.rollback(save_point="shipped_record")
		frappe.clear_last_message()
		frappe.log_error(title=f"Shipped {record['doctype']} {record['name']}")
		return "skipped"


def shipped_records() -> list[dict]:
	"""Every record that the app ships, in the order of installing."""
	records = []
	for path in SHIPPED_FILES:
		records += json.loads((APP_FOLDER / path).read_text(encoding="utf-8"))
	return records


def _bring_up_to_date(record: dict, entry: dict | None) -> str:
	doctype, name = record["doctype"], record["name"]
	exists = frappe.db.exists(doctype, name)
	if entry is None:
		if exists:
			# The site had a record of this name before the app came: it is not ours.
			return "kept"
		named = None if frappe.get_meta(doctype).autoname else name
		document = frappe.get_doc(record)
		_leave_company_empty(document)
		document.insert(ignore_permissions=True, set_name=named)  # installing, no user acts
		_remember(record, document)
		return "installed"
	if not exists:
		return "kept"
	document = frappe.get_doc(doctype, name)
	if content_hash(_projection(document, frappe.parse_json(entry.shipped_content))) != entry.shipped_hash:
		return "kept"
	if content_hash(_projection(document, record)) == content_hash(_normalised(record)):
		return "unchanged"
	document.update({key: value for key, value in record.items() if key not in ("doctype", "name")})
	document.save(ignore_permissions=True)  # upgrading, no user acts
	_remember(record, document, entry.name)
	return "updated"


def _leave_company_empty(document) -> None:
	"""What is shipped for all companies is for all: Frappe would fill in the site's default company."""
	for field in document.meta.get_link_fields():
		if field.options == "Company" and not document.get(field.fieldname):
			document.set(field.fieldname, "")


def _remember(record: dict, document, entry: str | None = None) -> None:
	document.reload()  # compared later as the database gives it back
	content = _projection(document, _all_fields(document))
	values = {"shipped_content": json.dumps(content, sort_keys=True), "shipped_hash": content_hash(content)}
	if entry:
		frappe.db.set_value("Shipped Configuration", entry, values)
		return
	frappe.get_doc(
		{
			"doctype": "Shipped Configuration",
			"reference_doctype": record["doctype"],
			"reference_name": record["name"],
			**values,
		}
	).insert(ignore_permissions=True)  # the app's own book-keeping, users may only read it


def _all_fields(document) -> dict:
	"""Every field of the document that holds a value, in the shape of a shipped record: any of them may be edited."""
	template = {}
	for field in document.meta.get_valid_columns():
		if field not in STANDARD_COLUMNS:
			template[field] = None
	for field in document.meta.get_table_fields():
		columns = frappe.get_meta(field.options).get_valid_columns()
		row = {column: None for column in columns if column not in NOT_COMPARED}
		template[field.fieldname] = [row]
	return template


def content_hash(content: dict) -> str:
	"""SHA-256 of a record's content, as hexadecimal digits."""
	return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _projection(document, template: dict) -> dict:
	"""What `document` holds now in the fields that `template` names."""
	result = {}
	for key, value in template.items():
		if isinstance(value, list):
			columns = sorted({column for row in value for column in row} - NOT_COMPARED)
			result[key] = [
				{column: _plain(row.get(column)) for column in columns} for row in document.get(key) or []
			]
		else:
			result[key] = _plain(document.get(key))
	return result


def _normalised(record: dict) -> dict:
	result = {}
	for key, value in record.items():
		if isinstance(value, list):
			columns = sorted({column for row in value for column in row} - NOT_COMPARED)
			result[key] = [{column: _plain(row.get(column)) for column in columns} for row in value]
		else:
			result[key] = _plain(value)
	return result


def _plain(value) -> str:
	"""A value as text, alike whether it comes from JSON or from the database."""
	if value is None or value == "":
		return ""
	if isinstance(value, bool | int | float):
		return repr(float(value))
	if isinstance(value, timedelta):
		seconds = int(value.total_seconds())
		return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
	return str(value)

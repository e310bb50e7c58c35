"""What offerings said is worth knowing becomes cases, to which the rows refer; codes of stored tickets find theirs (A2, G1).

The rows keep what was typed in them. A row of which no case can be made stays as it is, and the Error Log says why.
"""

import re

import frappe
from frappe.utils import cstr, escape_html

from fsm_app.knowledge.catalogue_links import OFFERING, ROW
from fsm_app.knowledge.fault_links import link_stored_codes
from fsm_app.knowledge.stages import CASE, INTERNAL, PUBLISHED

KINDS = {
	"Command": "Command Manual",
	"Fault Code": "Fault Code Table",
	"Remote Access Guide": "Remote Access Guide",
	"Script Template": "Script",
	"FAQ": "FAQ",
}
# Kinds whose text is one to copy.
COPIED = ("Command", "Script Template")
CODE = re.compile(r"[A-Za-z]{0,4}[-_. ]?\d[\w.-]*")
SAVEPOINT = "knowledge_row"


def execute() -> None:
	"""One case for each text, whatever number of offerings said it."""
	rows = frappe.get_all(
		ROW,
		filters={"parenttype": OFFERING, "knowledge_case": ["is", "not set"]},
		fields=["name", "parent", "kind", "title", "url", "content"],
		order_by="creation, idx",
		limit_page_length=0,
	)
	alike: dict[tuple, list] = {}
	for row in rows:
		alike.setdefault((row.kind, row.title, row.url, row.content), []).append(row)
	_have_state()
	for group in alike.values():
		frappe.db.savepoint(SAVEPOINT)
		try:
			case = _case_of(group)
		except Exception:
			frappe.db.rollback(save_point=SAVEPOINT)
			frappe.clear_last_message()
			frappe.log_error(title=f"Case of {group[0].parent}: {group[0].title}")
			continue
		frappe.db.set_value(
			ROW, {"name": ["in", [row.name for row in group]]}, "knowledge_case", case, update_modified=False
		)
	link_stored_codes()


def _case_of(group: list) -> str:
	row = group[0]
	text = cstr(row.content)
	code = CODE.search(cstr(row.title)) if row.kind == "Fault Code" else None
	case = frappe.get_doc(
		{
			"doctype": CASE,
			"title": row.title,
			"kind": KINDS.get(row.kind, "FAQ"),
			"audience": INTERNAL,
			"stage": PUBLISHED,
			"workflow_state": PUBLISHED,
			"url": row.url,
			"snippet": text if row.kind in COPIED else None,
			"solution": None
			if row.kind in COPIED
			else "".join(f"<p>{escape_html(line)}</p>" for line in text.splitlines() if line.strip()),
			"fault_codes": [{"code": code[0].strip(), "meaning": row.title}] if code else [],
			"offerings": [{"offering": name} for name in dict.fromkeys(each.parent for each in group)],
		}
	)
	case.flags.of_the_app = True
	return case.insert(ignore_permissions=True).name  # upgrading, no user acts


def _have_state() -> None:
	"""The workflow of cases comes after the patches, and finds them in its state."""
	if not frappe.db.exists("Workflow State", PUBLISHED):
		frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": PUBLISHED}).insert(
			ignore_permissions=True  # upgrading, no user acts
		)

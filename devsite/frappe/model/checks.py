"""What must hold before a document is written, beyond its single values."""

import frappe
from frappe.model.validation import invalid_links, missing_mandatory, validate_values
from frappe.utils.text import cstr

from devsite.unsupported import Unsupported


class Checks:
	"""Mixed into Document."""

	def check_if_latest(self):
		"""Loads the stored document; refuses a save on older data and an illegal change of docstatus."""
		self.load_doc_before_save()
		self._action = "save"
		previous = self._doc_before_save
		if not previous:
			self.check_docstatus_transition(0)
			return
		if cstr(previous.modified) != cstr(self._original_modified):
			frappe.msgprint(
				frappe._("Error: Document has been modified after you have opened it")
				+ f" ({previous.modified}, {self.modified}). "
				+ frappe._("Please refresh to get the latest document."),
				raise_exception=frappe.TimestampMismatchError,
			)
		if not self.meta.issingle:
			self.check_docstatus_transition(previous.docstatus)

	def check_docstatus_transition(self, to_docstatus):
		"""Sets `_action` by old (`to_docstatus`) and new docstatus; checks the right to submit, cancel."""
		step = (int(to_docstatus), int(self.docstatus))
		if step[0] == 2:
			raise frappe.ValidationError(frappe._("Cannot edit cancelled document"))
		if step == (0, 2):
			raise frappe.DocstatusTransitionError(
				frappe._("Cannot change docstatus from 0 (Draft) to 2 (Cancelled)")
			)
		if step == (1, 0):
			raise frappe.DocstatusTransitionError(
				frappe._("Cannot change docstatus from 1 (Submitted) to 0 (Draft)")
			)
		actions = {(0, 0): "save", (0, 1): "submit", (1, 1): "update_after_submit", (1, 2): "cancel"}
		if step not in actions:
			raise frappe.ValidationError(frappe._("Invalid docstatus"), self.docstatus)
		self._action = actions[step]
		if self._action != "save":
			self.check_permission("cancel" if self._action == "cancel" else "submit")

	def _validate(self):
		self._validate_mandatory()
		validate_values(self)
		self.validate_workflow()
		for row in self.get_all_children():
			validate_values(row)
		if not self.is_new():
			self.validate_set_only_once()

	def _validate_mandatory(self):
		if self.flags.ignore_mandatory:
			return
		missing = missing_mandatory(self)
		for row in self.get_all_children():
			missing += missing_mandatory(row)
		if missing:
			for _fieldname, message in missing:
				frappe.msgprint(message)
			fields = ", ".join(fieldname for fieldname, _message in missing)
			raise frappe.MandatoryError(f"[{self.doctype}, {self.name}]: {fields}")

	def _validate_links(self):
		if self.flags.ignore_links or self._action == "cancel":
			return
		missing, cancelled = invalid_links(self)
		for row in self.get_all_children():
			found = invalid_links(row, is_submittable=self.meta.is_submittable)
			missing += found[0]
			cancelled += found[1]
		if missing:
			message = frappe._("Could not find {0}").format(", ".join(missing))
			frappe.throw(message, frappe.LinkValidationError)
		if cancelled:
			message = frappe._("Cannot link cancelled document: {0}").format(", ".join(cancelled))
			frappe.throw(message, frappe.CancelledLinkError)

	def validate_workflow(self):
		if self.meta.get_workflow():
			from frappe.model.workflow import validate_workflow

			if self._action != "save":
				raise Unsupported(f"submitting or cancelling under a Workflow ({self.doctype})")
			validate_workflow(self)

	def validate_set_only_once(self):
		for df in self.meta.plan.set_only_once:
			value, old = self.get(df.fieldname), self._doc_before_save.get(df.fieldname)
			if df.fieldtype in ("Date", "Datetime", "Time"):
				value, old = str(value), str(old)
			if isinstance(value, list):
				raise Unsupported(f"a table set only once ({self.doctype}.{df.fieldname})")
			if value != old:
				frappe.throw(
					frappe._("Value cannot be changed for {0}").format(frappe.bold(df.label)),
					exc=frappe.CannotChangeConstantError,
				)

	def _validate_update_after_submit(self):
		from frappe.model.submitted import check_changes

		if not self.flags.ignore_validate_update_after_submit:
			check_changes(self)

	def check_no_back_links_exist(self):
		from frappe.model.delete_doc import check_if_doc_is_dynamically_linked, check_if_doc_is_linked

		if not self.flags.ignore_links:
			check_if_doc_is_linked(self, "Cancel")
			check_if_doc_is_dynamically_linked(self, "Cancel")

"""Journal Entry: amounts from account to account, in one company's currency."""

import frappe
from frappe.controllers import core
from frappe.model.document import Document
from frappe.utils import flt


@core("Journal Entry")
class JournalEntry(Document):
	def validate(self):
		for row in self.accounts:
			row.debit, row.credit = (
				flt(row.debit_in_account_currency, 2),
				flt(row.credit_in_account_currency, 2),
			)
			if not row.debit and not row.credit:
				frappe.throw(frappe._("Row {0}: Both Debit and Credit values cannot be zero").format(row.idx))
			account = frappe.get_cached_doc("Account", row.account)
			if account.company != self.company:
				frappe.throw(
					frappe._("Account {0} does not belong to company {1}").format(row.account, self.company)
				)
		self.total_debit = sum(row.debit for row in self.accounts)
		self.total_credit = sum(row.credit for row in self.accounts)
		self.difference = flt(self.total_debit - self.total_credit, 2)

	def on_submit(self):
		if self.difference:
			frappe.throw(frappe._("Total Debit must be equal to Total Credit."))
		for row in self.accounts:
			frappe.get_doc(
				doctype="GL Entry",
				posting_date=self.posting_date,
				account=row.account,
				voucher_type=self.doctype,
				voucher_no=self.name,
				company=self.company,
				cost_center=row.cost_center,
				project=row.project,
				debit=row.debit,
				credit=row.credit,
			).insert(ignore_permissions=True)

	def on_cancel(self):
		self.ignore_linked_doctypes = ("GL Entry",)
		frappe.db.set_value(
			"GL Entry", {"voucher_type": self.doctype, "voucher_no": self.name}, "is_cancelled", 1
		)

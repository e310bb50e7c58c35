from fsm_app.common.asked_first import AskedDocument
from fsm_app.intake.ticket_import import importing as ticket_import
from fsm_app.intake.ticket_import import refusals as ticket_import_refusals


class TicketImport(AskedDocument):
	"""The import of another help desk's ticket export: what its values mean here, and how far it has come (C2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.intake.doctype.ticket_import_assignee.ticket_import_assignee import TicketImportAssignee
		from fsm_app.intake.doctype.ticket_import_category.ticket_import_category import TicketImportCategory
		from fsm_app.intake.doctype.ticket_import_organisation.ticket_import_organisation import (
			TicketImportOrganisation,
		)
		from fsm_app.intake.doctype.ticket_import_priority.ticket_import_priority import TicketImportPriority
		from fsm_app.intake.doctype.ticket_import_state.ticket_import_state import TicketImportState

		account: DF.Data | None
		assignees: DF.Table[TicketImportAssignee]
		attempt: DF.Int
		categories: DF.Table[TicketImportCategory]
		clocks: DF.Literal["From Import", "From Opening", "None"]
		company: DF.Link
		content_hash: DF.Data | None
		customer_labels: DF.SmallText | None
		date_order: DF.Literal["Automatic", "Day First", "Month First"]
		default_customer: DF.Link | None
		default_offering: DF.Link | None
		encoding: DF.Literal[
			"Automatic",
			"UTF-8",
			"UTF-16",
			"GB18030 (GBK, GB2312)",
			"Big5",
			"Shift JIS",
			"EUC-JP",
			"EUC-KR",
			"Windows-1252 (Western)",
			"Windows-1250 (Central European)",
			"Windows-1251 (Cyrillic)",
			"Windows-1253 (Greek)",
			"Windows-1254 (Turkish)",
			"Windows-1255 (Hebrew)",
			"Windows-1256 (Arabic)",
			"Windows-874 (Thai)",
			"KOI8-R",
			"DOS 850 (Western)",
			"Mac Roman",
		]
		error: DF.SmallText | None
		file: DF.Attach | None
		file_columns: DF.Text | None
		file_kind: DF.Data | None
		finished_at: DF.Datetime | None
		left_out: DF.Int
		organisations: DF.Table[TicketImportOrganisation]
		position: DF.Int
		priorities: DF.Table[TicketImportPriority]
		reading: DF.SmallText | None
		refused: DF.Int
		separator: DF.Literal["Automatic", "Comma", "Semicolon", "Tab", "Vertical Bar"]
		skipped: DF.Int
		started_at: DF.Datetime | None
		states: DF.Table[TicketImportState]
		status: DF.Literal["Draft", "Running", "Paused", "Finished", "Failed"]
		system: DF.Literal["ServiceNow", "Zendesk"]
		take_messages: DF.Check
		taken: DF.Int
		time_zone: DF.Autocomplete | None
		total: DF.Int
		worked_at: DF.Datetime | None
		zone_abbreviations: DF.SmallText | None
	# end: auto-generated types

	def validate(self):
		ticket_import.validate(self)

	def on_trash(self):
		ticket_import.refuse_while_running(self)
		ticket_import_refusals.forget(self.name)

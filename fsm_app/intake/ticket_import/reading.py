"""How the file of a Ticket Import is read: what its form chooses, and what was taken where it leaves that open (C2).

Whatever can be read in several ways is said in the preview and stays on the import, so that a person sees it and chooses
otherwise.
"""

import frappe
from frappe import _
from frappe.utils import get_system_timezone

from fsm_app.import_formats import export_csv, export_encoding
from fsm_app.import_formats.export_moment import DAY_FIRST
from fsm_app.import_formats.ticket_file import AUTO, Choices, TicketExport
from fsm_app.service_desk.callers import home_country
from fsm_app.service_levels.working_calendars import validate_time_zone

# What the form says about reading. Another choice makes it another file: it is to be read again.
FIELDS = ("encoding", "separator", "time_zone", "date_order", "zone_abbreviations", "customer_labels")
NAMED_AT_MOST, LONGEST_NAME = 20, 60
_NO_MARKUP = str.maketrans("<>", "‹›")


class ZonesNotRead(frappe.ValidationError):
	"""Lines about abbreviations of time zones that say nothing."""


def validate(ticket_import) -> None:
	"""Before saving: refuse a zone that is none; what was read otherwise counts as not read."""
	if ticket_import.time_zone:
		validate_time_zone(ticket_import.time_zone)
	for zone in _zones(ticket_import).values():
		validate_time_zone(zone)
	before = ticket_import.get_doc_before_save()
	if ticket_import.flags.written_by_app or not before:
		return
	if any((before.get(field) or "") != (ticket_import.get(field) or "") for field in FIELDS):
		ticket_import.content_hash = None


def choices_of(ticket_import) -> Choices:
	"""What the import's form chooses."""
	language = frappe.db.get_single_value("System Settings", "language", cache=True)
	return Choices(
		encoding=ticket_import.encoding or AUTO,
		separator=ticket_import.separator or AUTO,
		zones=_zones(ticket_import),
		seen_labels=tuple(_lines(ticket_import.customer_labels)),
		home=tuple(filter(None, (language, home_country()))),
	)


def said_of(export: TicketExport, ticket_import) -> list[str]:
	"""Sentences about what was taken, of an export whose tickets have been read."""
	said = [_encoding(export), _separator(export), _order(export, ticket_import), _zone(ticket_import)]
	for name, zone in sorted(export.reading.times.zones.items()):
		said.append(_("Time zone {0}: taken for {1}.").format(name, zone))
	# Words of the file stand in it, which may look like markup to whatever shows the field.
	return [sentence.translate(_NO_MARKUP) for sentence in (*said, *_labels(export)) if sentence]


def samples_of(export: TicketExport) -> list[dict]:
	"""Lines of the file that hold more than ASCII, as they read in its encoding and in those that are possible, too."""
	written = export.file.written
	codecs = [written.codec, *written.others]
	return [
		{"encoding": _named(codec), "lines": lines}
		for codec in codecs
		if (lines := export.file.sample(codec))
	]


def _encoding(export: TicketExport) -> str:
	written = export.file.written
	if written.others:
		return _(
			"Encoding: {0} is likely, {1} is possible. Look at the names below; where they are wrong, choose the Encoding."
		).format(_named(written.codec), ", ".join(map(_named, written.others)))
	why = {
		export_encoding.CHOSEN: _("as chosen"),
		export_encoding.BY_MARK: _("as the file says"),
		export_encoding.BY_FORM: _("as its bytes show"),
		export_encoding.BY_TEXT: _("because its text reads best so"),
	}
	return _("Encoding: {0}, {1}.").format(_named(written.codec), why[written.by])


def _named(codec: str) -> str:
	return _(export_encoding.label_of(codec), context="Ticket Import")


def _separator(export: TicketExport) -> str | None:
	layout = export.file.layout
	if not layout:
		return None
	names = {sign: _(name, context="Ticket Import") for name, sign in export_csv.SEPARATORS.items()}
	said = _("Separator: {0}.").format(names.get(layout.delimiter, layout.delimiter))
	return f"{said} {_('The file names it.')}" if layout.said else said


def _order(export: TicketExport, ticket_import) -> str | None:
	order = export.order
	if order.against:
		return _(
			"Dates: the file contradicts itself, {0} has the day first and {1} the month. Dates that can be read both ways are refused; choose the Date Order."
		).format(*order.against)
	if order.order == AUTO:
		return None
	name = _("day first") if order.order == DAY_FIRST else _("month first")
	if ticket_import.date_order == order.order:
		return _("Dates: {0}, as chosen.").format(name)
	return _("Dates: {0}. {1} of them can only be read so.").format(name, order.told_by)


def _zone(ticket_import) -> str:
	if ticket_import.time_zone:
		return _("Times without a time zone: in {0}, as chosen.").format(ticket_import.time_zone)
	return _("Times without a time zone: in {0}, the site's.").format(get_system_timezone())


def _labels(export: TicketExport) -> list[str]:
	said = []
	by_kind = {
		True: _("Messages that the customer sees, by their label: {0}."),
		False: _(
			"Internal notes, by their label: {0}. If customers have seen some, enter the label in Labels of Customer Messages."
		),
	}
	for public, sentence in by_kind.items():
		labels = [
			f"{name[:LONGEST_NAME]} ({count})"
			for (name, seen), count in export.reading.labels.most_common()
			if seen == public
		]
		if labels:
			said.append(sentence.format(", ".join(labels[:NAMED_AT_MOST])))
	return said


def _zones(ticket_import) -> dict[str, str]:
	"""By abbreviation in upper case, the zone that the form says for it. Raises ZonesNotRead."""
	zones = {}
	for line in _lines(ticket_import.zone_abbreviations):
		name, mark, zone = line.replace("＝", "=").replace("：", "=").replace(":", "=").partition("=")
		if not mark or not name.strip() or not zone.strip():
			frappe.throw(
				_(
					"Time Zones by Abbreviation: {0} is not understood. Write one a line, such as CST = Asia/Shanghai."
				).format(line),
				ZonesNotRead,
			)
		zones[name.strip().upper()] = zone.strip()
	return zones


def _lines(text: str | None) -> list[str]:
	return [line.strip() for line in (text or "").splitlines() if line.strip()]

"""The app's commands for `bench --site NAME` (B2, C2)."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

import frappe
from frappe.commands import get_site, pass_context

from fsm_app.import_formats.export_csv import SEPARATORS
from fsm_app.import_formats.export_encoding import ENCODINGS
from fsm_app.import_formats.export_moment import AUTO, DATE_ORDERS
from fsm_app.import_formats.service_log import NotAServiceLog
from fsm_app.import_formats.ticket_file import SYSTEMS


@contextmanager
def connected(context) -> Iterator[None]:
	"""The site named on the command line, connected; what is not committed is rolled back."""
	frappe.init(site=get_site(context))
	frappe.connect()
	try:
		yield
	finally:
		frappe.db.rollback()
		frappe.destroy()


@click.command("import-service-log")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--company", help="Company of the tickets; may be left out where the site has only one")
@click.option("--policy", help="SLA Policy of the offerings; default: that of Field Service Settings")
@pass_context
def import_service_log(context, file: str, company: str | None, policy: str | None):
	"""Replay a ServiceNow incident event log (CSV) as service tickets."""
	with connected(context):
		replay_with_progress(file, company, policy)


@click.command("import-tickets")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option(
	"--system", type=click.Choice(SYSTEMS), required=True, help="The help desk that made the export"
)
@click.option("--company", help="Company of the tickets; may be left out where the site has only one")
@click.option("--account", help="Account of the system, where several are imported")
@click.option("--customer", help="Customer of tickets whose organisation and requester are unknown")
@click.option("--offering", help="Service Offering of tickets whose category has none")
@click.option("--time-zone", help="Of times that name none; default: the site's")
@click.option("--date-order", type=click.Choice(DATE_ORDERS), default=AUTO, show_default=True)
@click.option("--encoding", type=click.Choice((AUTO, *ENCODINGS)), default=AUTO, show_default=True)
@click.option("--separator", type=click.Choice((AUTO, *SEPARATORS)), default=AUTO, show_default=True)
@click.option("--zone", multiple=True, help="What an abbreviation of a time zone means: CST=Asia/Shanghai")
@click.option(
	"--customer-label", multiple=True, help="A label of ServiceNow's entries that customers have seen"
)
@click.option("--like", help="A Ticket Import whose assignment of values is to be taken over")
@click.option("--preview", is_flag=True, help="Read the file, say what is unassigned, and take nothing")
@pass_context
def import_tickets(
	context,
	file: str,
	preview: bool,
	zone: tuple[str, ...],
	customer_label: tuple[str, ...],
	**options: str | None,
):
	"""Import a ticket export (CSV or JSON) of ServiceNow or Zendesk; goes on where an earlier run ended."""
	with connected(context):
		options |= {"zone_abbreviations": "\n".join(zone), "customer_labels": "\n".join(customer_label)}
		import_with_progress(file, preview, **options)


@click.command("add-public-holidays")
@click.argument("calendar")
@click.option("--country", default="CN", show_default=True, help="Code of two letters")
@click.option("--year", type=int, required=True)
@click.option("--works-like", default="Monday", show_default=True, help="Weekday that make-up days work like")
@pass_context
def add_public_holidays(context, calendar: str, country: str, year: int, works_like: str):
	"""Add a year's public holidays and make-up days to a Service Calendar."""
	from fsm_app.service_levels.public_holidays import add_public_holidays as add

	with connected(context):
		try:
			added = add(calendar, country, year, works_like)
		except (frappe.ValidationError, frappe.DoesNotExistError) as error:
			raise click.ClickException(str(error)) from error
		frappe.db.commit()
	click.echo(
		f"{calendar}: {added.holidays} holidays in {added.holiday_list}, {added.make_up_days} make-up days"
	)


@click.command("load-field-service-demo")
@click.option("--company", help="An empty company; may be left out where the site has only one")
@click.option(
	"--tickets", default=1500, show_default=True, type=click.IntRange(1), help="Tickets in the month"
)
@click.option("--seed", default=1, show_default=True, help="The same seed plays the same month")
@pass_context
def load_field_service_demo(context, company: str | None, tickets: int, seed: int):
	"""Fill an empty company with a month of made-up service; everything else on the site stays as it is."""
	from fsm_app.demo_month.loading import load
	from fsm_app.demo_month.record import DemoRefused

	with connected(context):
		company = company or _only_company()
		with click.progressbar(length=1000, label=f"A month at {company}") as bar:
			try:
				load(company, tickets, seed, lambda share: bar.update(int(1000 * share) - bar.pos))
			except DemoRefused as refused:
				raise click.ClickException(str(refused)) from refused
	click.echo(f"The month is played in {company}. clear-field-service-demo takes it away again.")


@click.command("clear-field-service-demo")
@pass_context
def clear_field_service_demo(context):
	"""Take away what load-field-service-demo has made, and what was added to it since; the company stays, empty."""
	from fsm_app.demo_month.clearing import clear
	from fsm_app.demo_month.record import DemoRefused

	with connected(context):
		try:
			company = clear()
		except DemoRefused as refused:
			raise click.ClickException(str(refused)) from refused
	click.echo(f"The demo is gone from {company}.")


def _only_company() -> str:
	companies = frappe.get_all("Company", pluck="name", limit_page_length=2)
	if len(companies) != 1:
		raise click.ClickException("Say which company: --company NAME")
	return companies[0]


def replay_with_progress(file: str, company: str | None = None, policy: str | None = None):
	"""Import `file` on the connected site with a progress bar, print the report and return it.

	Raises click.ClickException, which click prints as one line, for a file or options that cannot be used.
	"""
	from fsm_app.intake.service_log_import.replay import import_service_log as replay

	with click.progressbar(length=1, label="Replaying events") as bar:

		def progress(done: int, total: int) -> None:
			bar.length = total
			bar.update(done - bar.pos)

		try:
			report = replay(file, company, policy, progress)
		except (NotAServiceLog, OSError, frappe.ValidationError) as error:
			raise click.ClickException(
				f"{file}: {error}" if isinstance(error, NotAServiceLog) else str(error)
			) from error
	click.echo("\n".join(report.lines()))
	return report


def import_with_progress(file: str, preview: bool = False, **options):
	"""Import the ticket export `file` on the connected site with a progress bar and print the report; returns the import.

	`options` are those of the command. Raises click.ClickException for a file or options that cannot be used.
	"""
	from fsm_app.intake.ticket_import import command as imports

	try:
		ticket_import, found = imports.prepare(file, **options)
		for line in (*imports.reading(found), *imports.unassigned(found)):
			click.echo(line)
		if not preview:
			with click.progressbar(length=1, label="Taking tickets") as bar:

				def progress(done: int, total: int) -> None:
					bar.length = total
					bar.update(done - bar.pos)

				imports.run(ticket_import, progress)
	except (OSError, frappe.ValidationError) as error:
		raise click.ClickException(frappe.utils.strip_html(str(error))) from error
	click.echo("\n".join(imports.report(ticket_import)))
	return ticket_import


commands = [
	import_service_log,
	import_tickets,
	add_public_holidays,
	load_field_service_demo,
	clear_field_service_demo,
]

"""The app's commands for `bench --site NAME`."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

import frappe
from frappe.commands import get_site, pass_context

from fsm_app.engine.service_log import NotAServiceLog


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


@click.command("add-public-holidays")
@click.argument("calendar")
@click.option("--country", default="CN", show_default=True, help="Code of two letters")
@click.option("--year", type=int, required=True)
@click.option("--works-like", default="Monday", show_default=True, help="Weekday that make-up days work like")
@pass_context
def add_public_holidays(context, calendar: str, country: str, year: int, works_like: str):
	"""Add a year's public holidays and make-up days to a Service Calendar."""
	from fsm_app.service_desk.public_holidays import add_public_holidays as add

	with connected(context):
		try:
			added = add(calendar, country, year, works_like)
		except (frappe.ValidationError, frappe.DoesNotExistError) as error:
			raise click.ClickException(str(error)) from error
		frappe.db.commit()
	click.echo(
		f"{calendar}: {added.holidays} holidays in {added.holiday_list}, {added.make_up_days} make-up days"
	)


def replay_with_progress(file: str, company: str | None = None, policy: str | None = None):
	"""Import `file` on the connected site with a progress bar, print the report and return it.

	Raises click.ClickException, which click prints as one line, for a file or options that cannot be used.
	"""
	from fsm_app.service_desk.service_log_import import import_service_log as replay

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


commands = [import_service_log, add_public_holidays]

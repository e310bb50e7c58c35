"""The app's commands for `bench --site NAME`."""

import click

import frappe
from frappe.commands import get_site, pass_context

from fsm_app.engine.service_log import NotAServiceLog


@click.command("import-service-log")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--company", help="Company of the tickets; may be left out where the site has only one")
@click.option("--policy", help="SLA Policy of the offerings; default: that of Field Service Settings")
@pass_context
def import_service_log(context, file: str, company: str | None, policy: str | None):
	"""Replay a ServiceNow incident event log (CSV) as service tickets."""
	site = get_site(context)
	frappe.init(site=site)
	frappe.connect()
	try:
		replay_with_progress(file, company, policy)
	finally:
		frappe.db.rollback()
		frappe.destroy()


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
			raise click.ClickException(f"{file}: {error}" if isinstance(error, NotAServiceLog) else str(error)) from error
	click.echo("\n".join(report.lines()))
	return report


commands = [import_service_log]

"""`python -m devsite`: serves the site, runs its scheduled jobs, and runs the apps' own commands."""

import importlib
import importlib.util
from datetime import datetime

import click

from devsite import site

APPS = ("fsm_app",)


class Commands(click.Group):
	"""The stand-in's commands and those that each app lists in its commands.py."""

	def list_commands(self, ctx):
		return sorted({*super().list_commands(ctx), *self._of_apps()})

	def get_command(self, ctx, name):
		return super().get_command(ctx, name) or self._of_apps().get(name)

	def _of_apps(self):
		site.load()
		found = {}
		for app in APPS:
			if importlib.util.find_spec(f"{app}.commands"):
				module = importlib.import_module(f"{app}.commands")
				found.update({command.name: command for command in module.commands})
		return found


@click.group(cls=Commands)
@click.option(
	"--site", "path", default="devsite.sqlite", show_default=True, help="SQLite file of the site, or :memory:"
)
def main(path):
	"""A stand-in for a Frappe site."""
	site.start(path, APPS)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def serve(host, port):
	"""Answer /api requests; a page at / says what there is."""
	from devsite import server

	server.serve(host, port)


@main.command("run-due")
@click.argument("moment", required=False, type=click.DateTime())
def run_due(moment: datetime | None):
	"""Run the scheduled jobs that are due now, or at MOMENT (site time)."""
	from frappe.utils import scheduler

	for method in scheduler.run_due(moment):
		click.echo(method)


@main.command()
def migrate():
	"""Bring the site to the apps' present state."""
	site.migrate()


if __name__ == "__main__":
	main()

"""`python -m demo` plays a month or a log on a new stand-in site and says what came of it; `serve` shows that site."""

import functools
import time
from pathlib import Path

import click

from devsite import site

SITE = Path(".demo") / "site.db"
LOG_COMPANY = "Example Services"


@click.group(invoke_without_command=True)
@click.option(
	"--log",
	type=click.Path(exists=True, dir_okay=False),
	help="Replay this ServiceNow incident event log instead",
)
@click.option(
	"--tickets", default=1500, show_default=True, type=click.IntRange(1), help="Tickets in the month"
)
@click.option("--seed", default=1, show_default=True, help="The same seed plays the same month")
@click.option(
	"--site", "path", default=str(SITE), show_default=True, help="SQLite file of the site, made anew"
)
@click.pass_context
def main(context, log: str | None, tickets: int, seed: int, path: str):
	"""Play a month of service on a new stand-in site and print what a manager would read about it."""
	context.obj = {"log": log, "tickets": tickets, "seed": seed, "path": path}
	if context.invoked_subcommand is None:
		build(**context.obj)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.pass_obj
def serve(options: dict, host: str, port: int):
	"""Answer HTTP for the site of the last demo; plays the month first where there is none."""
	if Path(options["path"]).exists():
		site.start(options["path"])
	else:
		build(**options)
	from demo.visitors import open_pages, prepare_day, visitors
	from devsite import server

	if prepare_day():
		click.echo("Today's visits and tickets are made.")
	click.echo(f"\nhttp://{host}:{port}/  (Administrator, password admin; Ctrl-C ends it)")
	server.serve(host, port, visitors(), open_pages())


@main.command("compare")
@click.option(
	"--tickets", default=600, show_default=True, type=click.IntRange(1), help="Tickets in the month"
)
@click.option(
	"--engineers", default=16, show_default=True, type=click.IntRange(12), help="Size of the company"
)
@click.option(
	"--seed", "seeds", default=(1,), show_default=True, multiple=True, help="May be given more than once"
)
@click.option(
	"--site",
	"path",
	default=str(SITE.with_name("compared.db")),
	show_default=True,
	help="SQLite file, made anew",
)
def compare_policies(tickets: int, engineers: int, seeds: tuple[int, ...], path: str):
	"""Play the same month under three policies of dispatch: the nearest who is free, the next in turn, and the app's own."""
	for seed in seeds:
		site.load()
		from demo.compare import compare, table_of

		began = time.monotonic()
		told = functools.partial(click.echo, err=True)
		outcomes = compare(_new_site, Path(path), tickets, engineers, seed, told)
		click.echo(
			f"\n{len(outcomes[0].played):,} tickets, the same under each policy; {engineers} engineers, seed {seed} "
			f"({time.monotonic() - began:.0f} s)\n"
		)
		click.echo(table_of(outcomes))


def build(path: str, log: str | None, tickets: int, seed: int, with_summary: bool = True) -> None:
	"""Make the site at `path` anew, fill it and print the summary."""
	began = time.monotonic()
	_new_site(Path(path))
	click.echo(f"The app is installed on a new site ({time.monotonic() - began:.1f} s).")
	began = time.monotonic()
	title = _import(log) if log else _play(tickets, seed)
	click.echo(f"Played in {time.monotonic() - began:.1f} s.")
	if with_summary:
		from demo.summary import summary

		click.echo(f"\n{summary(title)}")


def _play(tickets: int, seed: int) -> str:
	from demo import visitors
	from demo.company import set_up
	from fsm_app.demo_month.closing import Aftermath
	from fsm_app.demo_month.geography import settle
	from fsm_app.demo_month.month import END, START, Month

	company = set_up(seed)
	month = Month(company, tickets, seed)
	with click.progressbar(length=1000, label=f"{START:%B %Y} at {company.name}") as bar:
		month.run(lambda share: bar.update(int(1000 * share) - bar.pos))
	Aftermath(company, END).run()
	settle(company, seed)
	visitors.prepare(company)
	return f"{company.name}, {START:%B %Y}"


def _import(log: str) -> str:
	from demo.company import make_company
	from demo.imported import score_all
	from fsm_app.commands import replay_with_progress

	make_company(LOG_COMPANY)
	report = replay_with_progress(log)
	score_all(report.company)
	return f"{report.company}, imported from {Path(log).name}"


def _new_site(path: Path) -> None:
	path.parent.mkdir(parents=True, exist_ok=True)
	for file in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))):
		file.unlink(missing_ok=True)
	site.start(path)


if __name__ == "__main__":
	main()

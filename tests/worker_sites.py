"""Copies of a site, so that each worker of a test run has one of its own: python -m tests.worker_sites make|drop SITE COUNT

Run in the bench's sites folder with the bench's Python. Worker 0 has the site itself, worker N the copy `SITE-gwN`; `make`
prints how many workers there can be. Making a database needs the server's administrator: `root_login` and `root_password`
of common_site_config.json, as Frappe's own `bench new-site` reads them, or FSM_DB_ROOT_PASSWORD. Without these there is
one worker.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path


def site_of(site: str, worker: str | None) -> str:
	"""The site of a worker of pytest-xdist: gw0, gw1 ...; None where the run has one process."""
	return site if worker in (None, "", "gw0") else f"{site}-{worker}"


def copies(site: str, workers: int) -> list[str]:
	"""The sites beside the first that `workers` workers need."""
	return [site_of(site, f"gw{number}") for number in range(1, workers)]


def make(site: str, workers: int) -> int:
	"""Copy the site's database and configuration for each further worker; returns how many workers there can be."""
	if workers < 2 or not _root():
		return 1
	for copy in copies(site, workers):
		make_copy(site, copy)
	return workers


def make_copy(site: str, copy: str) -> bool:
	"""Copy the site's database and configuration, and say whether that can be done; `copy` ends in a dash and a word."""
	if not _root():
		return False
	drop(copy)
	source = _config(site)
	# Version 15 signs in under the database's name, later ones under a name of its own.
	database = source["db_name"] + _database_suffix(copy)
	config = {**source, "db_name": database, "db_user": database}
	for folder in ("private/files", "public/files", "locks", "logs"):
		(Path(copy) / folder).mkdir(parents=True, exist_ok=True)
	(Path(copy) / "site_config.json").write_text(json.dumps(config, indent=1))
	_copy_database(source, database)
	_clear_cache(copy)
	return True


def drop(copy: str) -> None:
	"""Take away a copy that `make` has made, if it is there."""
	if not (Path(copy) / "site_config.json").exists():
		return
	database = _config(copy)["db_name"]
	_statements(f"DROP DATABASE IF EXISTS `{database}`", f"DROP USER IF EXISTS '{database}'@'%'")
	shutil.rmtree(copy)


def restore(site: str, copy: str) -> None:
	"""Bring the copy's rows back to what the site has: far quicker than a new copy, most of which is making a thousand tables."""
	source, database = _config(site)["db_name"], _config(copy)["db_name"]
	wanted, found = _checksums(source), _checksums(database)
	if wanted.keys() != found.keys():
		make_copy(site, copy)
		return
	statements = ["SET SESSION foreign_key_checks=0, unique_checks=0"]
	for table in wanted:
		if wanted[table] != found[table]:
			statements.append(f"DELETE FROM `{database}`.`{table}`")
			statements.append(f"INSERT INTO `{database}`.`{table}` SELECT * FROM `{source}`.`{table}`")
	_statements(*statements)
	_clear_cache(copy)


def _checksums(database: str) -> dict[str, str]:
	"""A number for what each table holds, by its name."""
	query = f"SELECT table_name FROM information_schema.tables WHERE table_schema='{database}' AND table_type='BASE TABLE'"
	tables = _client("mariadb", "-N", "-e", query).splitlines()
	names = ", ".join(f"`{database}`.`{table}`" for table in tables)
	lines = _client("mariadb", "-N", "-e", f"CHECKSUM TABLE {names}").splitlines()
	return dict(line.removeprefix(f"{database}.").split("\t") for line in lines)


def _clear_cache(copy: str) -> None:
	"""Forget what an earlier copy of the same name has cached, hooks of another checkout among it."""
	# The bench's own: `make test-upgrade` runs with another one.
	python = Path("../env/bin/python").absolute()
	command = (python, "-m", "frappe.utils.bench_helper", "frappe", "--site", copy, "clear-cache")
	subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _copy_database(source: dict, database: str) -> None:
	password = source["db_password"].replace("\\", "\\\\").replace("'", "\\'")
	_statements(
		f"DROP DATABASE IF EXISTS `{database}`",
		f"CREATE DATABASE `{database}` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
		f"CREATE USER IF NOT EXISTS '{database}'@'%' IDENTIFIED BY '{password}'",
		f"GRANT ALL PRIVILEGES ON `{database}`.* TO '{database}'@'%'",
	)
	dump = subprocess.Popen(
		_command("mariadb-dump", "--single-transaction", "--routines", source["db_name"]),
		stdout=subprocess.PIPE,
		env=_environment(),
	)
	prepare = "SET SESSION foreign_key_checks=0, unique_checks=0"
	_client("mariadb", f"--init-command={prepare}", database, stdin=dump.stdout)
	if dump.wait():
		raise RuntimeError(f"mariadb-dump of {source['db_name']} failed")


def _statements(*statements: str) -> None:
	_client("mariadb", "-e", "; ".join(statements))


def _client(program: str, *arguments: str, stdin=None) -> str:
	return subprocess.run(
		_command(program, *arguments),
		stdin=stdin,
		stdout=subprocess.PIPE,
		env=_environment(),
		check=True,
		text=True,
	).stdout


def _command(program: str, *arguments: str) -> list[str]:
	common = json.loads(Path("common_site_config.json").read_text())
	where = [f"--host={common.get('db_host') or '127.0.0.1'}", f"--port={common.get('db_port') or 3306}"]
	return [program, f"--user={_root()[0]}", *where, *arguments]


def _environment() -> dict[str, str]:
	# Not on the command line, where every user of the machine may read it.
	return {**os.environ, "MYSQL_PWD": _root()[1]}


def _root() -> tuple[str, str] | None:
	"""Name and password of the database server's administrator, as far as they are known."""
	common = json.loads(Path("common_site_config.json").read_text())
	password = os.environ.get("FSM_DB_ROOT_PASSWORD") or common.get("root_password")
	return (common.get("root_login") or "root", password) if password else None


def _config(site: str) -> dict:
	return json.loads((Path(site) / "site_config.json").read_text())


def _database_suffix(copy: str) -> str:
	return "_" + copy.rpartition("-")[2]


def main(action: str, site: str, count: str) -> int:
	workers = int(count)
	if action == "make":
		print(make(site, workers))
	else:
		for copy in copies(site, workers):
			drop(copy)
	return 0


if __name__ == "__main__":
	sys.exit(main(*sys.argv[1:]))

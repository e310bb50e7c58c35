"""A searcher in a process of its own, as a web server or a worker has it: python -m tests.app.searching_process '{...}'

Arguments: `site`, `root` (folder of the indexes), `machine`. Reads lines of JSON and answers each with one: {"search": word}
with the names found, {"build": true} with whether it built. {"die": "put" | "note" | "build"} makes it kill itself in the
middle of what comes next: while it writes to the index, before it notes that it has, while it builds.
"""

import json
import os
import platform
import signal
import sys
from pathlib import Path

import frappe

from fsm_app.engine.search_index import SearchIndex
from fsm_app.knowledge import search_building, search_documents, search_places
from fsm_app.knowledge.search import search
from fsm_app.knowledge.search_filters import Asked


def main(site: str, root: str, machine: str) -> None:
	frappe.init(site=site)
	frappe.connect()
	search_places.root = lambda: Path(root)
	platform.node = lambda: machine
	# Nobody else is to build meanwhile.
	search_building.ask_for_building = lambda: None
	for line in sys.stdin:
		print(json.dumps(answered(json.loads(line))), flush=True)


def answered(asked: dict):
	if how := asked.get("die"):
		DEATHS[how]()
		return True
	frappe.db.rollback()  # as each request begins
	if asked.get("build"):
		return search_building.build(between=frappe.db.commit)
	answer = search(Asked(asked["search"]), length=50)
	return {"names": sorted(hit["name"] for hit in answer["hits"]), "is_plain": answer["is_plain"]}


def _die(*_args, **_kwargs) -> None:
	os.kill(os.getpid(), signal.SIGKILL)


def _die_while_putting() -> None:
	put = SearchIndex.put

	def dying(self, documents, without=()):
		def then_die():
			yield from documents
			_die()

		return put(self, then_die(), without)

	SearchIndex.put = dying


def _die_while_building() -> None:
	everything = search_documents.everything

	def dying():
		for number, document in enumerate(everything()):
			if number == 10:
				_die()
			yield document

	search_documents.everything = dying


def _die_before_noting() -> None:
	search_places.note_state = _die


DEATHS = {"put": _die_while_putting, "note": _die_before_noting, "build": _die_while_building}


if __name__ == "__main__":
	main(**json.loads(sys.argv[1]))

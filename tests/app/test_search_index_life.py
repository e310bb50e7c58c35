"""The index follows what is published, on every machine, whatever is killed, broken, missing or undone meanwhile (G2).

The users' asks B9 (what is taken back is gone) and B13 (without a search everything else goes on).

FSM_SEARCH_CHANGES says how many random changes are made; 200 where it is not set.
"""

import os
import platform
import random
import shutil

import pytest

import frappe
from frappe.model.workflow import apply_workflow

from fsm_app.engine import file_lock, search_fields
from fsm_app.engine.search_index import SearchIndex
from fsm_app.intake.portal.customers import customers_of
from fsm_app.knowledge import (
	readers,
	search_building,
	search_copies,
	search_journal,
	search_places,
)
from fsm_app.knowledge.search import alike, search
from fsm_app.knowledge.search_filters import Asked
from fsm_app.knowledge.stages import CASE
from tests import host
from tests.app import devices, portal_users
from tests.app import factories as f
from tests.app.searched import WRITER, draft, found, published, with_codes

CHANGES = int(os.environ.get("FSM_SEARCH_CHANGES") or 200)
WORDS = ("valve", "gauge", "漏水", "异响", "E-21", "kx200")


@pytest.fixture
def machine(monkeypatch):
	"""machine("web-2") goes on as another machine of the same bench."""

	def at(name: str) -> None:
		monkeypatch.setattr(platform, "node", lambda: name)

	at("web-1")
	return at


def change(case, **values):
	case.reload()
	case.update(values)
	case.save()
	frappe.db.commit()


def is_plain(question: str) -> bool:
	return search(Asked(question))["is_plain"]


def folder_of_copy():
	return search_places.current().folder


class TestItFollows:
	def test_it_is_there_at_the_first_question(self, machine):
		case = published("Valve sticks")
		assert not search_places.root().exists()
		assert found("valve") == [case.name] and not is_plain("valve")

	def test_the_next_question_finds_what_was_changed(self, machine):
		case = published("Valve sticks")
		assert found("valve") == [case.name]
		change(case, title="Gauge sticks")
		assert (found("valve"), found("gauge")) == ([], [case.name])
		apply_workflow(case, "Retire")
		frappe.db.commit()
		assert found("gauge") == []
		frappe.delete_doc(CASE, case.name, force=True)
		frappe.db.commit()
		assert found("gauge") == []

	def test_drafts_are_nothing_that_searches_would_have_to_follow(self, machine):
		draft("Valve sticks")
		assert search_journal.last() is None or search_journal.last().doctype != CASE
		assert found("valve") == []

	def test_what_is_undone_was_never_in_it(self, machine):
		case = published("Valve sticks")
		assert found("valve") == [case.name]
		case.reload()
		case.update({"title": "Gauge sticks"}).save()
		assert found("gauge") == []  # who has not committed does not tell the others
		frappe.db.rollback()
		assert (found("gauge"), found("valve")) == ([], [case.name])
		change(case, title="Meter sticks")
		assert found("meter") == [case.name]

	def test_each_machine_has_a_copy_and_follows_by_itself(self, machine):
		first = published("Valve one")
		assert found("valve") == [first.name]
		machine("web-2")
		assert found("valve") == [first.name]
		second = published("Valve two")
		assert set(found("valve")) == {first.name, second.name}
		two = folder_of_copy()
		machine("web-1")
		assert folder_of_copy() != two
		assert set(found("valve")) == {first.name, second.name}
		built = search_places.newest_built()
		assert (
			SearchIndex(built.folder).count() == SearchIndex(two).count() - 1
		)  # what was built stays as it was

	def test_the_job_of_each_minute_leaves_nothing_to_do(self, machine, monkeypatch):
		first = published("Valve one")
		search_copies.follow()
		frappe.db.commit()  # the job runs
		found("valve")
		second = published("Valve two")
		search_copies.follow()
		monkeypatch.setattr(search_building, "add", None)  # nobody has to
		assert set(found("valve")) == {first.name, second.name}

	@pytest.mark.parametrize("by_frappe", [True, False])
	def test_links_that_are_renamed(self, machine, by_frappe):
		if by_frappe and not host.ON_BENCH:
			pytest.skip("devsite renames nothing")
		names = {"Service Offering": f.offering("Old Service"), "Service Skill": f.skill("Old Skill")}
		if not by_frappe:
			names["Item"] = devices.item("OLD-1")
			names["Brand"] = f.make("Brand", name="Old Brand", brand="Old Brand").name
		case = published(
			"Valve sticks",
			equipment=[{"item_code": names.get("Item"), "brand": names.get("Brand")}],
			offerings=[{"offering": names["Service Offering"]}],
			skills=[{"skill": names["Service Skill"]}],
		)
		arguments = {"Item": "item_code", "Service Offering": "offering", "Service Skill": "skill"}
		arguments = {argument: doctype for doctype, argument in arguments.items() if doctype in names}
		assert found("valve", **{each: names[doctype] for each, doctype in arguments.items()}) == [case.name]
		for doctype, name in names.items():
			if by_frappe:
				frappe.rename_doc(doctype, name, f"{name} anew", force=True, show_alert=False)
			else:
				self._renamed(doctype, name, f"{name} anew")
			frappe.db.commit()
		for argument, doctype in arguments.items():
			assert found("valve", **{argument: f"{names[doctype]} anew"}) == [case.name]
			assert found("valve", **{argument: names[doctype]}) == []
		assert by_frappe or found("anew valve") == [case.name]

	def test_a_company_that_is_renamed(self, machine, as_user):
		old, new = f.other_company("Old Works", "OW"), f.other_company("New Works", "NW")
		case = published("Valve sticks", only_company=old)
		limited = f.user("works@example.com", "Service Dispatcher")
		f.make("User Permission", user=limited, allow="Company", for_value=new)
		with as_user(limited):
			assert found("valve") == []
			self._renamed("Company", old, new)
			frappe.db.commit()
			assert found("valve") == [case.name]

	def _renamed(self, doctype: str, old: str, new: str) -> None:
		"""What renaming does to links, and whom it tells; Frappe itself also writes into tables without transactions."""
		tables = {"Company": [CASE], **search_journal.NAMED_IN}[doctype]
		for table in tables:
			for field in frappe.get_meta(table).fields:
				if field.options == doctype:
					frappe.db.set_value(
						table, {field.fieldname: old}, field.fieldname, new, update_modified=False
					)
		search_journal.follow_renamed(frappe._dict(doctype=doctype, name=new), "after_rename", old, new)

	def test_what_was_written_past_the_journal_is_mended_each_day(self, machine):
		case = published("Valve sticks")
		assert found("valve") == [case.name]
		frappe.db.set_value(CASE, case.name, "title", "Gauge sticks")
		frappe.db.commit()
		search_building.renew()
		frappe.db.commit()  # the job runs
		assert found("gauge") == [case.name]


class TestItIsOutOfOrder:
	@pytest.fixture
	def case(self, machine):
		made = published("Valve sticks", fault_codes=with_codes("E-21"), solution="<p>电机漏水</p>")
		f.offering("Valve service", description="valve")
		frappe.db.commit()
		return made

	def expected(self, case) -> None:
		for question in ("valve stick", "漏水", "E-21"):
			assert found(question) == [case.name]
		assert set(found("valve")) == {case.name, "Valve service"}
		assert found("nothing of this") == []

	def all_work_goes_on(self, case) -> None:
		ticket = f.ticket(subject="Valve sticks")
		ticket.reload()
		ticket.description = "漏水"
		ticket.save()
		frappe.db.commit()
		change(case, title="Valve sticks again")
		assert found("again") == [case.name]

	def test_a_site_with_much_to_search_is_built_by_a_job(self, case, monkeypatch, jobs):
		monkeypatch.setattr(search_copies, "BUILT_AT_ONCE", 0)
		assert is_plain("valve")
		self.expected(case)
		frappe.db.commit()  # the job runs
		assert not jobs.failed and not is_plain("valve")
		self.expected(case)

	def test_too_many_changes_are_a_jobs_business(self, case, monkeypatch):
		self.expected(case)
		monkeypatch.setattr(search_copies, "AT_ONCE", 2)
		more = {published(f"Meter {number}").name for number in range(4)}
		assert is_plain("valve") and set(found("meter")) == more
		frappe.db.commit()  # the job runs
		assert not is_plain("valve") and set(found("meter")) == more
		self.expected(case)

	@pytest.mark.parametrize("what", ["meta.json", "*.term", "*.pos", "state.json", "current", "all of it"])
	def test_a_copy_that_is_broken_is_copied_anew(self, case, what):
		self.expected(case)
		live = search_places.live()
		if what == "all of it":
			shutil.rmtree(live)
		else:
			files = [live / what] if what == "current" else list(folder_of_copy().glob(what))
			for file in files:
				file.unlink()
				file.write_text("{broken")
		search_copies._open.clear()
		self.expected(case)
		assert not is_plain("valve")

	def test_where_everything_is_broken_a_job_builds(self, case, monkeypatch):
		self.expected(case)
		monkeypatch.setattr(search_copies, "BUILT_AT_ONCE", 0)
		for file in search_places.root().rglob("*.term"):
			file.unlink()
			file.write_text("broken")
		search_copies._open.clear()
		assert is_plain("valve")
		self.expected(case)
		frappe.db.commit()  # the job runs
		assert not is_plain("valve")
		self.expected(case)

	def test_another_process_writes_for_too_long(self, case, monkeypatch):
		self.expected(case)
		monkeypatch.setattr(search_copies, "PATIENCE", 0.05)
		with file_lock.lock(search_places.live() / "copy.lock", 0):
			assert not is_plain("valve")  # nothing has changed
			self.all_work_goes_on(case)
			assert is_plain("valve")
		assert found("again") == [case.name] and not is_plain("valve")

	def test_no_library_no_disk_no_queue(self, case, monkeypatch):
		def gone(*_args, **_kwargs):
			raise ImportError("tantivy")

		self.expected(case)
		monkeypatch.setattr(search_fields, "tantivy", gone)
		search_copies._open.clear()
		self.all_work_goes_on(case)
		assert is_plain("valve")
		with pytest.raises(search_copies.NotReady):
			alike("valve sticks")

	def test_a_disk_that_cannot_be_written(self, case, monkeypatch, tmp_path):
		(tmp_path / "file").write_text("")
		monkeypatch.setattr(search_places, "root", lambda: tmp_path / "file" / "below")
		monkeypatch.setattr(frappe, "enqueue", None)
		assert is_plain("valve")
		self.expected(case)
		self.all_work_goes_on(case)

	def test_an_older_database_is_restored(self, case, monkeypatch):
		self.expected(case)
		newest = search_journal.last()
		later = published("Meter later")
		assert found("meter") == [later.name]
		# As the backup has it: neither the case nor its row of the journal.
		frappe.db.delete(CASE, {"name": later.name})
		frappe.db.delete("Knowledge Change", {"name": [">", newest.number]})
		assert found("meter") == []
		self.expected(case)
		frappe.db.commit()  # the job runs
		assert search_places.newest_built().number == newest.number
		self.expected(case)

	def test_an_older_database_goes_on_with_the_same_numbers(self, case):
		self.expected(case)
		newest = search_journal.last()
		frappe.db.set_value("Knowledge Change", newest.number, "creation", "2001-01-01 00:00:00")
		frappe.db.set_value(CASE, case.name, "title", "Gauge sticks")
		frappe.db.commit()
		assert found("gauge") == [case.name]

	def test_old_rows_of_the_journal_go_and_the_newest_stays(self, case):
		newest = search_journal.last()
		frappe.db.set_value("Knowledge Change", {"name": ["!=", ""]}, "creation", "2001-01-01 00:00:00")
		search_journal.forget_old()
		assert frappe.get_all("Knowledge Change", pluck="name") == [newest.number]
		self.expected(case)

	def test_machines_that_are_gone_leave_no_copy(self, case, machine):
		self.expected(case)
		machine("web-2")
		self.expected(case)
		gone = search_places.live()
		os.utime(gone / "current", (0, 0))
		machine("web-1")
		search_building.renew()
		assert not gone.exists() and search_places.live().exists()
		search_places.remove_all()
		assert not search_places.root().exists()

	def test_only_the_last_two_that_were_built_are_kept(self, case):
		for _number in range(4):
			assert search_building.build()
		assert len(list((search_places.root() / "built").iterdir())) == 2
		self.expected(case)
		with file_lock.lock(search_places.root() / "build.lock", 0):
			assert not search_building.build()  # somebody is at it


class TestManyChanges:
	"""What is found is exactly what is published and may be read, after each of many random changes."""

	@pytest.fixture
	def people(self):
		f.user(WRITER, "Service Engineer")
		engineer = f.user("many.engineer@example.com", "Service Engineer")
		f.engineer("Many Engineer", user=engineer)
		limited = f.user("many.limited@example.com", "Service Dispatcher")
		return [
			"Administrator",
			engineer,
			limited,
			f.user("many.keeper@example.com", "Service Parts Keeper"),
			portal_users.portal_user("many.customer@example.com", f.customer()),
			f.user("many.nobody@example.com", "Sales User"),
			"Guest",
		]

	def test_many_random_changes(self, machine, people, as_user, monkeypatch, jobs):
		chance = random.Random(13)
		other = f.other_company("Many Works", "MW")
		names: list[str] = []
		texts: dict[str, str] = {}
		for number in range(CHANGES):
			machine(chance.choice(("web-1", "web-1", "web-2")))
			self._change(chance, names, texts, other, people)
			frappe.db.commit()
			if chance.random() < 0.1:
				self._break(chance)
			word = chance.choice(WORDS)
			for user in chance.sample(people, 2):
				with as_user(user):
					shown = {
						hit["name"]
						for hit in search(Asked(word), length=50, customers=customers_of())["hits"]
					}
					having = [name for name in names if word in texts.get(name, "")]
					assert shown == readers.readable(having, customers_of()), (number, user, word)
		assert not jobs.failed

	def _change(self, chance, names: list, texts: dict, other: str, people: list) -> None:
		acts = (
			["publish"] * 4
			+ ["edit"] * 4
			+ ["retire", "revise", "delete", "audience", "company", "permission", "role"]
		)
		act = chance.choice(acts) if names else "publish"
		words = " ".join(chance.sample(WORDS, 2))
		audience = chance.choice(("Internal", "Customers", "Public"))
		if act == "publish" and len(names) < 40:
			case = published("Made", symptom=words, audience=audience)
			names.append(case.name)
			texts[case.name] = words
			return
		if act == "permission":
			self._toggle(
				"User Permission",
				user=people[2],
				allow="Company",
				for_value=chance.choice((other, f.company())),
			)
			return
		if act == "role":
			self._toggle_role(people[3])
			return
		case = frappe.get_doc(CASE, chance.choice(names))
		if act in ("edit", "publish"):
			case.update({"symptom": words}).save()
			texts[case.name] = words
		elif act == "audience":
			case.update({"audience": audience, "only_company": None}).save()
		elif act == "company" and case.audience != "Public":
			case.update({"only_company": chance.choice((other, f.company(), None))}).save()
		elif act == "delete":
			frappe.delete_doc(CASE, case.name, force=True)
			names.remove(case.name)
		else:
			self._move(case, act)

	def _move(self, case, act: str) -> None:
		actions = {
			("Published", "retire"): ["Retire"],
			("Published", "revise"): ["Revise"],
			("Draft", "retire"): ["Retire"],
			("Draft", "revise"): ["Submit for Review", "Publish"],
			("Retired", "revise"): ["Take Up Again", "Submit for Review", "Publish"],
		}
		for action in actions.get((case.stage, act), []):
			case = apply_workflow(case, action)

	def _toggle(self, doctype: str, **values) -> None:
		known = frappe.get_all(doctype, filters=values, pluck="name")
		if known:
			frappe.delete_doc(doctype, known[0], force=True)
		else:
			frappe.get_doc({"doctype": doctype, **values}).insert()
		frappe.clear_cache(user=values["user"])

	def _toggle_role(self, user: str) -> None:
		role = {"parent": user, "role": "Service Parts Keeper"}
		if frappe.db.exists("Has Role", role):
			frappe.db.delete("Has Role", role)
		else:
			frappe.get_doc(
				{"doctype": "Has Role", "parenttype": "User", "parentfield": "roles", **role}
			).db_insert()
		frappe.clear_cache(user=user)

	def _break(self, chance) -> None:
		"""What becomes of a folder when whoever writes there is killed, or its disk is full."""
		current = search_places.current()
		how = chance.choice(("state lost", "half a build", "files lost", "older state", "renewed"))
		if current and how == "state lost":
			(current.folder / "state.json").unlink()
		elif how == "half a build":
			half = search_places.root() / "building" / "half"
			half.mkdir(parents=True, exist_ok=True)
			(half / "meta.json").write_text("{")
		elif current and how == "files lost":
			for file in list(current.folder.glob("*.term"))[:1]:
				file.unlink()
			search_copies._open.clear()
		elif current and how == "older state":
			# Killed between the index's commit and the note of it: the same changes are added again.
			built = search_places.newest_built()
			if built and built.built == current.built:
				older = (built.folder / "state.json").read_text()
				search_places.replace(current.folder / "state.json", older)
		else:
			search_building.renew()
			frappe.db.commit()

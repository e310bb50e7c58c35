"""What a search finds among the cases and the services, for whom, and what it shows of them (G2, G5).

The users' asks B1 to B4 and B6 (Chinese, short words, codes, widths), B9 to B11 (who finds what) as far as they are a search's.
"""

import pytest

import frappe
from frappe.model.workflow import apply_workflow

from fsm_app.api import knowledge_search
from fsm_app.common.arguments import WrongArgument
from fsm_app.intake.portal.customers import customers_of
from fsm_app.knowledge import portal_search, search_copies
from fsm_app.knowledge import search as module
from fsm_app.knowledge.search import alike, search
from fsm_app.knowledge.search_filters import Asked
from fsm_app.knowledge.stages import CASE
from tests import host
from tests.app import devices, portal_users
from tests.app import factories as f
from tests.app.searched import draft, found, marked, published, with_codes

pytestmark = pytest.mark.usefixtures("isolated")


@pytest.fixture
def cases():
	"""By key the names of some published cases."""
	made = {
		"password": published("密码 パスワード 비밀번호", kind="FAQ"),
		"form": published("如何製作form 1a", kind="FAQ"),
		"bearing": published(
			"更换KX-200.1轴承", fault_codes=with_codes("E-21"), solution="<p>拆下<b>外壳</b></p><p>装回</p>"
		),
		"leak": published("电机漏水", symptom="水泵密封圈老化", fault_codes=with_codes("E7")),
		"pump": published("水泵漏水", symptom="更换密封圈，１０Ａ保险丝"),
		"noise": published("Compressor leaking oil", cause="The display shows e 21. ﾓｰﾀ"),
	}
	return {key: case.name for key, case in made.items()}


@pytest.mark.parametrize(
	("question", "keys"),
	[
		*((word, {"password"}) for word in ("密码", "パスワード", "비밀번호")),
		*((word, {"form"}) for word in ("製作", "何製作", "form", "1a", "如何制作")),
		("漏水", {"leak", "pump"}),
		("水", {"leak", "pump"}),
		("E7", {"leak"}),
		("电机 漏水", {"leak"}),
		("電機漏水怎麼辦", {"leak"}),
		*((word, {"bearing"}) for word in ("KX-200.1", "kx200", "200.1", "轴承", "軸承")),
		*((word, {"bearing", "noise"}) for word in ("E-21", "E21", "e 21", "Ｅ２１")),
		*((word, {"pump"}) for word in ("10A", "１０Ａ")),
		("モータ", {"noise"}),
		("compresor leaks", {"noise"}),
		("没有这个词", set()),
	],
)
def test_asks_b1_to_b6(cases, question, keys):
	assert set(found(question)) == {cases[key] for key in keys}


def test_no_punctuation_breaks_a_search(cases):
	for question in ('+-&|!(){}[]^"~*?:\\/', "'; --", "AND OR NOT", "\x00", "%", "_", " ", "\u3000"):
		answer = search(Asked(question))
		assert not answer["is_plain"] and answer["total"] == len(answer["hits"])


def test_a_hit_shows_why_from_the_text_without_its_markup(cases):
	[hit] = search(Asked("外壳"))["hits"]
	assert (hit["doctype"], hit["name"], hit["kind"]) == (CASE, cases["bearing"], "Case")
	assert marked(hit["text"]) == ["外壳"] and "<" not in str(hit["text"])
	assert "拆下外壳" in "".join(text for text, _is_hit in hit["text"]["pieces"]).replace("\n", "")
	assert marked(search(Asked("軸承"))["hits"][0]["title"]) == ["轴承"]
	assert search(Asked("compresor"))["corrected"] == ["compresor"]


def test_pages_of_hits_follow_one_another():
	names = {published(f"Valve {number} sticks").name for number in range(5)}
	pages = [search(Asked("valve"), start=start, length=2) for start in (0, 2, 4, 6)]
	assert [page["total"] for page in pages] == [5] * 4
	assert [hit["name"] for page in pages for hit in page["hits"]] == found("valve")
	assert set(found("valve")) == names


def test_without_words_the_newest_come_first(cases):
	assert found("")[0] == cases["noise"]
	assert set(found("", kind="FAQ")) == {cases["password"], cases["form"]}
	page = search(Asked(""), length=2)
	assert (page["total"], len(page["hits"]), page["has_more"]) == (len(cases), 2, False)
	offering = f.offering("Listed Service")
	assert offering in found("", kind="Service Offering") and offering not in found("")


def test_filters():
	item = devices.item("FILTER-1")
	frappe.db.set_value("Item", item, "item_group", _group())
	offering = f.offering("Filtered Service")
	skill = f.skill("Filtering")
	exact = published("Gauge exact", equipment=[{"item_code": item}], language="English")
	group = published(
		"Gauge group", equipment=[{"item_group": frappe.db.get_value("Item", item, "item_group")}]
	)
	of_offering = published("Gauge offering", offerings=[{"offering": offering}])
	of_skill = published("Gauge skill", skills=[{"skill": skill}], language="German")
	coded = published("Gauge code", fault_codes=with_codes("AL-07"), audience="Public", kind="FAQ")
	names = {exact.name, group.name, of_offering.name, of_skill.name, coded.name}
	for question in ("gauge", ""):
		assert names <= set(found(question))
		assert set(found(question, item_code=item)) == {exact.name, group.name}
		assert set(found(question, offering=offering)) - {offering} == {of_offering.name}
		assert set(found(question, skill=skill)) == {of_skill.name}
		assert set(found(question, fault_code="al 07")) == {coded.name}
		assert set(found(question, language="German")) == {of_skill.name}
		assert set(found(question, audience="Public")) == {coded.name}
		assert coded.name in found(question, kind="FAQ") and exact.name not in found(question, kind="FAQ")
	with pytest.raises(WrongArgument, match="Kind"):
		found("gauge", kind="Poem")
	with pytest.raises(WrongArgument, match="Audience"):
		found("gauge", audience="Everybody")


def _group() -> str:
	return f.make(
		"Item Group", name="Gauges", item_group_name="Gauges", parent_item_group="All Item Groups"
	).name


def customer() -> str:
	"""Somebody who speaks for a customer in the portal."""
	return portal_users.portal_user("searching.customer@example.com", f.customer())


def test_the_catalogue_is_asked_too(as_user):
	open_to_all = f.offering("Turbine balancing", portal=1, description="<p>On site, with the laser.</p>")
	inside = f.offering("Turbine overhaul")
	frappe.db.commit()
	assert set(found("turbine")) == {open_to_all, inside}
	assert found("laser turbine") == [open_to_all]
	assert found("turbine", kind="Service Offering", as_typed=True) == found("turbine")
	with as_user(customer()):
		assert found("turbine") == [open_to_all]
	with as_user("Guest"):
		assert found("turbine") == []
	frappe.db.set_value("Service Offering", inside, "description", "unchanged", update_modified=False)
	offering = frappe.get_doc("Service Offering", open_to_all)
	offering.disabled = 1
	offering.save()
	frappe.db.commit()
	assert found("turbine") == [inside]


class TestWhoFindsWhat:
	"""Asks B9 to B11, as far as the search is the door."""

	@pytest.fixture
	def by_audience(self):
		made = {
			audience: published(
				"Zircon pump hums", audience=audience, symptom=f"zircon {audience} secretword"
			)
			for audience in ("Internal", "Customers", "Public")
		}
		made["draft"] = draft("Zircon pump hums, draft", audience="Public")
		frappe.db.commit()
		return {key: case.name for key, case in made.items()}

	def test_each_audience_finds_its_own(self, by_audience, as_user):
		readers = {
			f.user("searching.engineer@example.com", "Service Engineer"): {"Internal", "Customers", "Public"},
			f.user("searching.keeper@example.com", "Service Parts Keeper"): {
				"Internal",
				"Customers",
				"Public",
			},
			customer(): {"Customers", "Public"},
			f.user("searching.nobody@example.com", "Sales User"): {"Public"},
			"Guest": {"Public"},
		}
		for user, audiences in readers.items():
			with as_user(user):
				for question in ("zircon", "zircon secretword", "zirkon"):
					answer = search(Asked(question), customers=customers_of())
					assert {hit["name"] for hit in answer["hits"]} == {
						by_audience[each] for each in audiences
					}
					assert answer["total"] == len(audiences)
				assert set(found("", kind="Case")) & set(by_audience.values()) == {
					by_audience[each] for each in audiences
				}
				assert set(alike("the zircon pump hums and hums", customers=customers_of())) == {
					by_audience[each] for each in audiences
				}

	def test_nothing_of_what_one_may_not_read_is_told(self, by_audience, as_user):
		frappe.get_doc(CASE, by_audience["Internal"]).db_set("symptom", "zircon unutterable")
		published("Unutterable Internal")
		with as_user("Guest"):
			answer = search(Asked("unutterabel"))
			assert (answer["hits"], answer["total"], answer["corrected"]) == ([], 0, [])
			assert "secretword" not in str(search(Asked("zircon Internal")))
			assert found("zircon", audience="Internal") == []

	def test_what_is_taken_back_is_gone_at_once(self, by_audience, as_user):
		case = frappe.get_doc(CASE, by_audience["Public"])
		for change in (
			lambda: case.update({"audience": "Internal"}).save(),
			lambda: apply_workflow(case, "Revise"),
			lambda: frappe.delete_doc(CASE, by_audience["Customers"], force=True),
		):
			change()
			frappe.db.commit()
			with as_user(customer()):
				left = set(found("zircon"))
			assert by_audience["Public"] not in left
		assert left == set()
		assert found("zircon") == [by_audience["Internal"]]

	def test_a_company_of_ones_own(self, as_user):
		other = f.other_company("Zircon Works", "ZW")
		theirs = published("Zircon kiln", only_company=other)
		ours = published("Zircon kiln", only_company=f.company())
		everybodys = published("Zircon kiln")
		f.engineer("Company Reader", user=f.user("company.reader@example.com", "Service Engineer"))
		limited = f.user("company.limited@example.com", "Service Dispatcher")
		f.make("User Permission", user=limited, allow="Company", for_value=other)
		frappe.db.commit()
		with as_user("company.reader@example.com"):
			assert set(found("zircon kiln")) == {ours.name, everybodys.name}
		with as_user(limited):
			assert set(found("zircon kiln")) == {theirs.name, everybodys.name}
		assert set(found("zircon kiln")) == {theirs.name, ours.name, everybodys.name}


def test_the_function_over_http(cases, rest):
	asked = {"question": "漏水", "page_length": "1"}
	user = f.user("searching.engineer@example.com", "Service Engineer")
	answer = rest.login(user).get("/api/method/fsm_app.api.knowledge_search.search", asked)
	assert len(answer.json["message"]["hits"]) == 1 and answer.json["message"]["total"] == 2
	assert rest.get("/api/method/fsm_app.api.knowledge_search.search", asked).status_code == 403


class TestPortal:
	@pytest.fixture
	def shown(self):
		made = {
			audience: published(
				f"Argon <i>valve</i> {audience}", audience=audience, solution="<p>argon & oxygen</p>"
			)
			for audience in ("Internal", "Customers", "Public")
		}
		f.offering("Argon refill", portal=1)
		frappe.db.commit()
		return {audience: case.name for audience, case in made.items()}

	def test_guests_and_customers_search_what_they_read(self, shown, as_user):
		with as_user("Guest"):
			assert [hit["name"] for hit in portal_search.found("argon", ())["hits"]] == [shown["Public"]]
		with as_user(customer()):
			page = portal_search.found("argon", customers_of())
			assert {hit["name"] for hit in page["hits"]} == {
				shown["Customers"], shown["Public"], "Argon refill",
			}  # fmt: skip
			assert not page["more"] and portal_search.found("argon", customers_of(), page=2)["hits"] == []

	@pytest.mark.skipif(
		not host.ON_BENCH, reason="pages are rendered by Frappe's website, which devsite has not"
	)
	def test_the_page(self, shown, rest):
		guest = rest.get("/knowledge", {"q": 'argon "><'})
		assert guest.status_code == 200 and "<mark>Argon</mark>" in guest.text
		assert "argon &#34;&gt;&lt;" in guest.text and 'argon "><' not in guest.text
		assert shown["Internal"] not in guest.text and "Argon refill" not in guest.text
		theirs = rest.login(customer()).get("/knowledge", {"q": "argon", "_lang": "zh"})
		assert "/service-tickets/new?offering=Argon+refill" in theirs.text and "搜索" in theirs.text
		assert shown["Internal"] not in theirs.text
		form = rest.login(customer()).get("/service-tickets/new", {"offering": "Argon refill"})
		assert 'value="Argon refill" selected' in form.text
		for odd in ("%", "\x00", "的", "x" * 5000, "'; --"):
			assert rest.get("/knowledge", {"q": odd, "page": "99999999999999"}).status_code == 200


class TestPreview:
	def test_it_shows_what_the_reader_may_read(self, as_user):
		case = published(
			"Neon lamp flickers", fault_codes=with_codes("N-1"), solution="<p>Swap<script>x</script></p>"
		)
		offering = f.offering("Neon service", description="<p>Swap it<script>x</script></p>")
		f.engineer("Preview Reader", user=f.user("preview.reader@example.com", "Service Engineer"))
		with as_user("preview.reader@example.com"):
			read = knowledge_search.preview(CASE, case.name)
			assert (read["title"], read["fault_codes"][0]["code"]) == ("Neon lamp flickers", "N-1")
			assert "<script" not in read["solution"]
			told = knowledge_search.preview("Service Offering", offering)
			assert told["title"] == "Neon service" and "<script" not in told["description"]
			for doctype, name in (
				(CASE, "none"),
				("User", "Administrator"),
				("Service Offering", "none"),
				(CASE, ""),
			):
				with pytest.raises(WrongArgument):
					knowledge_search.preview(doctype, name)
		with as_user(customer()):
			with pytest.raises(WrongArgument):
				knowledge_search.preview(CASE, case.name)

	def test_the_filter_offers_what_readable_cases_are_about(self, as_user):
		item, hidden = devices.item("NEON-1"), devices.item("NEON-2")
		published("Neon lamp", equipment=[{"item_code": item}], audience="Customers")
		published("Neon tube", equipment=[{"item_code": hidden}])
		assert [row["value"] for row in knowledge_search.equipment("neon")] == [item, hidden]
		assert [row["value"] for row in knowledge_search.equipment("heat pump")][:2] == [item, hidden]
		with as_user(customer()):
			assert [row["value"] for row in knowledge_search.equipment("neon")] == [item]


def test_that_there_is_more_tells_of_nothing_that_one_may_not_read(as_user, monkeypatch):
	monkeypatch.setattr(module, "MOST", 3)
	for number in range(5):
		published(f"Krypton {number}")
	seen = {published(f"Krypton public {number}", audience="Public").name for number in range(2)}
	for number in range(5):
		published(f"Krypton later {number}")

	def gone(_ask):
		raise search_copies.NotReady

	for is_plain in (False, True):
		if is_plain:
			monkeypatch.setattr(search_copies, "answer", gone)
		for question in ("krypton", ""):
			assert search(Asked(question, kind="Case"))["has_more"]
			with as_user("Guest"):
				answer = search(Asked(question, kind="Case"))
				assert {hit["name"] for hit in answer["hits"]} == seen
				assert (answer["total"], answer["has_more"]) == (2, False)

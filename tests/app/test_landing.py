"""Who serves lands in the app's workspace, a customer at their tickets; what somebody has chosen stays (N2)."""

import json
from pathlib import Path

import pytest

import frappe

import fsm_app
from fsm_app.common import landing, uninstall
from fsm_app.intake.portal.landing import home_page, put_tickets_first
from tests import host
from tests.app import factories as f
from tests.app import portal_users as p

APP = Path(fsm_app.__file__).parent
NEWCOMER = "newcomer@example.com"


def workspace_of(email: str) -> str | None:
	return frappe.db.get_value("User", email, "default_workspace")


def records(kind: str) -> list[dict]:
	"""The JSON records of a kind, such as doctype or workspace, that the app ships."""
	return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(APP.glob(f"*/{kind}/*/*.json"))]


class TestDesk:
	@pytest.mark.parametrize("role", ["Service Manager", "Service Dispatcher", "Service Engineer"])
	def test_the_first_service_role_brings_the_workspace(self, role):
		f.inserted_user(NEWCOMER, role)
		assert workspace_of(NEWCOMER) == "Field Service"

	def test_a_user_without_service_role_is_left_alone(self):
		f.inserted_user(NEWCOMER, "System Manager")
		assert not workspace_of(NEWCOMER)

	def test_a_choice_of_ones_own_stays(self):
		user = f.inserted_user(NEWCOMER, "Service Dispatcher")
		user = frappe.get_doc("User", NEWCOMER)
		user.default_workspace = "Field Service People"
		user.save()
		user.add_roles("Service Manager")
		assert workspace_of(NEWCOMER) == "Field Service People"
		user = frappe.get_doc("User", NEWCOMER)
		user.default_workspace = None
		user.save()
		frappe.get_doc("User", NEWCOMER).save()
		assert not workspace_of(NEWCOMER)

	def test_who_chose_before_they_served_keeps_it(self):
		f.inserted_user(NEWCOMER, "System Manager")
		frappe.db.set_value("User", NEWCOMER, "default_workspace", "Field Service People")
		frappe.get_doc("User", NEWCOMER).add_roles("Service Engineer")
		assert workspace_of(NEWCOMER) == "Field Service People"

	def test_who_serves_no_more_lands_elsewhere(self):
		f.inserted_user(NEWCOMER, "System Manager", "Service Engineer")
		user = frappe.get_doc("User", NEWCOMER)
		user.roles = [row for row in user.roles if row.role != "Service Engineer"]
		user.save()
		assert not workspace_of(NEWCOMER)

	def test_an_upgraded_site_gives_it_to_those_who_serve_already(self):
		f.inserted_user(NEWCOMER, "Service Engineer")
		f.inserted_user("chooser@example.com", "Service Engineer")
		f.inserted_user("seller@example.com", "System Manager")
		frappe.db.set_value("User", NEWCOMER, "default_workspace", None)
		frappe.db.set_value("User", "chooser@example.com", "default_workspace", "Field Service People")
		landing.land_present_users()
		assert workspace_of(NEWCOMER) == "Field Service"
		assert workspace_of("chooser@example.com") == "Field Service People"
		assert not workspace_of("seller@example.com")


class TestUninstalling:
	def test_nobody_is_left_with_a_workspace_that_is_gone(self):
		f.inserted_user(NEWCOMER, "Service Engineer")
		f.inserted_user("home@example.com", "System Manager")
		uninstall._leave_workspaces(["Service Desk", "Workforce"])
		assert not workspace_of(NEWCOMER)

	@pytest.mark.skipif(not host.ON_BENCH, reason="devsite has no onboarding")
	def test_the_steps_go_with_the_onboarding(self):
		steps = [row["name"] for row in records("onboarding_step")]
		assert frappe.db.count("Onboarding Step", {"name": ["in", steps]}) == 5
		assert sorted(uninstall._remove_onboarding_steps(["Service Desk"])) == sorted(steps)
		assert frappe.db.count("Onboarding Step", {"name": ["in", steps]}) == 0

	def test_who_logs_in_on_frappe_16_finds_the_workspace(self):
		"""It sends them to /desk/field service, which its router does not know."""
		assert "/assets/fsm_app/js/landing.js" in frappe.get_hooks("app_include_js")
		script = (APP / "public" / "js" / "landing.js").read_text(encoding="utf-8")
		for workspace in records("workspace"):
			assert " " not in workspace["name"] or f'"{workspace["name"].lower()}"' in script


class TestWorkspaces:
	def test_they_are_neighbours_at_the_head_of_the_sidebar(self):
		assert sorted(row["sequence_id"] for row in records("workspace")) == [1.1, 1.2, 1.3, 1.4]

	@pytest.mark.skipif(not host.ON_BENCH, reason="devsite has none of ERPNext's workspaces")
	def test_nothing_stands_between_them(self):
		names = frappe.get_all(
			"Workspace", {"public": 1, "parent_page": ""}, pluck="name", order_by="sequence_id"
		)
		place = names.index("Field Service")
		assert names[place + 1 : place + 4] == ["Field Service People", "Spare Parts", "Knowledge"]

	def test_every_doctype_is_linked_from_one(self):
		linked = {
			row["link_to"]
			for workspace in records("workspace")
			for row in workspace["links"]
			if row.get("link_type") == "DocType"
		}
		doctypes = {row["name"] for row in records("doctype") if not row.get("istable")}
		assert doctypes - linked == set()

	def test_the_side_bars_of_frappe_16_lead_wherever_they_do(self):
		"""From 16 on the side bar is the way through the Desk; it comes with the app and follows no workspace."""
		for workspace in records("workspace"):
			bar = APP / "workspace_sidebar" / f"{frappe.scrub(workspace['name'])}.json"
			items = json.loads(bar.read_text(encoding="utf-8"))["items"]
			led_to = {(row.get("link_type"), row.get("link_to")) for row in items}
			links = {
				(row["link_type"], row["link_to"]) for row in workspace["links"] if row["type"] == "Link"
			}
			assert links - led_to == set(), workspace["name"]

	def test_cards_count_their_links(self):
		for workspace in records("workspace"):
			counted: dict[str, int] = {}
			for row in workspace["links"]:
				if row["type"] == "Card Break":
					card = row
					counted[card["label"]] = -row["link_count"]
				else:
					counted[card["label"]] += 1
			assert set(counted.values()) == {0}, workspace["name"]

	def test_every_module_leads_to_a_workspace(self):
		"""Frappe finds a document's workspace by its module."""
		own = {workspace["module"] for workspace in records("workspace")}
		script = (APP / "public" / "js" / "breadcrumbs.js").read_text(encoding="utf-8")
		for module in {row["module"] for row in records("doctype")} - own:
			assert f'{module}": "' in script or f'{module}: "' in script

	def test_onboarding_leads_through_five_steps(self):
		(onboarding,) = records("module_onboarding")
		steps = {row["name"]: row for row in records("onboarding_step")}
		assert [row["step"] for row in onboarding["steps"]] == [
			"Set Up a Service Team",
			"Enter Your Service Engineers",
			"Give Your Customers a Tier",
			"Open Your First Service Ticket",
			"Dispatch the Ticket",
		]
		assert {row["step"] for row in onboarding["steps"]} == set(steps)
		(main,) = [row for row in records("workspace") if row["name"] == "Field Service"]
		shown = [block["data"] for block in json.loads(main["content"]) if block["type"] == "onboarding"]
		assert [data["onboarding_name"] for data in shown] == [onboarding["name"]]

	@pytest.mark.skipif(not host.ON_BENCH, reason="devsite does not show workspaces")
	def test_the_manager_sees_the_onboarding_and_the_engineer_does_not(self, as_user):
		from frappe.desk import desktop

		f.inserted_user(NEWCOMER, "Service Manager")
		f.inserted_user("fitter@example.com", "Service Engineer")
		frappe.db.set_single_value("System Settings", "enable_onboarding", 1)

		def shown():
			if host.frappe_version() < 16:
				page = json.dumps({"name": "Field Service", "title": "Field Service", "public": 1})
				return desktop.get_desktop_page(page)["onboardings"]["items"]
			# From 16 on the side bar asks for the one that it names, wherever one is in it.
			ours = {"app": "fsm_app", "module_onboarding": ["is", "set"]}
			(name,) = frappe.get_all("Workspace Sidebar", filters=ours, pluck="module_onboarding")
			return desktop.get_onboarding_data(name) or []

		with as_user(NEWCOMER):
			(onboarding,) = shown()
			assert len(onboarding["items"]) == 5
		with as_user("fitter@example.com"):
			assert shown() == []


class TestCustomers:
	@pytest.fixture(autouse=True)
	def _anna(self):
		p.settings()
		p.portal_user(p.ANNA, f.customer(p.CUSTOMER))
		frappe.db.set_single_value("Website Settings", "home_page", "")

	def test_a_customer_arrives_at_their_tickets(self, as_user):
		with as_user(p.ANNA):
			assert home_page(p.ANNA) == "service-tickets"

	@pytest.mark.parametrize("page", ["shop", "/index"])
	def test_a_site_with_a_home_page_keeps_it(self, as_user, page):
		frappe.db.set_single_value("Website Settings", "home_page", page)
		with as_user(p.ANNA):
			assert home_page(p.ANNA) is None

	def test_others_arrive_where_they_did(self, as_user):
		p.user("nobody@example.com")
		with as_user("nobody@example.com"):
			assert home_page("nobody@example.com") is None

	def test_another_apps_page_comes_first(self, as_user, monkeypatch):
		known = frappe.get_hooks

		def with_another(hook=None, *args, **kwargs):
			if hook == "website_user_home_page":
				return ["their-home"]
			return known(hook, *args, **kwargs)

		monkeypatch.setattr(frappe, "get_hooks", with_another)
		with as_user(p.ANNA):
			assert home_page(p.ANNA) == "their-home"

	@pytest.mark.skipif(not host.ON_BENCH, reason="devsite has no website")
	def test_frappe_sends_them_there(self, as_user):
		from frappe.website.utils import get_home_page

		with as_user(p.ANNA):
			frappe.cache.hdel("home_page", p.ANNA)
			assert get_home_page() == "service-tickets"
			frappe.cache.hdel("home_page", p.ANNA)
			frappe.db.set_single_value("Portal Settings", "default_portal_home", "orders")
			assert get_home_page() == "orders"
			frappe.cache.hdel("home_page", p.ANNA)

	def test_the_tickets_are_first_in_the_menu_and_the_rest_stays(self):
		settings = frappe.get_doc("Portal Settings")
		settings.menu = []
		for title in ("Orders", "Service Tickets", "Invoices"):
			route = "/service-tickets" if title == "Service Tickets" else f"/{title.lower()}"
			settings.append("menu", {"title": title, "route": route, "enabled": int(title != "Invoices")})
		settings.save()
		put_tickets_first()
		menu = frappe.get_doc("Portal Settings").menu
		assert [(row.title, row.enabled) for row in menu] == [
			("Service Tickets", 1),
			("Orders", 1),
			("Invoices", 0),
		]

"""What the app's own functions and pages answer stays in no cache, so that after a logout nothing is left of it (N1, D3)."""

import pytest

from fsm_app.common.not_kept import own_pages
from tests.app import customer_pages as c
from tests.app import factories as f

ENGINEER = "engineer.keeps-nothing@example.com"


def is_kept(answer) -> bool:
	return "no-store" not in answer.headers.get("Cache-Control", "")


def test_an_engineers_day_and_page(rest):
	f.engineer("Nora Nothing", user=f.user(ENGINEER, "Service Engineer"))
	phone = rest.login(ENGINEER)
	for address in (
		"/api/method/fsm_app.api.field_app.day",
		"/api/method/fsm_app.api.field_app.session",
		"/field",
		"/field?shell=1",
		"/field/ticket/ST-1",
	):
		answer = phone.get(address)
		assert answer.status_code == 200, address
		assert not is_kept(answer), address


def test_a_customers_page_by_its_link(rest):
	c.decided()
	token = c.token(f.ticket())
	for address in ("/service-ticket-status", "/api/method/fsm_app.api.customer_page.status"):
		answer = rest.get(address, params={"k": token})
		assert answer.status_code == 200, address
		assert not is_kept(answer), address


@pytest.mark.parametrize("function", ["field_app.day", "dispatch_board.choices", "manager_page.today"])
def test_a_refusal_either(rest, function):
	assert not is_kept(rest.get(f"/api/method/fsm_app.api.{function}"))


def test_the_pages_are_the_apps_own():
	assert {"field", "dispatch", "remote-guidance", "service-manager", "service-tickets"} <= own_pages()
	assert not {"", "app", "login", "field-sw", "assets"} & own_pages()

"""The dispatcher's board hears of what others do by Frappe's own realtime service, on a real bench (N2).

The page's own asking from time to time is switched off: what it shows of others it was told.
"""

import os
import shutil
import socket
import subprocess

import pytest

from tests.browser.test_ticket_over_rest import Client

SILENT = """
window.setInterval = () => 0;
const ask = window.fetch;
window.fetch = async (...request) => {
	const answer = await ask(...request);
	if (!String(request[0]?.url ?? request[0]).includes("dispatch_board.choices")) return answer;
	const found = await answer.json();
	found.message.realtime = %s;
	return new Response(JSON.stringify(found), { status: answer.status, headers: answer.headers });
};
"""


@pytest.fixture
def realtime(bench, tmp_path):
	"""The port of Frappe's realtime service, which is ended afterwards."""
	node, service = shutil.which("node"), bench.path / "apps/frappe/socketio.js"
	if not node or not service.exists() or not (bench.path / "apps/frappe/node_modules/socket.io").exists():
		pytest.skip("the bench's Frappe has no realtime service that could be started")
	with socket.socket() as free:
		free.bind(("127.0.0.1", 0))
		port = free.getsockname()[1]
	own = {
		"FRAPPE_BENCH_ROOT": str(bench.path),
		"FRAPPE_SITE": bench.site,
		"FRAPPE_SOCKETIO_PORT": str(port),
	}
	with open(tmp_path / "realtime.log", "w") as errors:
		process = subprocess.Popen(
			[node, str(service)], env={**os.environ, **own}, stdout=subprocess.PIPE, stderr=errors, text=True
		)
		try:
			line = process.stdout.readline()
			assert str(port) in line, f"{line} {(tmp_path / 'realtime.log').read_text()}"
			yield port
		finally:
			process.terminate()
			process.wait(30)


def test_a_board_hears_of_what_others_do_without_asking(walk, desk, url, bench, realtime):
	manager = Client(url, walk["users"]["manager"]["token"])
	values = {
		"subject": "Heard of at once",
		"customer": walk["customer"],
		"offering": walk["offering"],
		"source": "REST",
	}
	answer = manager.call("POST", "resource/Service Ticket", json=values)
	assert answer.status_code == 200, answer.text
	document = answer.json()["data"]
	ticket = document["name"]
	dispatcher = desk("dispatcher")
	dispatcher.browser.execute_cdp_cmd(
		"Page.addScriptToEvaluateOnNewDocument",
		{"source": SILENT % f"{{ site: '{bench.site}', port: {realtime} }}"},
	)
	dispatcher.browser.get(f"{url}/dispatch?company={document['company']}")
	dispatcher.one(".state", "Live")
	assert not dispatcher.seen(f".waiting-card[data-ticket='{ticket}']")
	assert manager.act(ticket, "Triage").ok
	dispatcher.one(f".waiting-card[data-ticket='{ticket}']")
	assert manager.act(ticket, "Dispatch").ok
	dispatcher.until(
		lambda: (
			walk["engineer_name"]
			in dispatcher.seen(f".waiting-card[data-ticket='{ticket}']")[0].get_attribute("innerText")
		),
		"who has it",
	)

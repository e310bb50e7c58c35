// Sends the form once: the key is made with the page, so what is sent again opens no second ticket.
(() => {
	const form = document.getElementById("label-request");
	if (!form) {
		return;
	}
	const client_key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
		byte.toString(16).padStart(2, "0")
	).join("");
	const error = document.getElementById("label-error");

	form.addEventListener("submit", async (event) => {
		event.preventDefault();
		const button = form.querySelector("button");
		button.disabled = true;
		error.hidden = true;
		try {
			show_number((await send()).ticket);
		} catch (refused) {
			error.textContent = refused.message || form.dataset.again;
			error.hidden = false;
			button.disabled = false;
		}
	});

	async function send() {
		const body = new FormData(form);
		body.set("client_key", client_key);
		let response, answer;
		try {
			response = await fetch("/api/method/fsm_app.api.service_request.request_service", {
				method: "POST",
				headers: { Accept: "application/json", "X-Frappe-CSRF-Token": frappe.csrf_token },
				body,
			});
			answer = await response.json();
		} catch {
			throw new Error(form.dataset.again);
		}
		if (!response.ok) {
			throw new Error(text_of(answer));
		}
		return answer.message;
	}

	// What the server said, as plain text.
	function text_of(answer) {
		const messages = JSON.parse(answer._server_messages || "[]").map((entry) => JSON.parse(entry).message);
		return messages
			.map((html) => new DOMParser().parseFromString(html, "text/html").body.textContent)
			.join(" ");
	}

	function show_number(ticket) {
		form.hidden = true;
		document.querySelector(".label-number").textContent = ticket;
		document.getElementById("label-done").hidden = false;
	}
})();

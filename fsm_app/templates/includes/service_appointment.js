// What a customer sends about their appointment, from the portal and from the page behind a link.
(() => {
	const API = "/api/method/fsm_app.api.customer_page.";
	const texts = document.getElementById("portal-texts");
	// Made with the page, so what is sent again by a bad network is known to be the same.
	const client_key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
		byte.toString(16).padStart(2, "0")
	).join("");

	document.querySelectorAll("form[data-call]").forEach((form) => {
		const error = form.querySelector("[data-error]");
		const button = form.querySelector("button[type=submit]");
		form.addEventListener("submit", async (event) => {
			event.preventDefault();
			button.disabled = true;
			error.hidden = true;
			try {
				await send(form);
				location.reload();
			} catch (refused) {
				error.textContent = refused.message;
				error.hidden = false;
				button.disabled = false;
			}
		});
	});

	async function send(form) {
		const body = new URLSearchParams(new FormData(form));
		body.set(form.dataset.field, form.dataset.value);
		body.set("_lang", document.documentElement.lang || "en");
		if (!form.dataset.call.startsWith("confirm")) {
			body.set("client_key", client_key);
		}
		let response, answer;
		try {
			response = await fetch(API + form.dataset.call, {
				method: "POST",
				headers: { Accept: "application/json", "X-Frappe-CSRF-Token": frappe.csrf_token },
				body,
			});
			answer = await response.json();
		} catch {
			throw new Error(texts.dataset.again);
		}
		if (!response.ok) {
			throw new Error(said_by(answer) || (response.status === 429 ? texts.dataset.many : texts.dataset.again));
		}
	}

	// What the server said, as plain text.
	function said_by(answer) {
		return JSON.parse(answer._server_messages || "[]")
			.map((entry) => JSON.parse(entry).message)
			.map((html) => new DOMParser().parseFromString(html, "text/html").body.textContent)
			.join(" ");
	}
})();

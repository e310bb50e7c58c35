// What the pages of the customer portal send. Reading them works without this.
(() => {
	const API = "/api/method/fsm_app.api.portal.";
	const texts = document.getElementById("portal-texts");
	// Made with the page, so what is sent again by a bad network is known to be the same.
	const client_key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
		byte.toString(16).padStart(2, "0")
	).join("");

	document.querySelectorAll("form[data-portal]").forEach((form) =>
		on_submit(form, async () => {
			const body = new URLSearchParams(new FormData(form));
			body.set("name", form.dataset.name);
			body.set("client_key", client_key);
			await post(form.dataset.portal, body);
			const address = new URL(location.href);
			address.searchParams.delete("opened");
			if (form.dataset.portal === "confirm") {
				address.searchParams.set("confirmed", "1");
			}
			address.href === location.href ? location.reload() : location.replace(address);
		})
	);

	document.querySelectorAll("form[data-portal-photos]").forEach((form) =>
		on_submit(form, async () => {
			await send_photos(form.dataset.portalPhotos, form.elements.photos.files);
			location.reload();
		})
	);

	const new_ticket = document.getElementById("portal-new");
	if (new_ticket) {
		offer_only_their_equipment(new_ticket);
		on_submit(new_ticket, async () => {
			const body = new URLSearchParams();
			for (const [name, value] of new FormData(new_ticket)) {
				if (typeof value === "string") {
					body.set(name, value);
				}
			}
			body.set("client_key", client_key);
			const ticket = await post("new_ticket", body);
			try {
				await send_photos(ticket.name, new_ticket.elements.photos.files);
			} catch (refused) {
				alert(`${new_ticket.dataset.photosFailed} ${refused.message}`);
			}
			location.assign(new_ticket.dataset.ticketUrl.replace("NUMBER", encodeURIComponent(ticket.name)));
		});
	}

	document.querySelectorAll("a[data-language]").forEach((link) =>
		link.addEventListener("click", async (event) => {
			event.preventDefault();
			try {
				await post("set_language", new URLSearchParams({ language: link.dataset.language }));
				const address = new URL(location.href);
				address.searchParams.delete("_lang");
				location.assign(address);
			} catch {
				location.assign(link.href);
			}
		})
	);

	function on_submit(form, send) {
		const error = form.querySelector("[data-error]");
		const button = form.querySelector("button[type=submit]");
		form.addEventListener("submit", async (event) => {
			event.preventDefault();
			button.disabled = true;
			error.hidden = true;
			try {
				await send();
			} catch (refused) {
				error.textContent = refused.message;
				error.hidden = false;
				button.disabled = false;
			}
		});
	}

	async function send_photos(ticket, files) {
		for (const file of files) {
			const body = new FormData();
			body.set("name", ticket);
			body.set("file", file);
			await post("add_photo", body);
		}
	}

	async function post(method, body) {
		let response, answer;
		try {
			response = await fetch(API + method, {
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
		return answer.message;
	}

	// What the server said, as plain text.
	function said_by(answer) {
		return JSON.parse(answer._server_messages || "[]")
			.map((entry) => JSON.parse(entry).message)
			.map((html) => new DOMParser().parseFromString(html, "text/html").body.textContent)
			.join(" ");
	}

	function offer_only_their_equipment(form) {
		const { customer, serial_no } = form.elements;
		if (!customer || !serial_no) {
			return;
		}
		const show = () => {
			for (const option of serial_no.options) {
				const theirs = !option.dataset.customer || option.dataset.customer === customer.value;
				option.hidden = option.disabled = !theirs;
				if (!theirs && option.selected) {
					serial_no.value = "";
				}
			}
		};
		customer.addEventListener("change", show);
		show();
	}
})();

// Sends the answer once: the key is made with the page, so what is sent again counts once.
(() => {
	const form = document.getElementById("survey");
	if (!form) {
		return;
	}
	const client_key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
		byte.toString(16).padStart(2, "0")
	).join("");
	const error = document.getElementById("survey-error");
	const reasons = form.querySelector(".survey-reasons");

	form.addEventListener("change", (event) => {
		if (event.target.name === "stars") {
			error.hidden = true;
			offer_reasons(Number(event.target.value) >= 4 ? "high" : "low");
		}
	});

	form.addEventListener("submit", async (event) => {
		event.preventDefault();
		if (!form.elements.stars.value) {
			return show_error(form.dataset.stars);
		}
		const button = form.querySelector("button");
		button.disabled = true;
		error.hidden = true;
		try {
			await send();
			form.hidden = true;
			document.getElementById("survey-done").hidden = false;
			scrollTo(0, 0);
		} catch (refused) {
			show_error(refused.message || form.dataset.again);
			button.disabled = false;
		}
	});

	function offer_reasons(marks) {
		if (!reasons) {
			return;
		}
		const labels = [...reasons.querySelectorAll("label")];
		for (const label of labels) {
			label.hidden = !["all", marks].includes(label.dataset.marks);
			if (label.hidden) {
				label.querySelector("input").checked = false;
			}
		}
		reasons.hidden = labels.every((label) => label.hidden);
	}

	function show_error(text) {
		error.textContent = text;
		error.hidden = false;
	}

	async function send() {
		const body = new FormData(form);
		const chosen = body.getAll("reason");
		body.delete("reason");
		body.set("reasons", JSON.stringify(chosen));
		body.set("client_key", client_key);
		if (!form.elements.photo.files.length) {
			body.delete("photo");
		}
		let response, answer;
		try {
			response = await fetch("/api/method/fsm_app.api.survey.answer", {
				method: "POST",
				headers: { Accept: "application/json", "X-Frappe-CSRF-Token": frappe.csrf_token },
				body,
			});
			answer = await response.json();
		} catch {
			throw new Error(form.dataset.again);
		}
		if (!response.ok) {
			throw new Error(text_of(answer) || (response.status === 429 ? form.dataset.many : form.dataset.again));
		}
	}

	// What the server said, as plain text.
	function text_of(answer) {
		return JSON.parse(answer._server_messages || "[]")
			.map((entry) => JSON.parse(entry).message)
			.map((html) => new DOMParser().parseFromString(html, "text/html").body.textContent)
			.join(" ");
	}
})();

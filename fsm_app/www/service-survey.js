// Sends the answer once: the key is made with the page, so what is sent again counts once.
(() => {
	const form = document.getElementById("survey");
	if (!form) {
		return;
	}
	const { ask, new_key } = service_site("survey.");
	const client_key = new_key();
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
		try {
			await ask("answer", body, true);
		} catch (refused) {
			throw new Error(refused.text || (refused.status === 429 ? form.dataset.many : form.dataset.again));
		}
	}
})();

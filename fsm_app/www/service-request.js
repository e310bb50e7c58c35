// Sends the form once: the key is made with the page, so what is sent again opens no second ticket.
(() => {
	const form = document.getElementById("label-request");
	if (!form) {
		return;
	}
	const { ask, new_key } = service_site("service_request.");
	const client_key = new_key();
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
		try {
			return await ask("request_service", body, true);
		} catch (refused) {
			throw new Error(refused.text || form.dataset.again);
		}
	}

	function show_number(ticket) {
		form.hidden = true;
		document.querySelector(".label-number").textContent = ticket;
		document.getElementById("label-done").hidden = false;
	}
})();

// The forms of a customer's ticket, in the portal and behind a link. Reading the pages works without this.

function service_forms() {
	const { ask, new_key } = service_site();
	const texts = document.getElementById("portal-texts");
	const client_key = new_key();

	document.querySelectorAll("form[data-call]").forEach((form) =>
		on_submit(form, async () => {
			const body = new URLSearchParams(new FormData(form));
			body.set(form.dataset.field, form.dataset.value);
			body.set("client_key", client_key);
			await post(form.dataset.call, body);
			const address = new URL(location.href);
			address.searchParams.delete("opened");
			if (form.dataset.then) {
				address.searchParams.set(form.dataset.then, "1");
			}
			address.href === location.href ? location.reload() : location.replace(address);
		})
	);

	document.querySelectorAll("form[data-photos]").forEach((form) =>
		on_submit(form, async () => {
			await send_photos(form.dataset.photos, form.dataset.field, form.dataset.value, form.elements.photos.files);
			location.reload();
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

	async function send_photos(method, field, value, files) {
		for (const file of files) {
			const body = new FormData();
			body.set(field, value);
			body.set("file", file);
			await post(method, body);
		}
	}

	async function post(method, body) {
		try {
			return await ask(method, body, true);
		} catch (error) {
			throw new Error(error.text || (error.status === 429 ? texts.dataset.many : texts.dataset.again));
		}
	}

	return { client_key, on_submit, post, send_photos };
}

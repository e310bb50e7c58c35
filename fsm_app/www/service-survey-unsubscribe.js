(() => {
	const form = document.getElementById("unsubscribe");
	if (!form) {
		return;
	}
	form.addEventListener("submit", async (event) => {
		event.preventDefault();
		const error = document.getElementById("unsubscribe-error");
		const button = form.querySelector("button");
		button.disabled = true;
		error.hidden = true;
		try {
			const response = await fetch("/api/method/fsm_app.api.survey.unsubscribe", {
				method: "POST",
				headers: { Accept: "application/json", "X-Frappe-CSRF-Token": frappe.csrf_token },
				body: new FormData(form),
			});
			if (!response.ok) {
				throw new Error();
			}
			form.hidden = true;
			document.getElementById("unsubscribe-done").hidden = false;
		} catch {
			error.textContent = form.dataset.again;
			error.hidden = false;
			button.disabled = false;
		}
	});
})();

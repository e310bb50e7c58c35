// What a page asks the site: exams, surveys, calls to an expert, labels, the portal and the page behind a ticket's link. `api` is a
// file of functions.

function service_site(api = "") {
	// That of the page, where its address names one: the site's refusals come in the language of the page.
	const LANGUAGE = new URLSearchParams(location.search).get("_lang");

	// Rejects with `refused` set where the server has answered no, with `text` in its words and `kind` for what reason; without
	// where there was no answer, or where it says to come back later. What is no form is sent as JSON.
	async function ask(method, values, isPost) {
		const is_form = values instanceof URLSearchParams || values instanceof FormData;
		const query = new URLSearchParams(isPost ? {} : values);
		if (LANGUAGE) {
			query.set("_lang", LANGUAGE);
		}
		const response = await fetch(`/api/method/fsm_app.api.${api}${method}?${query}`, {
			method: isPost ? "POST" : "GET",
			headers: {
				Accept: "application/json",
				"X-Frappe-CSRF-Token": frappe.csrf_token,
				...(is_form ? {} : { "Content-Type": "application/json" }),
			},
			body: isPost ? (is_form ? values : JSON.stringify(values)) : undefined,
		});
		if (response.status >= 500) {
			throw new Error(response.statusText);
		}
		const answer = await response.json();
		if (!response.ok) {
			const text = text_of(answer);
			throw Object.assign(new Error(text || response.statusText), {
				refused: response.status !== 429,
				status: response.status,
				text,
				kind: answer.exc_type,
			});
		}
		return answer.message;
	}

	// What the server said, as plain text.
	function text_of(answer) {
		return JSON.parse(answer._server_messages || "[]")
			.map((entry) => JSON.parse(entry).message)
			.map((html) => new DOMParser().parseFromString(html, "text/html").body.textContent)
			.join(" ");
	}

	// Made with the page or the thing sent, so what is sent again by a bad network is known to be the same.
	function new_key() {
		return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
	}

	return { ask, new_key };
}

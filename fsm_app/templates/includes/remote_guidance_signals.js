// What the two browsers tell one another by way of the site: sent one after the other, and looked for again and again.

function guidance_signals(call, on) {
	const LOOKING_MS = 1000;
	const TALKING_MS = 4000;
	// That of the page, where its address names one: the site's refusals come in the language of the page.
	const LANGUAGE = new URLSearchParams(location.search).get("_lang");
	let seat = null;
	let after = 0;
	let other = null;
	let pause = LOOKING_MS;
	let stopped = false;
	let sending = Promise.resolve();

	// Rejects with `refused` set where the server has answered no, and without where there was no answer.
	async function ask(method, values, isPost) {
		const query = new URLSearchParams(isPost ? {} : values);
		if (LANGUAGE) {
			query.set("_lang", LANGUAGE);
		}
		const response = await fetch(`/api/method/fsm_app.api.remote_guidance.${method}?${query}`, {
			method: isPost ? "POST" : "GET",
			headers: {
				Accept: "application/json",
				"Content-Type": "application/json",
				"X-Frappe-CSRF-Token": frappe.csrf_token,
			},
			body: isPost ? JSON.stringify(values) : undefined,
		});
		if (response.status >= 500) {
			throw new Error(response.statusText);
		}
		const answer = await response.json();
		if (!response.ok) {
			const error = new Error(text_of(answer) || response.statusText);
			error.refused = response.status !== 429;
			throw error;
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

	async function join() {
		const joined = await ask("join", call, true);
		({ seat, after } = joined);
		look();
		return joined;
	}

	// In order: the other side reads them in the order in which they were laid ready.
	function send(kind, data) {
		sending = sending.then(() => deliver(kind, JSON.stringify(data)));
		return sending;
	}

	async function deliver(kind, data) {
		for (let attempt = 0; attempt < 3 && !stopped; attempt++) {
			try {
				await ask("send", { ...call, seat, kind, data }, true);
				return;
			} catch (error) {
				if (error.refused) {
					stop(error);
					return;
				}
				await new Promise((resolve) => setTimeout(resolve, LOOKING_MS));
			}
		}
	}

	async function look() {
		if (stopped) {
			return;
		}
		try {
			const news = await ask("receive", { ...call, seat, after }, false);
			after = news.after;
			on.answering();
			if (news.other !== other) {
				other = news.other;
				await on.other(other);
			}
			for (const { kind, data } of news.messages) {
				await on.message(kind, JSON.parse(data));
			}
		} catch (error) {
			if (error.refused) {
				stop(error);
				return;
			}
			on.silent();
		}
		setTimeout(look, pause);
	}

	function stop(error) {
		if (!stopped) {
			stopped = true;
			on.stopped(error);
		}
	}

	return {
		join,
		send,
		ask,
		// Once the video goes between the browsers there is little to look for.
		is_talking: (yes) => {
			pause = yes ? TALKING_MS : LOOKING_MS;
		},
		stop: () => {
			stopped = true;
		},
	};
}

// What the two browsers tell one another by way of the site: sent one after the other, and looked for again and again.

function guidance_signals(call, on) {
	const LOOKING_MS = 1000;
	const TALKING_MS = 4000;
	const { ask } = service_site("remote_guidance.");
	let seat = null;
	let after = 0;
	let other = null;
	let pause = LOOKING_MS;
	let stopped = false;
	let sending = Promise.resolve();

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

// What was asked before, on this device.

const KEPT_RECENT = 8;

// `ask` asks one of them again.
class RecentQuestions {
	constructor($place, ask) {
		this.$place = $place;
		this.ask = ask;
	}

	get key() {
		return `fsm_app_recent_questions:${frappe.session.user}`;
	}

	all() {
		try {
			const kept = JSON.parse(localStorage.getItem(this.key));
			return Array.isArray(kept) ? kept.filter((each) => typeof each === "string") : [];
		} catch {
			return [];
		}
	}

	remember(question) {
		if (!question) {
			return;
		}
		const others = this.all().filter((each) => each !== question);
		try {
			localStorage.setItem(this.key, JSON.stringify([question, ...others].slice(0, KEPT_RECENT)));
		} catch {
			// A browser that keeps nothing has no recent questions.
		}
	}

	show(is_asked_for) {
		this.$place.empty();
		const kept = is_asked_for ? this.all() : [];
		for (const question of kept) {
			$(`<button type="button" class="btn btn-default btn-xs"></button>`)
				.text(question)
				.on("click", () => this.ask(question))
				.appendTo(this.$place);
		}
	}
}

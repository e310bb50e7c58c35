// New cases in the skills that one has, above them one's own month: the duty, what one is asked to write, what is to be
// confirmed.

frappe.pages["new-cases"].on_page_load = (wrapper) => {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("New Cases"), single_column: true });
	wrapper.new_cases = new NewCases(page);
};

frappe.pages["new-cases"].on_page_show = (wrapper) => wrapper.new_cases?.come();

class NewCases {
	constructor(page) {
		this.page = page;
		this.mine = page.add_field({
			fieldname: "only_mine",
			label: __("Only in My Skills"),
			fieldtype: "Check",
			default: 1,
			change: () => this.known && this.show_cases(),
		});
		this.days = page.add_field({
			fieldname: "days",
			label: __("Published Within"),
			fieldtype: "Select",
			options: [
				{ value: "7", label: __("7 days") },
				{ value: "30", label: __("30 days") },
				{ value: "90", label: __("90 days") },
				{ value: "365", label: __("365 days") },
			],
			default: "30",
			change: () => this.known && this.show_cases(),
		});
		const body = $(`<div class="p-3"></div>`).appendTo(page.main);
		this.duty = $(`<div></div>`).appendTo(body);
		this.list = $(`<div></div>`).appendTo(body);
		this.more = $(`<button type="button" class="btn btn-default btn-sm"></button>`)
			.text(__("More"))
			.on("click", () => this.add_cases())
			.appendTo(body)
			.hide();
	}

	async come() {
		const { message } = await frappe.call({ method: "fsm_app.api.knowledge_duty.my_duty", type: "GET" });
		if (!this.known && !message.engineer) {
			this.mine.set_value(0);
		}
		this.known = message;
		$(this.mine.wrapper).toggle(message.engineer);
		this.show_duty(message);
		this.show_weekly(message);
		this.show_cases();
	}

	show_duty({ engineer, due, published, in_review, gaps, old }) {
		this.duty.empty();
		if (engineer && due) {
			const done = published >= due;
			const text = __("Cases published this month: {0} of {1}", [published, due]);
			this.line(done ? "green" : "orange", in_review ? `${text}; ${__("in review: {0}", [in_review])}` : text);
		}
		for (const { name, about, tickets } of gaps || []) {
			this.line("blue", __("You are asked to write a case about {0}; tickets: {1}", [about, tickets]), () =>
				frappe.set_route("Form", "Knowledge Gap", name)
			);
		}
		if (old) {
			// Reviewers see all of them, authors their own.
			const reviews = frappe.user.has_role(["Service Knowledge Reviewer", "Service Manager", "System Manager"]);
			const own = reviews ? {} : { author_user: frappe.session.user };
			this.line("yellow", __("Cases to be confirmed or revised: {0}", [old]), () =>
				frappe.set_route("List", "Knowledge Case", { stage: "Published", review_reason: ["is", "set"], ...own })
			);
		}
	}

	// Something to know, or with `open` something to do.
	line(colour, text, open) {
		const line = $(`<div class="mb-2"></div>`).appendTo(this.duty);
		$(`<span class="indicator ${colour}"></span>`).appendTo(line);
		const words = $(open ? `<a href="#"></a>` : `<span></span>`).text(text).appendTo(line);
		if (open) {
			words.on("click", (event) => {
				event.preventDefault();
				open();
			});
		}
	}

	show_weekly({ engineer, weekly }) {
		this.page.clear_menu();
		if (engineer) {
			const label = weekly ? __("Do Not Tell Me Weekly") : __("Tell Me Weekly");
			this.page.add_menu_item(label, async () => {
				await frappe.call({
					method: "fsm_app.api.knowledge_duty.choose_weekly",
					args: { wanted: weekly ? 0 : 1 },
					freeze: true,
				});
				frappe.show_alert(
					weekly ? __("You are not told of new cases any more.") : __("You are told once a week of new cases.")
				);
				this.come();
			});
		}
	}

	show_cases() {
		this.list.empty();
		this.shown = 0;
		this.asked = (this.asked || 0) + 1;
		return this.add_cases();
	}

	async add_cases() {
		const asked = this.asked;
		const { message } = await frappe.call({
			method: "fsm_app.api.knowledge_duty.new_cases",
			type: "GET",
			args: { days: this.days.get_value() || 30, only_mine: this.mine.get_value() ? 1 : 0, start: this.shown },
		});
		if (asked !== this.asked) {
			return;
		}
		message.forEach((row) => this.add_case(row));
		this.shown += message.length;
		this.more.toggle(message.length === 20);
		if (!this.shown) {
			const none = this.mine.get_value()
				? __("Nothing new in your skills. Choose a longer time, or all skills.")
				: __("Nothing new. Choose a longer time.");
			$(`<div class="text-muted"></div>`).text(none).appendTo(this.list);
		}
	}

	add_case(row) {
		const card = $(`<div class="frappe-card mb-3" style="padding: var(--padding-md)"></div>`).appendTo(this.list);
		$(`<a style="font-weight: 600"></a>`)
			.attr("href", `/app/knowledge-case/${encodeURIComponent(row.name)}`)
			.text(row.title)
			.appendTo(card);
		const facts = [
			__(row.kind, null, "Knowledge Case"),
			row.author,
			frappe.datetime.str_to_user(row.published_on.slice(0, 10)),
			row.revised ? __("new version") : "",
			row.solved ? __("solved {0} tickets", [row.solved]) : "",
		];
		$(`<div class="text-muted small"></div>`).text(facts.filter(Boolean).join(" · ")).appendTo(card);
		if (row.symptom) {
			$(`<div class="mt-2" style="overflow-wrap: anywhere"></div>`).text(row.symptom).appendTo(card);
		}
		if (row.skills.length) {
			const skills = $(`<div class="mt-2" style="display: flex; flex-wrap: wrap; gap: 4px"></div>`).appendTo(card);
			row.skills.forEach((skill) =>
				$(`<span class="indicator-pill no-indicator-dot gray no-margin"></span>`).text(skill).appendTo(skills)
			);
		}
	}
}

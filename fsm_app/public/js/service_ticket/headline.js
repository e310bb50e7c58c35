// Above the form of a ticket, at a glance: what is next, what is missing, who has it and why, and by when: its open SLA
// clocks counting down.

// In a scope of its own: the scripts of a form share one.
(() => {
	frappe.ui.form.on("Service Ticket", {
		refresh(frm) {
			stop_counting(frm);
			frm.fsm_refresh = {};
			if (!frm.is_new()) {
				show_headline(frm);
			}
		},

		on_hide(frm) {
			stop_counting(frm);
		},
	});

	const PER_DAY = 24 * 3600;
	const DECISION = "Dispatch Decision";

	function stop_counting(frm) {
		clearInterval(frm.fsm_counting);
		frm.fsm_counting = null;
	}

	async function show_headline(frm) {
		const ticket = frm.doc.name;
		const refresh = frm.fsm_refresh;
		const [step, clocks, decision] = await Promise.all([
			ask(ticket, "next_step"),
			ask(ticket, "open_clocks"),
			load_decision(ticket),
		]);
		// The form may have been refreshed again meanwhile, or the user gone on to another document.
		if (frm.fsm_refresh !== refresh || frm.doc.name !== ticket || !$(frm.wrapper).is(":visible")) {
			return;
		}
		const headline = $(`<div class="fsm-headline" style="min-width: 0; flex: 1"></div>`).append(
			$(`<div class="d-flex flex-wrap align-items-baseline mb-1 mr-4" style="column-gap: 1rem"></div>`).append(
				next_step(step),
				missing(frm, step),
				assignment(frm, decision)
			)
		);
		const shown = (clocks || []).map((clock) => ({ clock, pill: clock_pill(clock).appendTo(headline) }));
		frm.dashboard.set_headline("<div></div>");
		// It comes below messages that are there already.
		frm.layout.message.find(".form-message").last().children().first().append(headline);
		count_down(frm, shown);
	}

	async function ask(ticket, what) {
		const { message } = await frappe.call({
			method: `fsm_app.api.service_ticket.${what}`,
			type: "GET",
			args: { ticket },
		});
		return message;
	}

	async function load_decision(ticket) {
		if (!frappe.model.can_read(DECISION)) {
			return null;
		}
		const [decision] = await frappe.db.get_list(DECISION, {
			filters: { ticket },
			fields: ["name", "mode"],
			order_by: "decided_at desc",
			limit: 1,
		});
		return decision;
	}

	// What brings the ticket forward, and who is to do it where the user is not.
	function next_step({ action, mine, roles }) {
		if (!action) {
			return null;
		}
		const line = $(`<strong class="fsm-next"></strong>`);
		const name = __(action);
		return mine
			? line.text(__("Next: {0}", [name]))
			: line.text(__("Next: {0}, by {1}", [name, [...new Set(roles)].map((role) => __(role)).join(" / ")]));
	}

	function required_now(count) {
		return count === 1
			? __("1 item required before the next step")
			: __("{0} items required before the next step", [count]);
	}

	function required_later(count) {
		return count === 1 ? __("1 item required later") : __("{0} items required later", [count]);
	}

	// How much evidence is missing; leads to where it is listed and given.
	function missing(frm, { missing_now, missing_later }) {
		if (!missing_now && !missing_later) {
			return null;
		}
		const text = missing_now ? required_now(missing_now) : required_later(missing_later);
		return $(`<a href="#" class="fsm-missing"></a>`)
			.addClass(missing_now ? "text-danger" : "text-muted")
			.text(text)
			.on("click", (event) => {
				event.preventDefault();
				frm.scroll_to_field("evidence_panel", false);
			});
	}

	function clock_pill(clock) {
		const title = __("{0} of {1} of working time used", [
			duration(clock.used_seconds),
			duration(clock.target_seconds),
		]);
		return $(`<a class="indicator-pill no-indicator-dot mr-2 mb-1" style="white-space: normal; height: auto"></a>`)
			.attr("href", frappe.utils.get_form_link("SLA Clock", clock.name))
			.attr("title", title);
	}

	function assignment(frm, decision) {
		const { engineer, team } = frm.doc;
		const name = engineer && (frappe.utils.get_link_title("Service Engineer", engineer) || engineer);
		const text = !engineer
			? __("Not assigned")
			: team
			? __("Assigned to {0} ({1})", [name, team])
			: __("Assigned to {0}", [name]);
		const line = $(`<span class="fsm-assignment"></span>`).text(text);
		if (engineer && decision) {
			$(`<a class="ml-2"></a>`)
				.attr("href", frappe.utils.get_form_link(DECISION, decision.name))
				.text(__("Why?"))
				.attr("title", __(DECISION))
				.appendTo(line);
		}
		return line;
	}

	// The server says how many seconds lie between its now and each moment, so neither the browser's clock nor its time
	// zone matter; from there on only elapsed time is added.
	function count_down(frm, shown) {
		const start = performance.now();
		const draw = () => {
			const elapsed = Math.floor((performance.now() - start) / 1000);
			shown.forEach(({ clock, pill }) => {
				const { text, colour } = reading(clock, elapsed);
				pill.text(text).removeClass("gray green orange red").addClass(colour);
			});
		};
		draw();
		if (shown.some(({ clock }) => clock.state === "Running")) {
			frm.fsm_counting = setInterval(draw, 1000);
		}
	}

	// What a clock shows `elapsed` seconds after it was loaded.
	function reading(clock, elapsed) {
		const metric = __(clock.metric);
		if (clock.state === "Paused") {
			const left = clock.target_seconds - clock.used_seconds;
			return clock.breached
				? { colour: "red", text: __("{0}: paused, target exceeded", [metric]) }
				: {
						colour: "gray",
						text: __("{0}: paused, {1} of working time left", [metric, duration(left)]),
				  };
		}
		const left = clock.due_in - elapsed;
		if (clock.breached || left < 0) {
			const since = frappe.datetime.str_to_user(clock.breached ? clock.breached_at : clock.due_at);
			const late = clock.breached ? clock.breached_for + elapsed : -left;
			return {
				colour: "red",
				text: __("{0}: exceeded since {1} ({2})", [metric, since, duration(late)]),
			};
		}
		return {
			colour: clock.short_in - elapsed <= 0 ? "orange" : "green",
			text: __("{0}: due {1} (in {2})", [
				metric,
				frappe.datetime.str_to_user(clock.due_at),
				duration(left),
			]),
		};
	}

	// Seconds as text in the two units that matter, for example "2 d 3 h" or "12 min 5 s".
	function duration(seconds) {
		seconds = Math.max(0, seconds);
		const days = Math.floor(seconds / PER_DAY);
		const hours = Math.floor((seconds % PER_DAY) / 3600);
		const minutes = Math.floor((seconds % 3600) / 60);
		if (days) {
			return __("{0} d {1} h", [days, hours]);
		}
		if (hours) {
			return __("{0} h {1} min", [hours, minutes]);
		}
		return __("{0} min {1} s", [minutes, seconds % 60]);
	}
})();

// Above the form of a ticket, at a glance: what may be done, what is missing, who has it and why, and by when: its open SLA
// clocks counting down.

// In a scope of its own: the scripts of a form share one.
(() => {
	frappe.ui.form.on("Service Ticket", {
		refresh(frm) {
			show_head(frm);
		},

		on_hide(frm) {
			stop_counting(frm);
		},
	});

	const PER_DAY = 24 * 3600;
	const DECISION = "Dispatch Decision";
	const FINISHED = ["Done", "Confirmed", "Verified", "Closed"];

	function stop_counting(frm) {
		clearInterval(frm.fsm_counting);
		frm.fsm_counting = null;
	}

	// What stood there stays until its successor is there, so that the form below does not jump.
	async function show_head(frm) {
		const ticket = frm.doc.name;
		const refresh = (frm.fsm_refresh = {});
		const box = box_of(frm).toggle(!frm.is_new());
		if (frm.is_new()) {
			stop_counting(frm);
			return;
		}
		if (box.data("ticket") !== ticket) {
			stop_counting(frm);
			box.addClass("fsm-waiting").css("min-height", `${box.outerHeight() || 0}px`);
		}
		const { message } = await frappe.call({
			method: "fsm_app.api.service_ticket.head",
			type: "GET",
			args: { ticket },
		});
		// The form may have been refreshed again meanwhile, or the user gone on to another document.
		if (frm.fsm_refresh !== refresh || frm.doc.name !== ticket || !$(frm.wrapper).is(":visible")) {
			return;
		}
		stop_counting(frm);
		const shown = message.clocks.map((clock) => ({ clock, pill: clock_pill(clock) }));
		const headline = $(`<div class="fsm-headline"></div>`).append(
			fsm_app.ticket.actions(frm, message),
			$(`<div class="fsm-facts"></div>`).append(
				next_step(message.step),
				missing(frm, message.step),
				assignment(frm, message),
				confirmation(frm.doc)
			),
			fsm_app.ticket.way(frm, message),
			shown.length ? $(`<div class="fsm-clocks"></div>`).append(shown.map(({ pill }) => pill)) : null
		);
		box.empty().append(headline).data("ticket", ticket).removeClass("fsm-waiting").css("min-height", "");
		count_down(frm, shown);
		fsm_app.ticket.announce(frm, message);
	}

	fsm_app.ticket.show_head = show_head;

	function box_of(frm) {
		if (!frm.fsm_head) {
			frm.fsm_head = $(`<div class="fsm-head" style="min-height: 92px"></div>`).prependTo(frm.layout.wrapper);
		}
		return frm.fsm_head;
	}

	// Who brings the ticket forward, where it is not the user: theirs is a button.
	function next_step({ action, mine, roles }) {
		if (!action || mine) {
			return null;
		}
		const who = [...new Set(roles)].map((role) => __(role)).join(" / ");
		return $(`<strong class="fsm-next"></strong>`).text(__("Next: {0}, by {1}", [__(action), who]));
	}

	// Done, checked and closed say nothing of the customer.
	function confirmation({ stage, confirmed_at }) {
		if (!FINISHED.includes(stage)) {
			return null;
		}
		return confirmed_at
			? $(`<span class="fsm-confirmed"></span>`).text(__("Confirmed {0}", [fsm_app.ticket.minutes(confirmed_at)]))
			: $(`<span class="fsm-confirmed text-muted"></span>`).text(__("Not confirmed by the customer"));
	}

	function required_now(count) {
		return count === 1
			? __("1 item required before the next step")
			: __("{0} items required before the next step", [count]);
	}

	function required_later(count) {
		return count === 1 ? __("1 item required later") : __("{0} items required later", [count]);
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
		return $(`<a class="indicator-pill no-indicator-dot"></a>`)
			.attr("href", frappe.utils.get_form_link("SLA Clock", clock.name))
			.attr("title", title);
	}

	function assignment(frm, { engineer_name, decision }) {
		const { engineer, team } = frm.doc;
		const name = engineer_name || engineer;
		const text = !engineer
			? __("Not assigned")
			: team
			? __("Assigned to {0} ({1})", [name, team])
			: __("Assigned to {0}", [name]);
		const line = $(`<span class="fsm-assignment"></span>`).text(text);
		if (engineer && decision) {
			$(`<a class="ml-2"></a>`)
				.attr("href", frappe.utils.get_form_link(DECISION, decision))
				.text(__("Why?"))
				.attr("title", __(DECISION))
				.appendTo(line);
		}
		// Of the room that dispatches, see dispatch/service_ticket_form.
		return line.append(
			fsm_app.ticket.candidates_link ? fsm_app.ticket.candidates_link(frm) : null,
			fsm_app.ticket.fit_in_link ? fsm_app.ticket.fit_in_link(frm) : null
		);
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
			const since = fsm_app.ticket.minutes(clock.breached ? clock.breached_at : clock.due_at);
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
				fsm_app.ticket.minutes(clock.due_at),
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

// Above a ticket's form, what may be done with it now: the next step as the primary button, everything else beside it.
// They take the workflow's actions as the menu Actions does.

(() => {
	// Milliseconds.
	const POSITION_WITHIN = 12000;

	frappe.ui.form.on("Service Ticket", {
		// The head is on its way from the server then; it says what came of the action.
		after_workflow_action(frm) {
			frm.fsm_announce = true;
		},
	});

	// The row of buttons, or null where the user may do nothing.
	fsm_app.ticket.actions = (frm, head) => {
		const { action, mine, stage, others } = head.step;
		const row = $(`<div class="fsm-actions"></div>`);
		if (mine) {
			button("btn-primary fsm-next", { action, stage }, frm, head).appendTo(row);
		}
		others
			.filter(({ forward }) => forward)
			.forEach((other) => button("btn-default", other, frm, head).appendTo(row));
		const rest = others.filter(({ forward }) => !forward);
		if (rest.length) {
			row.append(menu(rest, frm, head));
		}
		return row.children().length ? row : null;
	};

	function button(kind, { action, stage }, frm, head) {
		return $(`<button type="button" class="btn btn-sm"></button>`)
			.addClass(kind)
			.attr("data-action", action)
			.text(__(action))
			.on("click", () => take(frm, action, stage, head));
	}

	function menu(rest, frm, head) {
		const items = rest.map(({ action, stage }) =>
			$(`<a class="dropdown-item" href="#"></a>`)
				.attr("data-action", action)
				.text(__(action))
				.on("click", (event) => {
					event.preventDefault();
					take(frm, action, stage, head);
				})
		);
		return $(`<div class="btn-group"></div>`).append(
			$(
				`<button type="button" class="btn btn-default btn-sm dropdown-toggle" data-toggle="dropdown" aria-haspopup="true" aria-expanded="false"></button>`
			).text(__("Other Actions")),
			$(`<div class="dropdown-menu dropdown-menu-right"></div>`).append(items)
		);
	}

	// While an action is on its way the page is frozen; a second click then is none.
	async function take(frm, action, stage, head) {
		if (frappe.dom.freeze_count) {
			return;
		}
		if (frm.is_dirty()) {
			// The action is taken on what is stored. With a function for errors Frappe lets go of the promise.
			await frm.save("Save", null, null, () => {});
			if (frm.is_dirty()) {
				return;
			}
		}
		if (stage === "On Site" && head.going_there?.may_check_in && (await check_in(frm))) {
			return;
		}
		frappe.dom.freeze();
		try {
			frm.selected_workflow_action = action;
			await frm.script_manager.trigger("before_workflow_action");
			frappe.model.sync(
				await frappe.xcall("frappe.model.workflow.apply_workflow", { doc: frm.doc, action })
			);
			frm.refresh();
			frm.selected_workflow_action = null;
			frm.script_manager.trigger("after_workflow_action");
		} finally {
			frappe.dom.unfreeze();
		}
	}

	// With the device's position, arriving is checking in. Who does not give it arrives all the same.
	async function check_in(frm) {
		const coords = await position();
		if (!coords) {
			return false;
		}
		const { latitude, longitude, accuracy } = coords;
		const { message } = await frappe.call({
			method: "fsm_app.api.service_visit.check_in",
			args: { ticket: frm.doc.name, latitude, longitude, accuracy, client_key: frappe.utils.get_random(20) },
			freeze: true,
		});
		const { problem, distance_metres, far_from_customer } = message;
		const text =
			problem ||
			(distance_metres === null
				? __("Checked in.")
				: __("Checked in, {0} m from the customer.", [Math.round(distance_metres)]));
		frappe.show_alert({ message: text, indicator: problem || far_from_customer ? "orange" : "green" });
		frm.reload_doc();
		return true;
	}

	// A question that nobody answers has no time limit of the browser's own.
	function position() {
		if (!navigator.geolocation || !window.isSecureContext) {
			return null;
		}
		frappe.dom.freeze(__("Finding where you are…"));
		return new Promise((resolve) => {
			setTimeout(resolve, POSITION_WITHIN, null);
			navigator.geolocation.getCurrentPosition(
				({ coords }) => resolve(coords),
				() => resolve(null),
				{ enableHighAccuracy: true, timeout: POSITION_WITHIN, maximumAge: 60000 }
			);
		}).finally(() => frappe.dom.unfreeze());
	}

	// What came of the last action, for a moment, where the ticket went out of the user's hands. Who goes on with it sees
	// their next button.
	fsm_app.ticket.announce = (frm, { engineer_name, step }) => {
		const acted = frm.fsm_announce;
		frm.fsm_announce = false;
		if (!acted || step.mine) {
			return;
		}
		const { stage, workflow_state } = frm.doc;
		const text =
			stage === "Dispatched" && engineer_name
				? __("Dispatched to {0}.", [engineer_name])
				: __("The ticket is now: {0}", [__(workflow_state || stage, null, "Service Ticket")]);
		frappe.show_alert({ message: frappe.utils.escape_html(text), indicator: "green" }, 5);
	};
})();

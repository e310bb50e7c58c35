// Above the form of a ticket: its open SLA clocks counting down, who has it and why.

frappe.ui.form.on("Service Ticket", {
	setup(frm) {
		frm.set_query("contact", ({ customer }) =>
			customer
				? {
						query: "frappe.contacts.doctype.contact.contact.contact_query",
						filters: { link_doctype: "Customer", link_name: customer },
				  }
				: {}
		);
		frm.set_query("team", ({ company }) => ({ filters: { company } }));
		frm.set_query("engineer", ({ company }) => ({ filters: { company, status: ["!=", "Left"] } }));
	},

	refresh(frm) {
		stop_counting(frm);
		frm.fsm_refresh = {};
		open_to_writing(frm, "opened_at", frm.is_new());
		if (!frm.is_new()) {
			show_headline(frm);
			add_runbook_button(frm);
			add_callback_button(frm);
			add_warning_button(frm);
			add_message_button(frm);
		}
	},

	after_save(frm) {
		// Before the form shows the saved values: an input for date and time would cut off the seconds, and the ticket
		// would count as changed again.
		open_to_writing(frm, "opened_at", false);
	},

	on_hide(frm) {
		stop_counting(frm);
	},
});

const PER_DAY = 24 * 3600;
const DECISION = "Dispatch Decision";

// The runbook at work, or the one of the offering that can be started.
async function add_runbook_button(frm) {
	if (!frappe.model.can_read("Runbook Run")) {
		return;
	}
	const ticket = frm.doc.name;
	const [run] = await frappe.db.get_list("Runbook Run", {
		filters: { ticket },
		fields: ["name"],
		order_by: "creation desc",
		limit: 1,
	});
	const { message } = await frappe.db.get_value("Service Offering", frm.doc.offering, "runbook");
	if (frm.doc.name !== ticket) {
		return;
	}
	if (run) {
		frm.add_custom_button(__("Runbook"), () => frappe.set_route("Form", "Runbook Run", run.name));
	} else if (message.runbook && frm.perm[0].write) {
		frm.add_custom_button(__("Start Runbook"), async () => {
			const { message } = await frappe.call({
				method: "fsm_app.api.runbook.start",
				args: { ticket },
				freeze: true,
			});
			frappe.set_route("Form", "Runbook Run", message.name);
		});
	}
}

// After the work is done the customer is called back, once, by somebody other than the engineer.
function add_callback_button(frm) {
	if (!["Done", "Confirmed", "Verified", "Closed"].includes(frm.doc.stage) || frm.doc.called_back_at || !frm.perm[0].write) {
		return;
	}
	frm.add_custom_button(__("Record Callback"), () =>
		frappe.prompt(
			{
				fieldname: "result",
				fieldtype: "Small Text",
				label: __("Result of the Callback"),
				reqd: 1,
			},
			async ({ result }) => {
				await frappe.call({
					method: "fsm_app.api.service_ticket.record_callback",
					args: { ticket: frm.doc.name, result },
					freeze: true,
				});
				frm.reload_doc();
			},
			__("Record Callback")
		)
	);
}

// Those who coordinate the service take a warning off again.
function add_warning_button(frm) {
	const roles = ["Service Manager", "Service Dispatcher", "System Manager"];
	if (!frm.doc.tone_warning || !frm.perm[0].write || !roles.some((role) => frappe.user.has_role(role))) {
		return;
	}
	frm.add_custom_button(__("Warning Dealt With"), async () => {
		await frappe.call({
			method: "fsm_app.api.service_ticket.warning_dealt_with",
			args: { ticket: frm.doc.name },
			freeze: true,
		});
		frm.reload_doc();
	});
}

// What is written here the customer reads in the portal, with or without e-mail.
function add_message_button(frm) {
	if (!frm.perm[0].write) {
		return;
	}
	frm.add_custom_button(__("Message to Customer"), () =>
		frappe.prompt(
			{ fieldname: "text", fieldtype: "Small Text", label: __("Message"), reqd: 1 },
			async ({ text }) => {
				await frappe.call({
					method: "fsm_app.api.customer_message.send",
					args: { ticket: frm.doc.name, text },
					freeze: true,
				});
				frm.reload_doc();
			},
			__("Message to Customer"),
			__("Send")
		)
	);
}

function open_to_writing(frm, field, open) {
	frm.set_df_property(field, "read_only", open ? 0 : 1);
}

function stop_counting(frm) {
	clearInterval(frm.fsm_counting);
	frm.fsm_counting = null;
}

async function show_headline(frm) {
	const ticket = frm.doc.name;
	const refresh = frm.fsm_refresh;
	const [clocks, decision] = await Promise.all([load_clocks(ticket), load_decision(ticket)]);
	// The form may have been refreshed again meanwhile, or the user gone on to another document.
	if (frm.fsm_refresh !== refresh || frm.doc.name !== ticket || !$(frm.wrapper).is(":visible")) {
		return;
	}
	const headline = $(`<div class="mr-4"></div>`);
	const shown = clocks.map((clock) => ({ clock, pill: clock_pill(clock).appendTo(headline) }));
	headline.append(assignment(frm, decision));
	frm.dashboard.set_headline("<div></div>");
	// It comes below messages that are there already.
	frm.layout.message.find(".form-message").last().children().first().append(headline);
	count_down(frm, shown);
}

async function load_clocks(ticket) {
	const { message } = await frappe.call({
		method: "fsm_app.api.service_ticket.open_clocks",
		type: "GET",
		args: { ticket },
	});
	return message || [];
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
	const line = $(`<div class="mt-1"></div>`).text(text);
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

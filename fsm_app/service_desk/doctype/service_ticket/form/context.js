// On a ticket's form, what one should know before somebody is sent: the device's history, a fault that came back, what
// else is open, warranty, and the place on a map.

// In a scope of its own: the scripts of a form share one.
(() => {
	frappe.ui.form.on("Service Ticket", {
		refresh(frm) {
			show_context(frm);
		},
		serial_no(frm) {
			show_context_of_new(frm);
		},
		customer(frm) {
			show_context_of_new(frm);
		},
		company(frm) {
			show_context_of_new(frm);
		},
		subject(frm) {
			show_context_of_new(frm);
		},
	});

	const WARRANTY_COLOURS = {
		"In Warranty": "green",
		"Under Contract": "green",
		"Out of Warranty": "orange",
		Unknown: "gray",
	};

	// A stored ticket is shown as it is stored, and anew once it is saved.
	function show_context_of_new(frm) {
		if (frm.is_new()) {
			show_context(frm);
		}
	}

	async function show_context(frm) {
		const asked = (frm.fsm_context_asked = {});
		const call = context_call(frm);
		const { message } = call ? await frappe.call({ type: "GET", ...call }) : {};
		// Another answer may be on its way, or the user gone on to another document.
		if (frm.fsm_context_asked !== asked) {
			return;
		}
		const panel = frm.get_field("context_panel").$wrapper.empty();
		const body = message && context_body(frm, message);
		const shown = Boolean(body && body.children().length);
		if (shown) {
			panel.append($(`<div class="fsm-panel-title"></div>`).text(__("Device and Customer")), body);
		}
		frm.toggle_display("context_panel", shown);
	}

	function context_call(frm) {
		const { name, serial_no, company, customer, subject, fault_symptom, fault_code } = frm.doc;
		if (!frm.is_new()) {
			return { method: "fsm_app.api.ticket_context.context", args: { ticket: name } };
		}
		if (!serial_no || !company) {
			return null;
		}
		return {
			method: "fsm_app.api.ticket_context.context_of_equipment",
			args: { serial_no, company, customer, subject, fault_symptom, fault_code },
		};
	}

	function context_body(frm, context) {
		const body = $(`<div class="fsm-context"></div>`);
		if (context.repeat) {
			body.append(repeat_note(context.repeat));
		}
		if (context.warranty_state) {
			body.append(warranty_line(context));
		}
		if (context.latitude !== null) {
			body.append(map_line(frm, context));
		}
		if (context.open_tickets.length || context.open_more) {
			body.append(open_tickets(context));
		}
		if (context.history.length) {
			body.append(history(context.history));
		}
		return body;
	}

	function repeat_note(repeat) {
		const note = $(
			`<div class="indicator-pill no-indicator-dot red mb-2" style="display: block; white-space: normal; height: auto"></div>`
		);
		const sentence = __("Same fault came back {0} days after {1}", [repeat.days, "\u0001"]);
		const [before, after] = sentence.split("\u0001");
		return note.append(document.createTextNode(before), ticket_name(repeat), document.createTextNode(after || ""));
	}

	function warranty_line({ warranty_state, warranty_reason }) {
		const pill = $(`<span class="indicator-pill no-indicator-dot mr-2"></span>`)
			.addClass(WARRANTY_COLOURS[warranty_state])
			.text(__(warranty_state));
		return $(`<div class="mb-2"></div>`).append(pill, $("<span></span>").text(warranty_reason));
	}

	// A link only: nothing is asked of a map's server before somebody follows it.
	function map_line(frm, { latitude, longitude }) {
		const place = { latitude, longitude };
		return $(`<div class="mb-2"></div>`).append(
			$(`<a target="_blank" rel="noopener noreferrer"></a>`)
				.attr("href", fsm_app.ticket.map_link(place, frm.fsm_map_link))
				.text(__("Map")),
			$(`<span class="text-muted ml-3"></span>`).text(`${Number(latitude)},${Number(longitude)}`)
		);
	}

	function open_tickets({ open_tickets, open_more }) {
		const part = section(__("Open tickets of the customer"));
		open_tickets.forEach((ticket) => {
			const device = ticket.serial_no || ticket.item_code;
			const rest = [__(ticket.stage, null, "Service Ticket"), ticket.priority && __(ticket.priority), device].filter(Boolean);
			row(part, ticket_name({ ...ticket, may_read: true }), ticket.subject, rest.join(" · "));
		});
		if (open_more) {
			// Those of other teams: that there are some is all that concerns this user.
			part.append($(`<div class="text-muted"></div>`).text(__("{0} more", [open_more])));
		}
		return part;
	}

	function history(tickets) {
		const part = section(__("Earlier tickets of the device"));
		tickets.forEach((ticket) => {
			const line = row(
				part,
				ticket_name(ticket),
				ticket.subject,
				`${frappe.datetime.str_to_user(ticket.opened_at.slice(0, 10))} · ${__(ticket.stage, null, "Service Ticket")}`
			);
			const parts = ticket.parts
				.map(({ item_code, qty, serial_no }) => `${qty} × ${item_code}${serial_no ? ` (${serial_no})` : ""}`)
				.join(", ");
			[
				[__("Fault Code"), ticket.fault_code],
				[__("Symptom"), ticket.fault_symptom],
				[__("Cause"), ticket.fault_cause],
				[__("Solution"), ticket.resolution_summary],
				[__("Parts"), parts],
			]
				.filter(([_label, value]) => value)
				.forEach(([label, value]) =>
					line.append(
						$(`<div class="small"></div>`).append(
							$(`<span class="text-muted mr-1"></span>`).text(`${label}:`),
							$("<span></span>").text(value)
						)
					)
				);
		});
		return part;
	}

	function section(title) {
		return $(`<div class="mt-3"></div>`).append($(`<div class="text-muted small mb-1"></div>`).text(title));
	}

	function row(part, name, subject, rest) {
		return $(`<div class="mb-2" style="overflow-wrap: anywhere"></div>`)
			.append(name, $(`<span class="ml-2"></span>`).text(subject), $(`<span class="text-muted ml-2"></span>`).text(rest))
			.appendTo(part);
	}

	// A link for those who may follow it.
	function ticket_name({ name, may_read }) {
		return may_read
			? $("<a></a>").attr("href", frappe.utils.get_form_link("Service Ticket", name)).text(name)
			: $("<strong></strong>").text(name);
	}
})();

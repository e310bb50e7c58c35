// On a ticket's form: what may be chosen in its fields, and the buttons that stand beside the workflow's actions.

// In a scope of its own: the scripts of a form share one.
(() => {
	frappe.ui.form.on("Service Ticket", {
		setup(frm) {
			frm.set_query("team", ({ company }) => ({ filters: { company } }));
			frm.set_query("engineer", ({ company }) => ({ filters: { company, status: ["!=", "Left"] } }));
		},

		refresh(frm) {
			open_terms_of_new_ticket(frm);
			open_to_writing(frm, "opened_at", frm.is_new());
			if (!frm.is_new()) {
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
	});

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
		if (!["Done", "Confirmed", "Verified", "Closed"].includes(frm.doc.stage) || frm.doc.called_back_at || !calls_back(frm)) {
			return;
		}
		frm.add_custom_button(
			__("Record Callback"),
			() =>
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
				),
			__("Customer")
		);
	}

	function calls_back(frm) {
		const coordinates = ["Service Manager", "Service Dispatcher", "System Manager"].some((role) => frappe.user.has_role(role));
		return coordinates || (frappe.user.has_role("Service Engineer") && !frm.perm[0].write);
	}

	// Those who coordinate the service take a warning off again.
	function add_warning_button(frm) {
		const roles = ["Service Manager", "Service Dispatcher", "System Manager"];
		if (!frm.doc.tone_warning || !frm.perm[0].write || !roles.some((role) => frappe.user.has_role(role))) {
			return;
		}
		const dealt_with = async () => {
			await frappe.call({
				method: "fsm_app.api.service_ticket.warning_dealt_with",
				args: { ticket: frm.doc.name },
				freeze: true,
			});
			frm.reload_doc();
		};
		frm.add_custom_button(__("Warning Dealt With"), dealt_with, __("Customer"));
	}

	// What is written here the customer reads in the portal, with or without e-mail.
	function add_message_button(frm) {
		if (!frm.perm[0].write) {
			return;
		}
		frm.add_custom_button(
			__("Message to Customer"),
			() =>
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
				),
			__("Customer")
		);
	}

	// Whoever opens a ticket says what it is about; afterwards these fields are for those with their permission level.
	function open_terms_of_new_ticket(frm) {
		const terms = 2;
		if (frm.is_new() && frm.perm[0].create && frm.perm[terms] && !frm.perm[terms].write) {
			frm.perm[terms] = { ...frm.perm[terms], write: 1 };
			frm.refresh_fields();
		}
	}

	function open_to_writing(frm, field, open) {
		frm.set_df_property(field, "read_only", open ? 0 : 1);
	}
})();

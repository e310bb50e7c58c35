// A ticket changes hands: the workflow's actions ask for their reason, and what lies beside the workflow has a menu of its own.
// In a scope of its own: Frappe runs all the scripts of a form as one, and a name may be taken.

(() => {
	frappe.ui.form.on("Service Ticket", {
		setup(frm) {
			frm.make_methods = { "Service Ticket": () => new_child(frm) };
		},

		refresh(frm) {
			if (frm.is_new()) {
				return;
			}
			const { merged_into, stage } = frm.doc;
			if (merged_into) {
				const link = frappe.utils.get_form_link("Service Ticket", merged_into, true);
				frm.set_intro(__("This ticket was merged into {0}.", [link]), "orange");
			}
			const group = __("Ticket");
			if (frm.perm[0].create && !["Closed", "Cancelled"].includes(stage)) {
				frm.add_custom_button(__("New Child Ticket"), () => new_child(frm), group);
			}
			if (may_coordinate(frm) && !["Done", "Confirmed", "Verified", "Closed", "Cancelled"].includes(stage)) {
				frm.add_custom_button(__("Merge Into…"), () => merge(frm), group);
				frm.add_custom_button(__("Transfer to Region…"), () => transfer(frm), group);
			}
		},

		before_workflow_action(frm) {
			return ask_reason(frm);
		},
	});

	function may_coordinate(frm) {
		const roles = ["Service Manager", "Service Dispatcher", "System Manager"];
		return frm.perm[0].write && roles.some((role) => frappe.user.has_role(role));
	}

	// The server knows which action wants a reason, whatever the workflow calls it. The reason is saved before the action,
	// which is taken on what is stored.
	async function ask_reason(frm) {
		const action = frm.selected_workflow_action;
		// Frappe has frozen the page for the action, and a second click is none. Only while somebody types it is free, and
		// after an error it must be.
		let thawed = false;
		try {
			const { message: asked } = await frappe.call({
				method: "fsm_app.api.ticket_actions.reason_asked",
				type: "GET",
				args: { ticket: frm.doc.name, action },
			});
			if (asked) {
				frappe.dom.unfreeze();
				thawed = true;
				const reason = await ask(frm, action, asked);
				await frm.set_value(asked.fieldname, reason);
				if (frm.is_dirty()) {
					await frm.save();
				}
				frappe.dom.freeze();
				thawed = false;
			}
		} catch (error) {
			if (!thawed) {
				frappe.dom.unfreeze();
			}
			throw error;
		}
	}

	// Who closes the dialog takes no action: the promise is never kept.
	function ask(frm, action, { fieldname, label }) {
		return new Promise((resolve) => {
			const dialog = new frappe.ui.Dialog({
				title: frappe.utils.escape_html(`${__(action)}: ${frm.doc.name}`),
				fields: [
					{ fieldname: "reason", fieldtype: "Small Text", label, reqd: 1, default: frm.doc[fieldname] },
				],
				// A button that says "Cancel" might as well close the dialog.
				primary_action_label: fieldname === "cancel_reason" ? __("Cancel the Ticket") : __(action),
				primary_action({ reason }) {
					dialog.hide();
					resolve(reason);
				},
			});
			dialog.show();
		});
	}

	function tell(text) {
		frappe.show_alert({ message: frappe.utils.escape_html(text), indicator: "green" });
	}

	function merge(frm) {
		const { name, company, customer } = frm.doc;
		const dialog = new frappe.ui.Dialog({
			title: __("Merge {0} Into…", [name]),
			fields: [
				{
					fieldname: "into",
					fieldtype: "Link",
					label: __("Merge Into"),
					options: "Service Ticket",
					reqd: 1,
					get_query: () => ({
						filters: {
							name: ["!=", name],
							company,
							customer,
							stage: ["not in", ["Closed", "Cancelled"]],
						},
					}),
				},
				{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason") },
				{
					fieldtype: "HTML",
					options: `<p class="text-muted">${__(
						"Messages, comments, files, evidence and child tickets go over; this ticket is cancelled."
					)}</p>`,
				},
			],
			primary_action_label: __("Merge"),
			async primary_action({ into, reason }) {
				const { message } = await frappe.call({
					method: "fsm_app.api.ticket_actions.merge",
					args: { ticket: name, into, reason },
					freeze: true,
				});
				dialog.hide();
				tell(__("{0} was merged into {1}.", [name, message.name]));
				// The form of the duplicate shows what it was until it is read again.
				frappe.model.remove_from_locals("Service Ticket", name);
				frappe.set_route("Form", "Service Ticket", message.name);
			},
		});
		dialog.show();
	}

	function transfer(frm) {
		const { name, company, region } = frm.doc;
		const dialog = new frappe.ui.Dialog({
			title: __("Transfer {0} to Region…", [name]),
			fields: [
				{
					fieldname: "region",
					fieldtype: "Link",
					label: __("Region"),
					options: "Territory",
					reqd: 1,
					get_query: () => (region ? { filters: { name: ["!=", region] } } : {}),
				},
				{
					fieldname: "team",
					fieldtype: "Link",
					label: __("Team"),
					options: "Service Team",
					description: __("Leave empty to use the team of the region, if there is one."),
					get_query: () => ({ filters: { company } }),
				},
				{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
			],
			primary_action_label: __("Transfer", null, "Ticket Handover"),
			async primary_action({ region, team, reason }) {
				await frappe.call({
					method: "fsm_app.api.ticket_actions.transfer",
					args: { ticket: name, region, reason, team },
					freeze: true,
				});
				dialog.hide();
				tell(__("{0} was transferred to {1}.", [name, region]));
				frm.reload_doc();
			},
		});
		dialog.show();
	}

	function new_child(frm) {
		const { name, offering } = frm.doc;
		// Pressed twice, it opens one ticket.
		const client_key = frappe.utils.get_random(20);
		const dialog = new frappe.ui.Dialog({
			title: __("New Child Ticket of {0}", [name]),
			fields: [
				{ fieldname: "subject", fieldtype: "Data", label: __("Subject"), reqd: 1 },
				{
					fieldname: "offering",
					fieldtype: "Link",
					label: __("Offering"),
					options: "Service Offering",
					reqd: 1,
					default: offering,
				},
				{ fieldname: "description", fieldtype: "Small Text", label: __("Description") },
			],
			primary_action_label: __("Create"),
			async primary_action({ subject, offering, description }) {
				const { message } = await frappe.call({
					method: "fsm_app.api.ticket_actions.create_child",
					args: { ticket: name, subject, offering, description, client_key },
					freeze: true,
				});
				dialog.hide();
				tell(__("{0} was opened.", [message.name]));
				frappe.set_route("Form", "Service Ticket", message.name);
			},
		});
		dialog.show();
	}
})();

// What an engineer may do by the rights of their level; the server checks each of them again.
// In a scope of its own: Frappe runs all scripts of a form as one.

(() => {
	frappe.ui.form.on("Service Ticket", {
		async refresh(frm) {
			if (frm.is_new() || !frm.perm[0].write || ["Closed", "Cancelled"].includes(frm.doc.stage)) {
				return;
			}
			const ticket = frm.doc.name;
			const { message } = await frappe.call({
				method: "fsm_app.api.ticket_actions.rights_of_user",
				type: "GET",
			});
			if (frm.doc.name !== ticket) {
				return;
			}
			const group = __("Help");
			if (message.includes("Raise Escalation")) {
				frm.add_custom_button(
					__("Raise Escalation"),
					() => ask(frm, __("Raise Escalation"), "reason", __("Reason"), "raise_escalation"),
					group
				);
			}
			if (message.includes("Contact Head Office Support")) {
				frm.add_custom_button(
					__("Ask Head Office"),
					() => ask(frm, __("Ask Head Office"), "question", __("Question", null, "Service Ticket"), "ask_head_office"),
					group
				);
			}
			if (message.includes("Issue Warranty Document") && frm.doc.serial_no) {
				frm.add_custom_button(__("Warranty Document"), () => issue(frm), group);
			}
		},
	});

	function ask(frm, title, fieldname, label, method) {
		frappe.prompt(
			{ fieldname, fieldtype: "Small Text", label, reqd: 1 },
			async (values) => {
				const { message } = await call(frm, method, values);
				frappe.show_alert({ message: frappe.utils.escape_html(message), indicator: "green" });
				frm.reload_doc();
			},
			title
		);
	}

	async function issue(frm) {
		const { message } = await call(frm, "issue_warranty_document", {});
		frappe.set_route("Form", "Warranty Claim", message.name);
	}

	function call(frm, method, values) {
		return frappe.call({
			method: `fsm_app.api.ticket_actions.${method}`,
			args: { ticket: frm.doc.name, ...values },
			freeze: true,
		});
	}
})();

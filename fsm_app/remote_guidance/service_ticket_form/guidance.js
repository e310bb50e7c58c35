// On a ticket's form: ask an expert to look at the device by live video.

// In a scope of its own: the scripts of a form share one.
(() => {
	frappe.ui.form.on("Service Ticket", {
		refresh(frm) {
			if (frm.is_new() || !frm.perm[0].write || ["Closed", "Cancelled"].includes(frm.doc.stage)) {
				return;
			}
			frm.add_custom_button(__("Remote Guidance"), () => ask(frm), __("Help"));
		},
	});

	async function ask(frm) {
		const { message } = await frappe.call({
			method: "fsm_app.api.remote_guidance.experts_of",
			type: "GET",
			args: { ticket: frm.doc.name },
		});
		const me = { value: frappe.session.user, label: __("I look, the customer shows") };
		const others = message.map(({ user, label }) => ({ value: user, label }));
		const dialog = new frappe.ui.Dialog({
			title: __("Remote Guidance"),
			fields: [
				{
					fieldname: "shown_by",
					fieldtype: "Select",
					label: __("Shown By"),
					options: [
						{ value: "Engineer", label: __("Me, at the device") },
						{ value: "Customer", label: __("The customer, by a link") },
					],
					default: "Engineer",
					reqd: 1,
					onchange: () => offer(dialog, others, me),
				},
				{ fieldname: "expert", fieldtype: "Select", label: __("Expert"), options: others, reqd: 1 },
				{
					fieldname: "question",
					fieldtype: "Small Text",
					label: __("Question", null, "Guidance Session"),
					reqd: 1,
				},
			],
			primary_action_label: __("Send"),
			primary_action: (values) => send(frm, dialog, values),
		});
		dialog.fsm_key = frappe.utils.get_random(20);
		dialog.show();
	}

	function offer(dialog, others, me) {
		const from = dialog.get_value("shown_by") === "Customer" ? [me, ...others] : others;
		dialog.set_df_property("expert", "options", from);
	}

	async function send(frm, dialog, values) {
		const { message } = await frappe.call({
			method: "fsm_app.api.remote_guidance.ask",
			type: "POST",
			args: { ticket: frm.doc.name, client_key: dialog.fsm_key, ...values },
			freeze: true,
		});
		dialog.hide();
		if (message.link_sent) {
			frappe.show_alert({ message: __("The customer gets the link by e-mail."), indicator: "green" });
		}
		frappe.set_route("Form", "Guidance Session", message.name);
	}
})();

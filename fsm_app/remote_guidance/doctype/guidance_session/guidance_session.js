// What the two who take part in a call can do: join, send the customer the link, decline, withdraw.

frappe.ui.form.on("Guidance Session", {
	refresh(frm) {
		const { doc } = frm;
		const me = frappe.session.user;
		const is_open = ["Asked", "Running"].includes(doc.state);
		const is_expert = doc.expert === me;
		const asked = doc.asked_by === me;
		const joins = is_expert || (asked && doc.shown_by === "Engineer");
		fsm_app.form_buttons(frm, [
			is_open && joins && [__("Join the Call"), () => window.open(`/remote-guidance?s=${encodeURIComponent(doc.name)}`)],
			is_open &&
				(is_expert || asked) &&
				doc.shown_by === "Customer" && [__("Send Link to Customer"), () => send_link(frm)],
			is_open &&
				(is_expert || asked) &&
				doc.shown_by === "Customer" && [__("Customer's Link"), () => show_link(frm)],
			is_open && is_expert && !asked && [__("Decline…"), () => decline(frm)],
			is_open && asked && [__("Withdraw"), () => call(frm, "withdraw", {})],
		]);
	},
});

function decline(frm) {
	frappe.prompt(
		{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
		(values) => call(frm, "decline", values),
		__("Decline", null, "Guidance Session"),
		__("Decline", null, "Guidance Session")
	);
}

async function call(frm, method, values) {
	await frappe.call({
		method: `fsm_app.api.remote_guidance.${method}`,
		args: { session: frm.doc.name, ...values },
		freeze: true,
	});
	frm.reload_doc();
}

async function send_link(frm) {
	const { message } = await frappe.call({
		method: "fsm_app.api.remote_guidance.send_customer_link",
		args: { session: frm.doc.name },
		freeze: true,
	});
	frappe.show_alert({ message: __("The link goes to {0}.", [message.sent_to]), indicator: "green" });
	frm.reload_doc();
}

async function show_link(frm) {
	const { message } = await frappe.call({
		method: "fsm_app.api.remote_guidance.customer_link",
		args: { session: frm.doc.name },
		freeze: true,
	});
	const dialog = new frappe.ui.Dialog({
		title: __("Customer's Link"),
		fields: [
			{
				fieldname: "link",
				fieldtype: "Small Text",
				label: __("Link"),
				read_only: 1,
				default: message.link,
				description: __("Whoever has it joins this call without a login, until the call is over. A new link ends this one."),
			},
		],
		primary_action_label: __("Copy"),
		primary_action: () => {
			frappe.utils.copy_to_clipboard(message.link);
			dialog.hide();
		},
	});
	dialog.show();
	frm.reload_doc();
}

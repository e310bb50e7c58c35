// A button that sends a test message to the saved address and shows what came back.

frappe.ui.form.on("Service Webhook", {
	refresh(frm) {
		if (!frm.is_new() && frm.perm[0].write) {
			frm.add_custom_button(__("Send Test Message"), () => send_test(frm));
		}
	},
});

async function send_test(frm) {
	if (frm.is_dirty()) {
		frappe.msgprint(__("Save the webhook first."));
		return;
	}
	const { message } = await frappe.call({
		method: "fsm_app.api.webhook.send_test",
		args: { webhook: frm.doc.name },
		freeze: true,
		freeze_message: __("Sending..."),
	});
	if (message.problem) {
		frappe.msgprint({
			title: __("Not Sent"),
			message: frappe.utils.escape_html(message.problem),
			indicator: "red",
		});
	} else {
		frappe.show_alert({ message: __("The test message was taken."), indicator: "green" });
	}
	frm.reload_doc();
}

// On a ticket's form: a link to the customer's page of this ticket, to send by whatever way.

// In a scope of its own: the scripts of a form share one.
(() => {
	const COORDINATORS = ["Service Manager", "Service Dispatcher", "System Manager"];

	frappe.ui.form.on("Service Ticket", {
		refresh(frm) {
			if (!frm.is_new() && COORDINATORS.some((role) => frappe.user.has_role(role))) {
				frm.add_custom_button(__("Link for Customer"), () => show(frm), __("Customer"));
			}
		},
	});

	async function show(frm) {
		const { message } = await frappe.call({
			method: "fsm_app.api.customer_page.copy_link",
			args: { ticket: frm.doc.name },
			freeze: true,
		});
		const dialog = new frappe.ui.Dialog({
			title: __("Link for Customer"),
			fields: [
				{
					fieldname: "link",
					fieldtype: "Small Text",
					label: __("Link"),
					read_only: 1,
					default: message.link,
					description: __("It opens this ticket alone, without a login. Under Ticket Link it can be revoked."),
				},
			],
			primary_action_label: __("Copy"),
			primary_action() {
				frappe.utils.copy_to_clipboard(message.link);
				dialog.hide();
			},
		});
		dialog.show();
	}
})();

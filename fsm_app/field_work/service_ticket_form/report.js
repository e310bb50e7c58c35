// On a ticket's form: the service report to print, or to send to the customer once the work is done.

// In a scope of its own: the scripts of a form share one.
(() => {
	const FINISHED = ["Done", "Confirmed", "Verified", "Closed"];

	frappe.ui.form.on("Service Ticket", {
		refresh(frm) {
			if (frm.is_new() || !frappe.model.can_print("Service Ticket")) {
				return;
			}
			const group = __("Service Report");
			frm.add_custom_button(__("Print"), () => frm.print_doc(), group);
			if (FINISHED.includes(frm.doc.stage) && frm.perm[0].write && frappe.model.can_email("Service Ticket")) {
				frm.add_custom_button(__("Send to Customer"), () => ask_and_send(frm), group);
			}
		},
	});

	async function ask_and_send(frm) {
		const { message } = await frappe.call({
			method: "fsm_app.api.service_report.recipient",
			type: "GET",
			args: { ticket: frm.doc.name },
		});
		const sent = frm.doc.report_sent_at;
		frappe.prompt(
			{
				fieldname: "address",
				fieldtype: "Data",
				options: "Email",
				label: __("To"),
				default: message.address,
				placeholder: message.shown,
				reqd: message.address || !message.shown ? 1 : 0,
				description: sent ? __("It was sent already, {0}.", [fsm_app.ticket.minutes(sent)]) : "",
			},
			async ({ address }) => {
				const { message } = await frappe.call({
					method: "fsm_app.api.service_report.send",
					args: { ticket: frm.doc.name, address },
					freeze: true,
					freeze_message: __("Generating the report ..."),
				});
				frappe.show_alert({ message: __("The report is on its way to {0}.", [message.address]), indicator: "green" });
				frm.reload_doc();
			},
			__("Send the Service Report"),
			__("Send")
		);
	}
})();

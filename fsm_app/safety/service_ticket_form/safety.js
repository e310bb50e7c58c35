// From the ticket: ask for a work permit for it, or report a safety incident at it.
frappe.ui.form.on("Service Ticket", {
	refresh(frm) {
		if (frm.is_new()) {
			return;
		}
		const { name: ticket, engineer, stage } = frm.doc;
		const is_over = ["Done", "Confirmed", "Verified", "Closed", "Cancelled"].includes(stage);
		if (engineer && !is_over && frappe.model.can_create("Work Permit")) {
			frm.add_custom_button(
				__("Ask for a Work Permit"),
				() => frappe.new_doc("Work Permit", { ticket, engineer }),
				__("Ticket")
			);
		}
		if (frappe.model.can_create("Safety Incident")) {
			frm.add_custom_button(
				__("Report a Safety Incident"),
				() => frappe.new_doc("Safety Incident", { ticket, engineer }),
				__("Ticket")
			);
		}
	},
});

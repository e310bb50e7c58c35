// A proposal is confirmed or dismissed where it is read.

frappe.ui.form.on("Customer Preference Proposal", {
	refresh(frm) {
		if (frm.is_new() || frm.doc.state !== "Open" || !frappe.model.can_write("Customer Service Profile")) {
			return;
		}
		const decide = async (method) => {
			await frappe.call({
				method: `fsm_app.api.dispatch_candidates.${method}`,
				args: { proposal: frm.doc.name },
				freeze: true,
			});
			frm.reload_doc();
		};
		frm.add_custom_button(__("Dismiss"), () => decide("dismiss_proposal"));
		frm.page.set_primary_action(__("Confirm", null, "Customer Preference Proposal"), () => decide("confirm_proposal"));
	},
});

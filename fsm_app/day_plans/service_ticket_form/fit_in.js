// One click for a dispatcher: have an urgent ticket fitted into what is planned. What would move is shown before anything does.
(() => {
	const STAGES = ["Triaged", "Reopened", "Dispatched", "Accepted", "Preparing"];

	frappe.ui.form.on("Service Ticket", {
		refresh(frm) {
			if (!frm.is_new() && STAGES.includes(frm.doc.stage) && frm.perm[0]?.write && frappe.model.can_create("Day Plan")) {
				frm.add_custom_button(__("Fit In"), () => fit_in(frm), __("Ticket"));
			}
		},
	});

	async function fit_in(frm) {
		if (frm.is_dirty()) {
			frappe.show_alert({ message: __("Save the ticket first."), indicator: "orange" });
			return;
		}
		const { message } = await frappe.call({
			method: "fsm_app.api.day_plans.fit_in",
			args: { ticket: frm.doc.name },
			freeze: true,
		});
		frappe.set_route("Form", "Day Plan", message);
		frappe.show_alert({
			message: __("A place is being looked for. What would move is shown here in a moment; nothing moves until you apply it."),
			indicator: "blue",
		});
	}
})();

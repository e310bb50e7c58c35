// A list's form: approve or reject what it proposes.

frappe.ui.form.on("Reward Run", {
	refresh(frm) {
		const proposed = (frm.doc.rows || []).filter((row) => row.decision === "Proposed");
		if (!proposed.length || !frappe.user.has_role(["Service Manager", "HR Manager", "System Manager"])) return;
		const total = proposed.reduce((sum, row) => sum + row.amount, 0);
		const currency = frappe.model.get_value(":Company", frm.doc.company, "default_currency");
		frm.page.set_primary_action(__("Approve"), () =>
			frappe.confirm(
				__("Approve {0} bonuses, {1} together?", [proposed.length, format_currency(total, currency)]),
				async () => {
					await frappe.call({ method: "fsm_app.api.rewards.approve_run", args: { run: frm.doc.name } });
					frm.reload_doc();
				}
			)
		);
		frm.add_custom_button(__("Reject"), () =>
			frappe.prompt(
				{ fieldname: "reason", label: __("Reason"), fieldtype: "Small Text", reqd: 1 },
				async ({ reason }) => {
					await frappe.call({ method: "fsm_app.api.rewards.reject_run", args: { run: frm.doc.name, reason } });
					frm.reload_doc();
				},
				__("Reject")
			)
		);
	},
});

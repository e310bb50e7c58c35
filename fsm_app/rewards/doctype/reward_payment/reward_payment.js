// A payment's form: hand it over to payroll, or take it back from there, and the way to its line in payroll.

frappe.ui.form.on("Reward Payment", {
	refresh(frm) {
		const actions = { "To Hand Over": __("Hand Over to Payroll"), "To Take Back": __("Take Back from Payroll") };
		const { state, additional_salary, problem } = frm.doc;
		if (problem) frm.set_intro(frappe.utils.escape_html(problem), "orange");
		if (actions[state] && frappe.user.has_role(["Service Manager", "HR Manager", "System Manager"])) {
			frm.page.set_primary_action(actions[state], async () => {
				await frappe.call({ method: "fsm_app.api.rewards.hand_over", args: { payment: frm.doc.name } });
				frm.reload_doc();
			});
		}
		if (additional_salary && frappe.model.can_read("Additional Salary")) {
			frm.add_custom_button(__("Additional Salary"), () =>
				frappe.set_route("Form", "Additional Salary", additional_salary)
			);
		}
	},
});

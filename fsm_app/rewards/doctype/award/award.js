// An award's form: HR's salary components to choose from.

frappe.ui.form.on("Award", {
	async refresh(frm) {
		for (const [field, kind] of [["salary_component", "Earning"], ["deduction_component", "Deduction"]]) {
			const { message } = await frappe.call({
				method: "fsm_app.api.rewards.salary_components",
				type: "GET",
				args: { kind },
			});
			frm.fields_dict[field].set_data(message || []);
		}
	},
});

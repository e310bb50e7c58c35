// From an appraisal to its review, for who may read it.

frappe.ui.form.on("Performance Appraisal", {
	async refresh(frm) {
		const appraisal = frm.doc.name;
		if (!frappe.model.can_read("Appraisal Review")) {
			return;
		}
		const [review] = await frappe.db.get_list("Appraisal Review", { filters: { appraisal }, fields: ["name", "stage"], limit: 1 });
		if (review && frm.doc.name === appraisal) {
			frm.add_custom_button(__("Review: {0}", [__(review.stage, null, "Appraisal Review")]), () =>
				frappe.set_route("Form", "Appraisal Review", review.name)
			);
		}
	},
});

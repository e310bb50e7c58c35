frappe.ui.form.on("Dispatch Decision", {
	refresh(frm) {
		fsm_app.show_digits(frm, {
			candidates: { score: 1, skill_score: 1, level_score: 1, load_score: 1, region_score: 1 },
		});
	},
});

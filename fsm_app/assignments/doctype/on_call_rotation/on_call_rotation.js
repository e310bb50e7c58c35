frappe.ui.form.on("On Call Rotation", {
	setup(frm) {
		const of_company = () => ({ filters: { company: frm.doc.company, status: ["!=", "Left"] } });
		frm.set_query("engineer", "members", of_company);
		frm.set_query("engineer", "turns", of_company);
		frm.set_query("team", () => ({ filters: { company: frm.doc.company } }));
	},

	onload(frm) {
		// Frappe fills in the time of the moment.
		if (frm.is_new()) {
			frm.set_value("handover_time", "08:00:00");
		}
	},

	refresh(frm) {
		frm.get_field("turns").grid.cannot_add_rows = true;
		const drafts = frm.doc.turns.filter((row) => row.engineer && !row.duty).length;
		fsm_app.form_buttons(
			frm,
			frm.is_new() || !frm.perm[0].write
				? []
				: [
						drafts && [__("Confirm {0} Turns", [drafts]), () => act(frm, "confirm")],
						!frm.doc.disabled && [__("Draft Turns"), () => act(frm, "draft")],
				  ]
		);
	},
});

async function act(frm, method) {
	if (frm.is_dirty()) {
		await frm.save();
	}
	const { message } = await frappe.call({
		method: `fsm_app.api.on_call_rotation.${method}`,
		args: { name: frm.doc.name },
		freeze: true,
	});
	if (method === "draft" && !message) {
		frappe.show_alert({ message: __("All turns within the weeks ahead are there already."), indicator: "blue" });
	}
	frm.reload_doc();
}

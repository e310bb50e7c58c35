frappe.ui.form.on("Bulk Assignment", {
	setup(frm) {
		frm.set_query("engineer", "rows", () => ({ filters: { company: frm.doc.company, status: "Active" } }));
	},

	refresh(frm) {
		const open = frm.doc.state === "Proposed";
		const ready = (frm.doc.rows || []).filter((row) => row.engineer && !row.skip).length;
		const grid = frm.get_field("rows").grid;
		grid.cannot_add_rows = true;
		grid.cannot_delete_rows = true;
		for (const field of ["engineer", "skip"]) {
			grid.update_docfield_property(field, "read_only", open ? 0 : 1);
		}
		fsm_app.form_buttons(frm, [open && ready && [__("Assign {0} Tickets", [ready]), () => assign(frm)]]);
		if (["Looking", "Assigning"].includes(frm.doc.state)) {
			frm.set_intro(
				frm.doc.state === "Looking" ? __("Looking for candidates…") : __("Assigning the tickets…"),
				"blue"
			);
			clearTimeout(frm.fsm_again);
			frm.fsm_again = setTimeout(() => cur_frm === frm && !frm.is_dirty() && frm.reload_doc(), 3000);
		} else if (frm.doc.summary) {
			frm.set_intro(frappe.utils.escape_html(frm.doc.summary), "blue");
		}
	},
});

async function assign(frm) {
	if (frm.is_dirty()) {
		await frm.save();
	}
	await frappe.call({
		method: "fsm_app.api.bulk_assignment.assign",
		args: { name: frm.doc.name },
		freeze: true,
	});
	frm.reload_doc();
}

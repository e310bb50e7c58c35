// A rating is filled in and handed in with one button; afterwards it is read only.

frappe.ui.form.on("Appraisal Rating", {
	refresh(frm) {
		const { state, kind, rater } = frm.doc;
		const mine = state === "Asked" && (rater ? rater === frappe.session.user : kind === "Supervisor");
		const grid = frm.fields_dict.criteria.grid;
		grid.cannot_add_rows = true;
		frm.set_df_property("criteria", "cannot_delete_rows", 1);
		frm.set_df_property("criteria", "read_only", mine ? 0 : 1);
		frm.set_df_property("remarks", "read_only", mine ? 0 : 1);
		frm.fields_dict.marks_help.$wrapper.html(
			`<div class="text-muted mb-2">${__("5 = outstanding, 4 = good, 3 = as expected, 2 = below, 1 = far below what is expected. What you cannot judge, leave empty: it does not count.")}</div>`
		);
		frm.set_intro(
			mine && kind === "Colleague" ? __("Your colleague does not learn who has rated.") : "",
			"blue"
		);
		const reads_review = kind !== "Colleague" || rater !== frappe.session.user;
		fsm_app.form_buttons(
			frm,
			[
				mine && [__("Hand In Rating"), () => hand_in(frm)],
				reads_review && [
					__("Open the Review"),
					() => frappe.set_route("Form", "Appraisal Review", frm.doc.review),
				],
			],
			mine
		);
	},
});

async function hand_in(frm) {
	if (frm.is_dirty()) {
		// With a function for errors Frappe lets go of the promise.
		await frm.save("Save", null, null, () => {});
		if (frm.is_dirty()) {
			return;
		}
	}
	frappe.confirm(__("It counts from now on, and you do not change it any more."), async () => {
		await frappe.call({ method: "fsm_app.api.appraisals.hand_in", args: { rating: frm.doc.name }, freeze: true });
		frm.reload_doc();
	});
}

// Figures are stored in full and shown with so many digits. A precision of the field would round what is stored, too:
// in Frappe 16 it is the column's.
frappe.provide("fsm_app");

// `digits` by field of the form, such as { total_score: 1 }; a table has digits by field of its rows.
fsm_app.show_digits = (frm, digits) => {
	Object.entries(digits).forEach(([field, shown]) => {
		if (typeof shown === "number") {
			frm.set_df_property(field, "precision", String(shown));
			return;
		}
		const { grid } = frm.fields_dict[field];
		Object.entries(shown).forEach(([column, n]) => grid.update_docfield_property(column, "precision", String(n)));
		grid.refresh();
	});
};

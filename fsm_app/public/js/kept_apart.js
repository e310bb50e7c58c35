// Values that are sent and shown with a document and kept in another one, which fewer people read (kept_apart.py).

frappe.provide("fsm_app");

// Show `fields` with `values` in the HTML field `panel` of a form; nothing where there are no values to be shown. What is
// entered goes to the server with the form when it is saved.
fsm_app.show_kept_apart = (frm, { panel, fields, values, editable }) => {
	const place = frm.get_field(panel).$wrapper.empty();
	frm.toggle_display(panel, Boolean(values));
	if (!values) {
		return;
	}
	const present = (field) => (field in frm.doc ? frm.doc[field] : values[field]) || null;
	const group = new frappe.ui.FieldGroup({
		parent: place,
		no_submit_on_enter: true,
		fields: fields.map((df) => ({ ...df, read_only: editable ? 0 : 1, change: () => take(df.fieldname) })),
	});
	group.make();
	group.set_values(Object.fromEntries(fields.filter((df) => df.fieldname).map((df) => [df.fieldname, present(df.fieldname)])));

	function take(field) {
		const value = group.get_value(field) || null;
		if (value !== present(field)) {
			frm.doc[field] = value;
			frm.dirty();
		}
	}
};

// Values that are sent and shown with a document and kept in another one, which fewer people read (common/kept_apart.py).

frappe.provide("fsm_app");

// Show `fields` with `values` in the HTML field `panel` of a form; nothing where there are no values to be shown. What is
// entered goes to the server with the form when it is saved.
fsm_app.show_kept_apart = (frm, { panel, fields, values, editable }) => {
	// The controls bring a margin of their own.
	const place = frm.get_field(panel).$wrapper.empty().css({ "margin-left": "-15px", "margin-right": "-15px" });
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
	// As wide as the form's own, also where there is one column of them only.
	place.find(".input-max-width").removeClass("input-max-width");
	// Shown as they are. To set a link's value has it looked up first, and one that the user may not look up comes back empty.
	Object.values(group.fields_dict)
		.filter((control) => control.df.fieldname in values || control.df.fieldname in frm.doc)
		.forEach((control) => control.set_input(present(control.df.fieldname)));

	function take(field) {
		const value = group.get_value(field) || null;
		if (value !== present(field)) {
			frm.doc[field] = value;
			frm.dirty();
		}
	}
};

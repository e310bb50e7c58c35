// Values that are sent and shown with a document and kept in another one, which fewer people read (kept_apart.py).

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
	let shown = false;
	const named = fields.map((df) => df.fieldname).filter(Boolean);
	group.set_values(Object.fromEntries(named.map((field) => [field, present(field)]))).then(() => (shown = true));

	function take(field) {
		const value = group.get_value(field) || null;
		// While the values are being shown, a link's control is empty for a moment.
		if (shown && value !== present(field)) {
			frm.doc[field] = value;
			frm.dirty();
		}
	}
};

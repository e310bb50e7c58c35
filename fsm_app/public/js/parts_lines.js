// Quantities of several parts, one below the other: readable on a phone, where a table is not.
frappe.provide("fsm_app");

// lines: [{key, title, note, qty, serials}]; act({lines: [{key, qty, serial_nos}]}) is called with those above 0.
fsm_app.ask_parts_lines = ({ title, lines, label, extra = [], act }) => {
	const dialog = new frappe.ui.Dialog({
		title,
		fields: [
			...lines.flatMap(({ key, title, note, qty, serials }, number) => [
				{
					fieldname: `qty_${number}`,
					fieldtype: "Float",
					label: frappe.utils.escape_html(title),
					default: qty,
					description: frappe.utils.escape_html(note || ""),
				},
				...(serials
					? [
							{
								fieldname: `serials_${number}`,
								fieldtype: "Small Text",
								label: __("Serial Numbers"),
								description: __("One a line. Leave empty to take the oldest."),
							},
					  ]
					: []),
			]),
			...extra,
		],
		primary_action_label: label,
		async primary_action(values) {
			const chosen = lines
				.map(({ key }, number) => ({
					key,
					qty: flt(values[`qty_${number}`]),
					serial_nos: (values[`serials_${number}`] || "").split(/[\n,]/).map((text) => text.trim()).filter(Boolean),
				}))
				.filter(({ qty }) => qty > 0);
			await act({ ...values, lines: chosen });
			dialog.hide();
		},
	});
	dialog.show();
	return dialog;
};

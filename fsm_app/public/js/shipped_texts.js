// Texts of shipped records stand in tables of these forms as they are stored, in English; they have translations.
(() => {
	const FIELDS = {
		"Service Ticket": { checklist: ["step"] },
		"Runbook Run": { steps: ["instruction"] },
		"Practical Assessment": { scores: ["criterion"] },
		"Performance Appraisal": { scores: ["unit"] },
	};
	for (const [doctype, tables] of Object.entries(FIELDS)) {
		frappe.ui.form.on(doctype, {
			setup(frm) {
				for (const [table, fields] of Object.entries(tables)) {
					const { grid } = frm.fields_dict[table];
					fields.forEach((field) =>
						grid.update_docfield_property(field, "formatter", (value) =>
							value ? frappe.utils.escape_html(__(value)) : ""
						)
					);
				}
			},
		});
	}
})();

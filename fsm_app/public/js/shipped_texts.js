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
					// On the doctype's own field: each document's copy of it is made later.
					fields.forEach((field) => {
						const docfield = frappe.meta.get_docfield(frm.fields_dict[table].df.options, field);
						docfield.formatter = (value) => (value ? frappe.utils.escape_html(__(value)) : "");
					});
				}
			},
		});
	}
})();

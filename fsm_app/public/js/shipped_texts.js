// Texts of shipped records stand in tables of these forms as they are stored, in English; they have translations.
(() => {
	const FIELDS = {
		"Appraisal Rating": { criteria: ["criterion"] },
		"Service Ticket": { checklist: ["step"] },
		"Runbook Run": { steps: ["instruction"] },
		"Practical Assessment": { scores: ["criterion"] },
		"Performance Appraisal": { scores: ["unit"] },
		"KPI Scheme": { items: ["category"] },
		"PPE Check": { items: ["item"] },
		"Work Permit": { measures: ["measure"] },
	};
	const shown = (value) => (value ? frappe.utils.escape_html(__(value)) : "");

	// On the doctype's own fields, from which those of the next documents are copied, and on those of this one.
	function translate(frm, tables) {
		for (const [table, fields] of Object.entries(tables)) {
			const { options } = frm.fields_dict[table].df;
			fields.forEach((field) => {
				frappe.meta.get_docfield(options, field).formatter = shown;
				frappe.meta.get_docfield(options, field, frm.docname).formatter = shown;
			});
		}
	}

	for (const [doctype, tables] of Object.entries(FIELDS)) {
		frappe.ui.form.on(doctype, { onload: (frm) => translate(frm, tables) });
	}
})();

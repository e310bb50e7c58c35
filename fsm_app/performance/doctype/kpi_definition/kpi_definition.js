// The fields of the chosen document type by their labels; what is kept is their names.

(() => {
	const NUMERIC = ["Int", "Float", "Currency", "Percent", "Check", "Duration", "Rating"];
	const STANDARD_DATES = { creation: __("Created On"), modified: __("Last Updated On") };
	const WITHOUT_VALUE = ["Section Break", "Column Break", "Tab Break", "HTML", "Button", "Heading", "Fold", "Image", "Table"];

	frappe.ui.form.on("KPI Definition", {
		refresh(frm) {
			offer_fields(frm);
		},
		source_doctype(frm) {
			offer_fields(frm);
		},
	});

	async function offer_fields(frm) {
		const { source_doctype } = frm.doc;
		if (source_doctype) {
			await frappe.model.with_doctype(source_doctype);
		}
		if (frm.doc.source_doctype !== source_doctype) {
			return;
		}
		const fields = source_doctype
			? frappe.meta.get_docfields(source_doctype).filter(({ fieldtype }) => !WITHOUT_VALUE.includes(fieldtype))
			: [];
		const all = options(source_doctype, fields);
		const of = (test) => options(source_doctype, fields.filter(test));
		const dates = of(({ fieldtype }) => ["Date", "Datetime"].includes(fieldtype));
		offer(frm, "engineer_field", of(({ fieldtype, options }) => fieldtype === "Link" && options === "Service Engineer"));
		offer(frm, "date_field", [
			...dates,
			...Object.entries(STANDARD_DATES).map(([value, label]) => ({ value, label })),
		]);
		offer(frm, "value_field", of(({ fieldtype }) => NUMERIC.includes(fieldtype)));
		const grid = frm.get_field("filters").grid;
		grid.update_docfield_property("fieldname", "options", all);
		grid.update_docfield_property("fieldname", "formatter", (value) => shown(all, value));
		grid.refresh();
	}

	// Labels that two fields share are told apart by the fields' names.
	function options(doctype, fields) {
		const labels = fields.map(({ label, fieldname }) => __(label || fieldname, null, doctype).replace(/[<>]/g, ""));
		return fields.map(({ fieldname }, row) => ({
			value: fieldname,
			label: labels.indexOf(labels[row]) === labels.lastIndexOf(labels[row]) ? labels[row] : `${labels[row]} (${fieldname})`,
		}));
	}

	function offer(frm, fieldname, choices) {
		const field = frm.get_field(fieldname);
		field.df.options = choices;
		field.df.formatter = (value) => shown(choices, value);
		field.set_data?.(choices);
		field.refresh();
	}

	function shown(choices, value) {
		const found = choices.find((choice) => choice.value === value);
		return frappe.utils.escape_html(found ? found.label : value || "");
	}
})();

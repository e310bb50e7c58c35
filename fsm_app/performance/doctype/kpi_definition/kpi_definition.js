// The fields of the chosen document type by their labels, and of what it links to; what is kept is their names. "Try it" shows
// last month's figures before the KPI counts.

(() => {
	const NUMERIC = ["Int", "Float", "Currency", "Percent", "Check", "Duration", "Rating"];
	const DATES = ["Date", "Datetime"];
	const STANDARD_DATES = { creation: __("Created On"), modified: __("Last Updated On") };
	const known = {};

	frappe.ui.form.on("KPI Definition", {
		refresh(frm) {
			offer_fields(frm);
			if (frappe.model.can_write("KPI Definition")) {
				frm.add_custom_button(__("Try It"), () => try_it(frm));
			}
		},
		source_doctype(frm) {
			offer_fields(frm);
		},
	});

	async function offer_fields(frm) {
		const { source_doctype } = frm.doc;
		const fields = source_doctype && frappe.model.can_write("KPI Definition") ? await fields_of(source_doctype) : [];
		if (frm.doc.source_doctype !== source_doctype) {
			return;
		}
		const of = (test) => choices(fields.filter(test));
		offer(frm, "engineer_field", of(({ fieldtype, options }) => fieldtype === "Link" && options === "Service Engineer"));
		offer(frm, "date_field", [
			...of(({ fieldtype }) => DATES.includes(fieldtype)),
			...Object.entries(STANDARD_DATES).map(([value, label]) => ({ value, label })),
		]);
		const numbers = of(({ fieldtype }) => NUMERIC.includes(fieldtype));
		offer(frm, "value_field", frm.doc.aggregate === "Distinct" ? choices(fields) : numbers);
		offer(frm, "multiply_by_field", numbers);
		const all = choices(fields);
		const grid = frm.get_field("filters").grid;
		grid.update_docfield_property("fieldname", "options", all);
		grid.update_docfield_property("fieldname", "formatter", (value) => shown(all, value));
		grid.refresh();
	}

	function fields_of(doctype) {
		known[doctype] ||= frappe
			.call({ method: "fsm_app.api.performance.fields", type: "GET", args: { doctype } })
			.then(({ message }) => message || [], () => []);
		return known[doctype];
	}

	// Labels that two fields share are told apart by the fields' names.
	function choices(fields) {
		const labels = fields.map(({ label }) => label.replace(/[<>]/g, ""));
		const times = {};
		labels.forEach((label) => (times[label] = (times[label] || 0) + 1));
		return fields.map(({ value }, row) => ({
			value,
			label: times[labels[row]] === 1 ? labels[row] : `${labels[row]} (${value})`,
		}));
	}

	function offer(frm, fieldname, options) {
		const field = frm.get_field(fieldname);
		field.df.options = options;
		field.df.formatter = (value) => shown(options, value);
		field.set_data?.(options);
		field.refresh();
	}

	function shown(options, value) {
		const found = options.find((choice) => choice.value === value);
		return frappe.utils.escape_html(found ? found.label : value || "");
	}

	async function try_it(frm) {
		const { message } = await frappe.call({
			method: "fsm_app.api.performance.try_kpi",
			args: { kpi: frm.doc },
			freeze: true,
		});
		const period = `${frappe.datetime.str_to_user(message.start)} – ${frappe.datetime.str_to_user(message.end)}`;
		const dialog = new frappe.ui.Dialog({
			title: __("{0}, {1}: nothing is stored", [__(frm.doc.kpi_name || ""), period]),
			size: "large",
			fields: [{ fieldname: "figures", fieldtype: "HTML" }],
		});
		const body = dialog.fields_dict.figures.$wrapper;
		body.html(table(message));
		body.on("click", "a[data-engineer]", (event) => {
			event.preventDefault();
			open_documents(frm, event.currentTarget.dataset.engineer, dialog);
		});
		dialog.show();
	}

	function table({ rows, unit }) {
		const escape = frappe.utils.escape_html;
		const head = [__("Engineer"), __("At Work", null, "Performance Appraisal"), unit ? `${__("Value")} (${escape(__(unit))})` : __("Value"), __("Documents"), __("Score", null, "KPI Definition")];
		const cells = rows.map((row) => [
			escape(row.engineer_name),
			escape(__(row.at_work, null, "Performance Appraisal")),
			plain(row.value),
			row.documents ? `<a href="#" data-engineer="${escape(row.engineer)}">${row.documents}</a>` : row.documents,
			row.score == null ? `– <span class="text-muted">${escape(__(row.reason, null, "Performance Appraisal Score"))}</span>` : plain(row.score),
		]);
		const line = (tag, values) => `<tr>${values.map((value) => `<${tag}>${value}</${tag}>`).join("")}</tr>`;
		return `<div class="table-responsive"><table class="table table-bordered">
			<thead>${line("th", head)}</thead>
			<tbody>${cells.map((row) => line("td", row)).join("")}</tbody></table></div>`;
	}

	function plain(value) {
		return value == null ? "–" : format_number(value, null, value % 1 ? 2 : 0);
	}

	async function open_documents(frm, engineer, dialog) {
		const { message } = await frappe.call({
			method: "fsm_app.api.performance.documents_of_trial",
			args: { kpi: frm.doc, engineer },
		});
		if (!message.doctype) {
			frappe.msgprint(__("A formula has no documents of its own: try the KPIs that it takes."));
			return;
		}
		dialog.hide();
		frappe.set_route("List", message.doctype, "List", { name: ["in", message.names] });
	}
})();

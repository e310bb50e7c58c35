// On an engineer's form: their reviews and objectives, for who may read them.

(() => {
	const REVIEW = "Appraisal Review";
	const OBJECTIVE = "Service Objective";
	const SHOWN = 6;

	frappe.ui.form.on("Service Engineer", {
		async refresh(frm) {
			const box = (frm.fsm_reviews ||= $("<div></div>").insertAfter(frm.fields_dict.profile.$wrapper)).empty();
			const engineer = frm.doc.name;
			if (frm.is_new() || !frappe.model.can_read(REVIEW)) {
				return;
			}
			const [reviews, objectives] = await Promise.all([
				list(REVIEW, { engineer }, ["name", "cycle", "stage", "due_on"], "creation desc"),
				list(OBJECTIVE, { engineer, state: ["!=", "Closed"] }, ["name", "title", "ends_on", "score"], "ends_on"),
			]);
			if (frm.doc.name !== engineer || !(reviews.length || objectives.length)) {
				return;
			}
			box.html(
				`<div class="row">${part(__("Appraisal Reviews"), reviews.map(review))}${part(__("Objectives", null, OBJECTIVE), objectives.map(objective))}</div>`
			);
		},
	});

	function list(doctype, filters, fields, order_by) {
		return frappe.db.get_list(doctype, { filters, fields, order_by, limit: SHOWN });
	}

	function review({ name, cycle, stage, due_on }) {
		const due = due_on ? `, ${__("until {0}", [frappe.datetime.str_to_user(due_on)])}` : "";
		return line(REVIEW, name, cycle, __(stage, null, REVIEW) + due);
	}

	function objective({ name, title, ends_on, score }) {
		const until = __("until {0}", [frappe.datetime.str_to_user(ends_on)]);
		return line(OBJECTIVE, name, title, `${format_number(score, null, 0)} %, ${until}`);
	}

	function part(title, lines) {
		return lines.length
			? `<div class="col-sm-6 col-lg-4 mb-4"><div class="form-group"><b>${title}</b></div>${lines.join("")}</div>`
			: "";
	}

	function line(doctype, name, text, more) {
		const esc = frappe.utils.escape_html;
		return `<div class="mb-1"><a href="${frappe.utils.get_form_link(doctype, name)}">${esc(text)}</a> <span class="text-muted">${esc(more)}</span></div>`;
	}
})();

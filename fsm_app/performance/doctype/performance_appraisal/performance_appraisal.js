// Every figure of an appraisal opens the documents that it was made from; what there is no figure of is a dash.

const SCORE = "Performance Appraisal Score";

frappe.ui.form.on("Performance Appraisal", {
	setup(frm) {
		// While the event goes down, so that the row does not open as well.
		frm.fields_dict.scores.wrapper.addEventListener("click", (event) => open_clicked(frm, event), true);
	},

	refresh(frm) {
		show_total(frm);
		link_figures(frm.fields_dict.scores.grid);
		show_parts(frm.fields_dict.parts.grid);
		(frm.doc.scores || []).forEach((row) => {
			if (has_documents(row)) {
				frm.add_custom_button(__(row.kpi), () => show_documents(frm, row), __("Documents"));
			}
		});
		if (frm.doc.snapshot_version) {
			frm.add_custom_button(__("Prove"), () => prove(frm));
		}
	},
});

// Where nothing could be scored the total is no figure, and neither is the rank.
function show_total(frm) {
	["total_score", "rank", "kpi_score"].forEach((field) => {
		frm.get_docfield(field).formatter = (value) => (frm.doc.has_data ? plain(value) : "–");
		frm.refresh_field(field);
	});
	frm.set_intro("");
	if (frm.doc.has_data) {
		frm.set_intro(sum_in_words(frm), "blue");
	}
}

// The sum as one reads it, with the weights that the rows have in it.
function sum_in_words(frm) {
	const parts = (frm.doc.parts || []).filter(({ effective_weight }) => effective_weight);
	const rows = (frm.doc.scores || []).filter(({ effective_weight }) => effective_weight);
	const of_parts = parts.length > 1;
	const terms = (of_parts ? parts : rows).map(({ score, effective_weight }) => `${plain(score)} × ${plain(effective_weight)} %`);
	const words = terms.length ? `${terms.join(" + ")} = ${plain(frm.doc.total_score)}` : "";
	const spread = (frm.doc.scores || []).some(({ scored, weight }) => !scored && weight);
	return [
		frappe.utils.escape_html(words),
		spread ? __("KPIs without enough documents have no score of their own; see the effective weights.") : "",
	]
		.filter(Boolean)
		.join("<br>");
}

function link_figures(grid) {
	["value", "score"].forEach((field) =>
		grid.update_docfield_property(field, "formatter", (value, df, options, row) => (row?.scored ? plain(value) : "–"))
	);
	["effective_weight", "contribution"].forEach((field) =>
		grid.update_docfield_property(field, "formatter", (value, df, options, row) =>
			row?.scored || value ? plain(value) : "–"
		)
	);
	grid.update_docfield_property("denominator", "formatter", (value, df, options, row) => link(value, row, "all"));
	grid.update_docfield_property("numerator", "formatter", (value, df, options, row) =>
		counts_apart(row) ? link(value, row, "counted") : plain(value)
	);
	grid.refresh();
}

function show_parts(grid) {
	grid.update_docfield_property("score", "formatter", (value, df, options, row) => (row?.has_data ? plain(value) : "–"));
	grid.refresh();
}

function open_clicked(frm, event) {
	const clicked = event.target.closest("a[data-score]");
	if (clicked) {
		event.preventDefault();
		event.stopPropagation();
		show_documents(frm, locals[SCORE][clicked.dataset.score], clicked.dataset.documents === "counted");
	}
}

function frame_of(row) {
	return row?.frame ? JSON.parse(row.frame) : null;
}

function has_documents(row) {
	const frame = frame_of(row);
	return Boolean(frame?.inputs) || (Boolean(frame?.doctype) && frappe.model.can_read(frame.doctype));
}

function counts_apart(row) {
	const frame = frame_of(row);
	return Boolean(frame?.per) || Boolean(frame?.counted?.length);
}

function plain(value) {
	return format_number(value, null, value % 1 ? 2 : 0);
}

function link(value, row, documents) {
	const name = frappe.utils.escape_html(row?.name || "");
	return has_documents(row)
		? `<a href="#" style="text-decoration: underline" data-score="${name}" data-documents="${documents}">${plain(value)}</a>`
		: plain(value);
}

function show_documents(frm, row, counted_only = false) {
	fsm_app.scores.open_documents(frm.doc.name, row.kpi, counted_only);
}

async function prove(frm) {
	const { message } = await frappe.call({
		method: "fsm_app.api.performance.prove",
		type: "GET",
		args: { appraisal: frm.doc.name },
		freeze: true,
	});
	const proven = !message.differences.length;
	const frozen = __("Version {0}, frozen on {1}.", [message.version, frappe.datetime.str_to_user(message.frozen_at)]);
	const told = proven
		? __("Worked out again from what was frozen, the score is the same: {0}.", [
				message.total == null ? "–" : plain(message.total),
		  ])
		: message.differences.map(frappe.utils.escape_html).join("<br>");
	frappe.msgprint({
		title: proven ? __("Proven") : __("Not Proven"),
		indicator: proven ? "green" : "red",
		message: `${told}<br>${frozen}`,
	});
}

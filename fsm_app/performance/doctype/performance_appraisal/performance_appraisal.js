// Every figure of an appraisal opens the documents that it was made from.

const SCORE = "Performance Appraisal Score";

frappe.ui.form.on("Performance Appraisal", {
	setup(frm) {
		// While the event goes down, so that the row does not open as well.
		frm.fields_dict.scores.wrapper.addEventListener("click", open_clicked, true);
	},

	refresh(frm) {
		show_total(frm);
		link_figures(frm.fields_dict.scores.grid);
		(frm.doc.scores || []).filter(may_list).forEach((row) => {
			frm.add_custom_button(__(row.kpi), () => show_documents(row), __("Documents"));
		});
	},
});

// Where nothing could be scored the total is no figure, and neither is the rank; a KPI without documents has no score.
function show_total(frm) {
	["total_score", "rank"].forEach((field) => {
		frm.get_docfield(field).formatter = (value) => (frm.doc.rank ? plain(value) : "–");
		frm.refresh_field(field);
	});
	const spread = (frm.doc.scores || []).some(({ scored }) => !scored) && frm.doc.rank;
	frm.set_intro(spread ? __("KPIs without enough documents are not scored; their weight was spread over the others.") : "");
}

function link_figures(grid) {
	["value", "score"].forEach((field) =>
		grid.update_docfield_property(field, "formatter", (value, df, options, row) => (row?.scored ? plain(value) : "–"))
	);
	grid.update_docfield_property("denominator", "formatter", (value, df, options, row) =>
		link(value, row, "all")
	);
	grid.update_docfield_property("numerator", "formatter", (value, df, options, row) =>
		frame_of(row)?.counted.length ? link(value, row, "counted") : plain(value)
	);
	grid.refresh();
}

function open_clicked(event) {
	const clicked = event.target.closest("a[data-score]");
	if (clicked) {
		event.preventDefault();
		event.stopPropagation();
		show_documents(locals[SCORE][clicked.dataset.score], clicked.dataset.documents === "counted");
	}
}

function frame_of(row) {
	return row?.frame ? JSON.parse(row.frame) : null;
}

function may_list(row) {
	const frame = frame_of(row);
	return Boolean(frame) && frappe.model.can_read(frame.doctype);
}

function plain(value) {
	return format_number(value, null, value % 1 ? 2 : 0);
}

function link(value, row, documents) {
	const name = frappe.utils.escape_html(row?.name || "");
	return may_list(row)
		? `<a href="#" style="text-decoration: underline" data-score="${name}" data-documents="${documents}">${plain(value)}</a>`
		: plain(value);
}

// Open the list of a score's documents, or of those alone that counted for it.
function show_documents(row, counted_only = false) {
	const frame = frame_of(row);
	const conditions = {};
	[...frame.filters, ...(counted_only ? frame.counted : [])].forEach(([field, operator, value]) => {
		// Several conditions on a field are a list of JSON texts to the list view.
		(conditions[field] ||= []).push(JSON.stringify([operator, value]));
	});
	frappe.route_options = conditions;
	frappe.set_route("List", frame.doctype, "List");
}

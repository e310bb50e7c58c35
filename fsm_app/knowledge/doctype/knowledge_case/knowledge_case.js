// A case's form: that it was read, what came of it in a ticket, its marks, versions and page.

const REVIEWS = ["Service Knowledge Reviewer", "Service Manager", "System Manager"];

frappe.ui.form.on("Knowledge Case", {
	setup(frm) {
		// Engineers have no role of ERPNext that reads these; what is chosen is checked when it is saved.
		const choices = { query: "fsm_app.api.knowledge.choices" };
		[
			["equipment", { item_code: "Item", item_group: "Item Group", brand: "Brand" }],
			["usual_parts", { item_code: "Item" }],
		].forEach(([table, fields]) =>
			Object.entries(fields).forEach(([field, doctype]) => {
				if (!frappe.model.can_select(doctype) && !frappe.model.can_read(doctype)) {
					frm.set_query(field, table, () => choices);
					frm.fields_dict[table].grid.update_docfield_property(field, "ignore_link_validation", 1);
				}
			})
		);
	},

	onload(frm) {
		if (frm.doc.stage === "Published" && frm.doc.author_user !== frappe.session.user) {
			frappe.call({
				method: "fsm_app.api.knowledge.note_reading",
				args: { case: frm.doc.name },
				error_handlers: { PermissionError: () => {} },
			});
		}
	},

	refresh(frm) {
		frm.set_df_property("quality", "hidden", frm.doc.quality ? 0 : 1);
		const reviews = REVIEWS.some((role) => frappe.user.has_role(role));
		const mine = [frm.doc.author_user, frm.doc.owner].includes(frappe.session.user);
		close_form(frm, !frm.is_new() && !reviews && !(mine && frm.doc.stage === "Draft"));
		const names_author = frm.is_new() ? ["Service Dispatcher", ...REVIEWS] : ["Service Manager", "System Manager"];
		frm.set_df_property("author", "read_only", names_author.some((role) => frappe.user.has_role(role)) ? 0 : 1);
		const is_published = frm.doc.stage === "Published";
		const may_mark =
			!frm.is_new() &&
			frappe.model.can_create("Knowledge Review") && !mine;
		fsm_app.form_buttons(
			frm,
			frm.is_new()
				? []
				: [
						is_published && [__("Say Whether It Helped"), () => say_result(frm)],
						may_mark && [
							__("Give Marks"),
							() => frappe.new_doc("Knowledge Review", { knowledge_case: frm.doc.name }),
						],
						is_published &&
							frm.doc.route && [
								__("Show Page"),
								() => window.open(`/knowledge/${encodeURIComponent(frm.doc.route)}`, "_blank", "noopener"),
							],
						frm.doc.version_no > 1 &&
							frappe.model.can_read("Knowledge Case Version") && [
								__("Versions"),
								() =>
									frappe.set_route("List", "Knowledge Case Version", { knowledge_case: frm.doc.name }),
							],
				  ],
			false
		);
	},
});

// Frappe asks the roles alone whether a form can be typed into.
function close_form(frm, closed) {
	if (!closed && !frm.fsm_closed) {
		return;
	}
	frm.fsm_closed = closed;
	const as_defined = frappe.meta.docfield_map[frm.doctype];
	frm.fields.forEach(({ df }) =>
		frm.set_df_property(df.fieldname, "read_only", closed || as_defined[df.fieldname].read_only ? 1 : 0)
	);
	closed ? frm.disable_save() : frm.enable_save();
}

function say_result(frm) {
	frappe.prompt(
		[
			{ fieldname: "ticket", fieldtype: "Link", options: "Service Ticket", label: __("Ticket"), reqd: 1 },
			{
				fieldname: "result",
				fieldtype: "Select",
				label: __("Result", null, "Knowledge Use"),
				options: ["Solved It", "Did Not Help", "Used"].map((value) => ({ value, label: __(value) })),
				default: "Solved It",
				reqd: 1,
			},
		],
		async ({ ticket, result }) => {
			await frappe.call({
				method: "fsm_app.api.knowledge.note_result",
				args: { case: frm.doc.name, ticket, result },
				freeze: true,
			});
			frappe.show_alert({ message: __("Noted"), indicator: "green" });
			frm.reload_doc();
		},
		__("Say Whether It Helped"),
		__("Save")
	);
}

// A return to the supplier: what may go, that it has gone, and what came back for each part.

frappe.ui.form.on("Supplier Return", {
	setup(frm) {
		frm.set_query("defective_part", "items", () => ({
			filters: { stage: "In Defective Store", company: frm.doc.company },
		}));
	},
	refresh(frm) {
		const { status } = frm.doc;
		const writes = frm.perm[0] && frm.perm[0].write && !frm.is_new();
		frm.set_df_property("items", "read_only", status === "Draft" ? 0 : 1);
		["supplier", "company"].forEach((field) => frm.set_df_property(field, "read_only", status === "Draft" ? 0 : 1));
		fsm_app.form_buttons(
			frm,
			writes
				? [
						status === "Draft" && [__("Sent to Supplier"), () => supplier_return_act(frm, "send", {})],
						status === "Sent" && [__("Enter What Came Back"), () => take_back(frm)],
				  ]
				: []
		);
	},
});

const supplier_return_act = (frm, method, args) =>
	(frm.is_dirty() ? frm.save() : Promise.resolve())
		.then(() =>
			frappe.call({
				method: `fsm_app.api.supplier_return.${method}`,
				args: { name: frm.doc.name, ...args },
				freeze: true,
			})
		)
		.then(() => frm.reload_doc());

function take_back(frm) {
	const open = frm.doc.items.filter((row) => !row.result);
	const results = ["Repaired", "Replaced", "Credited", "Refused"];
	const dialog = new frappe.ui.Dialog({
		title: __("Enter What Came Back"),
		fields: [
			{
				fieldname: "row",
				fieldtype: "Select",
				label: __("Defective Part"),
				reqd: 1,
				options: open.map((row) => ({
					value: row.name,
					label: [row.defective_part, row.item_code, row.old_serial_no].filter(Boolean).join(" · "),
				})),
				default: open.length === 1 ? open[0].name : "",
			},
			{
				fieldname: "result",
				fieldtype: "Select",
				label: __("Came Back As", null, "Supplier Return Item"),
				reqd: 1,
				options: results.map((value) => ({ value, label: __(value, null, "Supplier Return Item") })),
			},
			{
				fieldname: "new_serial_no",
				fieldtype: "Data",
				label: __("New Serial Number", null, "Supplier Return Item"),
				depends_on: "eval:doc.result === 'Replaced'",
			},
			{
				fieldname: "value",
				fieldtype: "Currency",
				label: __("Value of Each"),
				description: __("At which it comes into the store."),
				depends_on: "eval:['Repaired', 'Replaced'].includes(doc.result)",
			},
		],
		primary_action_label: __("Save"),
		primary_action(values) {
			supplier_return_act(frm, "take_back", values).then(() => dialog.hide());
		},
	});
	dialog.show();
}

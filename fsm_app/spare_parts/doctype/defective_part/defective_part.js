// The store has got an old part, or throws it away: as buttons above the form, for those who keep the parts.

frappe.ui.form.on("Defective Part", {
	refresh(frm) {
		const { stage } = frm.doc;
		const writes = frm.perm[0] && frm.perm[0].write && !frm.is_new();
		const actions = [
			stage === "With Engineer" && [__("Received", null, "Defective Part"), () => receive(frm)],
			stage === "In Defective Store" && [__("Return to Supplier"), () => to_supplier(frm)],
			["With Engineer", "In Defective Store", "Came Back"].includes(stage) && [__("Scrap"), () => scrap(frm)],
		];
		fsm_app.form_buttons(frm, writes ? actions : [], stage !== "Came Back");
	},
});

const defective_part_act = (frm, method, args) =>
	(frm.is_dirty() ? frm.save() : Promise.resolve())
		.then(() =>
			frappe.call({
				method: `fsm_app.api.parts_used.${method}`,
				args: { name: frm.doc.name, ...args },
				freeze: true,
			})
		)
		.then(() => frm.reload_doc());

function receive(frm) {
	return defective_part_act(frm, "receive_defective", {});
}

function scrap(frm) {
	frappe.prompt(
		{ fieldname: "reason", fieldtype: "Data", label: __("Reason"), reqd: 1 },
		({ reason }) => defective_part_act(frm, "scrap_defective", { reason }),
		__("Scrap")
	);
}

function to_supplier(frm) {
	frappe.new_doc("Supplier Return", { company: frm.doc.company }, (doc) => {
		const row = frappe.model.add_child(doc, "Supplier Return Item", "items");
		row.defective_part = frm.doc.name;
	});
}

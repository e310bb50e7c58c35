frappe.ui.form.on("Engineer Van", {
	setup(frm) {
		frm.set_query("warehouse", ({ company }) => ({ filters: { company, is_group: 0, disabled: 0 } }));
		frm.set_query("item_code", "levels", () => ({ filters: { is_stock_item: 1, disabled: 0 } }));
	},

	refresh(frm) {
		if (frm.doc.warehouse && frappe.model.can_read("Bin")) {
			frm.add_custom_button(__("Stock Balance"), () =>
				frappe.set_route("query-report", "Stock Balance", { warehouse: frm.doc.warehouse, company: frm.doc.company })
			);
		}
	},
});

// A new check lists what the engineer's jobs of today ask for.

frappe.ui.form.on("PPE Check", {
	async onload(frm) {
		if (!frm.is_new() || frm.doc.items?.some((row) => row.item)) {
			return;
		}
		const [{ message: own }, { message: items }] = await Promise.all([
			frappe.db.get_value("Service Engineer", { user: frappe.session.user }, "name"),
			frappe.call({ method: "fsm_app.api.safety.equipment_to_check", type: "GET" }),
		]);
		frm.set_value("engineer", own?.name);
		frm.clear_table("items");
		for (const item of items || []) {
			frm.add_child("items", { item });
		}
		frm.refresh_field("items");
	},
});

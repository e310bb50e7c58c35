// Frappe fills in the user's own company wherever one may be chosen. Here an empty one means all companies, and stays empty
// until somebody chooses; who may see one company alone keeps theirs.
frappe.provide("fsm_app");

// Several forms load this file.
if (!fsm_app.for_all_companies) {
	fsm_app.for_all_companies = ["Award", "Knowledge Case", "Reward Rule"];
	fsm_app.for_all_companies.forEach((doctype) =>
		frappe.ui.form.on(doctype, {
			before_load(frm) {
				const is_limited = (frappe.defaults.get_user_permissions() || {}).Company;
				if (frm.is_new() && !is_limited) {
					frm.doc.only_company = "";
				}
			},
		})
	);
}

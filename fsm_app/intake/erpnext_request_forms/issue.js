frappe.ui.form.on("Issue", { refresh: show_service_ticket });

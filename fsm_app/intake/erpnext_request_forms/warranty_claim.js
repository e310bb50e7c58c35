frappe.ui.form.on("Warranty Claim", { refresh: show_service_ticket });

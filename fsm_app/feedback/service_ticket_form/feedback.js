// On a ticket's form: the survey's link to send by whatever way, and a suggestion to those who develop the product.

// In a scope of its own: the scripts of a form share one.
(() => {
	const COORDINATORS = ["Service Manager", "Service Dispatcher", "System Manager"];

	frappe.ui.form.on("Service Ticket", {
		refresh(frm) {
			if (frm.is_new()) {
				return;
			}
			const group = __("Customer");
			if (frm.doc.stage === "Closed" && COORDINATORS.some((role) => frappe.user.has_role(role))) {
				frm.add_custom_button(
					__("Survey Link"),
					() => fsm_app.survey.show_link("copy_link_of_ticket", { ticket: frm.doc.name }),
					group
				);
			}
			if (frappe.model.can_create("Product Suggestion")) {
				frm.add_custom_button(__("Suggest an Improvement"), () => suggest(frm), group);
			}
		},
	});

	function suggest(frm) {
		frappe.prompt(
			[
				{ fieldname: "title", fieldtype: "Data", label: __("Title"), reqd: 1 },
				{ fieldname: "description", fieldtype: "Small Text", label: __("Description"), reqd: 1 },
			],
			async (values) => {
				const { message } = await frappe.call({
					method: "fsm_app.api.suggestions.suggest",
					args: { ticket: frm.doc.name, ...values },
					freeze: true,
				});
				frappe.set_route("Form", "Product Suggestion", message.name);
			},
			__("Suggest an Improvement"),
			__("Send")
		);
	}
})();

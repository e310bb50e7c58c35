// On a ticket's form: who called, for those who may read it. Whoever opens a ticket says so, too.

// In a scope of its own: the scripts of a form share one.
(() => {
	frappe.ui.form.on("Service Ticket", {
		refresh(frm) {
			const { caller, may_write_caller } = frm.doc.__onload || {};
			// Who reads the caller needs no masked one beside it.
			frm.toggle_display("contact_shown", !caller && !frm.is_new());
			fsm_app.show_kept_apart(frm, {
				panel: "caller_panel",
				fields: fields(frm),
				values: frm.is_new() ? {} : caller,
				editable: frm.is_new() || (may_write_caller && frm.perm[0].write),
			});
		},
	});

	function fields(frm) {
		return [
			{
				fieldname: "contact",
				fieldtype: "Link",
				options: "Contact",
				label: __("Contact"),
				get_query: () => of_customer(frm, "frappe.contacts.doctype.contact.contact.contact_query"),
			},
			{
				fieldname: "reported_by",
				fieldtype: "Data",
				label: __("Reported By"),
				description: __("Name of the caller if there is no Contact record."),
			},
			{ fieldname: "contact_phone", fieldtype: "Data", options: "Phone", label: __("Phone") },
			{ fieldname: "contact_email", fieldtype: "Data", options: "Email", label: __("E-mail") },
			{ fieldtype: "Column Break" },
			{
				fieldname: "address",
				fieldtype: "Link",
				options: "Address",
				label: __("Address"),
				get_query: () => of_customer(frm, "frappe.contacts.doctype.address.address.address_query"),
			},
			{ fieldname: "latitude", fieldtype: "Float", precision: 6, label: __("Latitude") },
			{ fieldname: "longitude", fieldtype: "Float", precision: 6, label: __("Longitude") },
		];
	}

	function of_customer(frm, query) {
		const { customer } = frm.doc;
		return customer ? { query, filters: { link_doctype: "Customer", link_name: customer } } : {};
	}
})();

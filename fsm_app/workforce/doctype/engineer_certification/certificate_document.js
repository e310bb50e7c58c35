// On a certificate's form: its number and scan, for those who may read them, and for whoever enters it.

// In a scope of its own: the scripts of a form share one.
(() => {
	frappe.ui.form.on("Engineer Certification", {
		refresh(frm) {
			const { document, may_write_document } = frm.doc.__onload || {};
			fsm_app.show_kept_apart(frm, {
				panel: "document_panel",
				fields: [
					{ fieldname: "number", fieldtype: "Data", label: __("Number", null, "Certificate Document") },
					{ fieldname: "scan", fieldtype: "Attach", label: __("Scan", null, "Certificate Document") },
				],
				values: frm.is_new() ? {} : document,
				editable: frm.is_new() || (may_write_document && frm.perm[0].write),
			});
		},
	});
})();

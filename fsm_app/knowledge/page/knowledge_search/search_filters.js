// What a search is narrowed down by, behind a button that says how much is set.

// `changed` is called once for each change of what is set.
class SearchFilters {
	constructor($box, $button, changed) {
		Object.assign(this, { $box, $button, changed });
	}

	make() {
		const kinds = ["Case", "FAQ", "Command Manual", "Fault Code Table", "Remote Access Guide", "Script"].map(
			(value) => ({ value, label: __(value, null, "Knowledge Case") })
		);
		const languages = ["Chinese", "English", "Japanese", "Korean", "German", "French", "Spanish", "Other"].map(
			(value) => ({ value, label: __(value, null, "Knowledge Case") })
		);
		const audiences = ["Internal", "Customers", "Public"].map((value) => ({ value, label: __(value, null, "Knowledge Case") }));
		const any = { value: "", label: "" };
		const change = () => this.tell();
		this.fields = new frappe.ui.FieldGroup({
			body: this.$box,
			fields: [
				{
					fieldname: "kind",
					fieldtype: "Select",
					label: __("Kind"),
					options: [any, ...kinds, { value: OFFERING, label: __(OFFERING) }],
					change,
				},
				{ fieldname: "fault_code", fieldtype: "Data", label: __("Fault Code"), change },
				{ fieldtype: "Column Break" },
				{
					fieldname: "item_code",
					fieldtype: "Autocomplete",
					label: __("Equipment"),
					ignore_validation: true,
					get_query: () => `${API}.equipment`,
					change,
				},
				...this.link("offering", OFFERING, __("Offering"), change),
				{ fieldtype: "Column Break" },
				...this.link("skill", "Service Skill", __("Skill"), change),
				{
					fieldname: "language",
					fieldtype: "Select",
					label: __("Language", null, "Knowledge Case"),
					options: [any, ...languages],
					change,
				},
				{ fieldtype: "Column Break" },
				{
					fieldname: "audience",
					fieldtype: "Select",
					label: __("Audience", null, "Knowledge Case"),
					options: [any, ...audiences],
					change,
				},
			],
		});
		this.fields.make();
		this.$button.on("click", () => {
			this.$box.toggleClass("hidden");
			this.name_button();
		});
		this.name_button();
	}

	// Set a filter; what is none of them is passed over.
	set(name, value) {
		if (this.fields.fields_dict[name]) {
			this.fields.set_value(name, value);
		}
	}

	link(fieldname, doctype, label, change) {
		return frappe.model.can_read(doctype) ? [{ fieldname, fieldtype: "Link", options: doctype, label, change }] : [];
	}

	chosen() {
		const values = this.fields.get_values(true) || {};
		return Object.fromEntries(Object.entries(values).filter(([, value]) => value));
	}

	// A field tells of a change more than once.
	tell() {
		const chosen = JSON.stringify(this.chosen());
		if (chosen !== this.filtered_by) {
			this.filtered_by = chosen;
			this.name_button();
			this.changed();
		}
	}

	name_button() {
		const count = Object.keys(this.chosen()).length;
		this.$button
			.text(count ? __("Narrow Down ({0})", [count]) : __("Narrow Down"))
			.attr("aria-expanded", !this.$box.hasClass("hidden"));
	}
}

// What becomes of a weight without data, in words; the sum of the weights, as it is typed.

frappe.ui.form.on("KPI Scheme", {
	refresh(frm) {
		tell(frm);
		if (!frm.is_new()) {
			frm.add_custom_button(__("Try on a Past Month"), () =>
				frappe.set_route("query-report", "Scheme Trial", { scheme: frm.doc.name })
			);
		}
	},
	when_no_data: tell,
	neutral_score: tell,
	items_remove: tell,
});
frappe.ui.form.on("KPI Scheme Item", { weight: tell, items_remove: tell, items_add: tell });

function tell(frm) {
	const score = format_number(frm.doc.neutral_score || 0, null, 1);
	const words = {
		"Spread Weight": __("The weight goes to the KPIs that have data, in proportion to theirs."),
		"Neutral Score": __("The KPI counts with {0} points of 100.", [score]),
		Zero: __("The KPI counts with 0 points."),
	}[frm.doc.when_no_data || "Spread Weight"];
	const nothing = __("Whoever has no data at all has no score and no rank, whatever stands here.");
	frm.set_df_property("when_no_data", "description", `${words} ${nothing}`);
	const total = (frm.doc.items || []).reduce((sum, { weight }) => sum + (weight || 0), 0);
	const is_hundred = Math.round(total * 100) === 10000;
	frm.set_intro(is_hundred ? "" : __("The weights of the KPIs: {0} of 100", [format_number(total, null, 2)]), "orange");
}

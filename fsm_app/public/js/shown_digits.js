// Figures are stored in full and shown with so many digits. A precision of the field would round what is stored, too:
// in Frappe 16 it is the column's.
frappe.provide("fsm_app");

// Several forms load this file.
if (!fsm_app.shown_digits) {
	// by doctype and field; a table has digits by field of its rows
	fsm_app.shown_digits = {
		"Appraisal Appeal": { total_before: 1, total_after: 1, corrections: { before: 2, after: 2 } },
		"Appraisal Rating": { score: 1, criteria: { weight: 1 } },
		"Assessment Rubric": { pass_mark: 1 },
		"Award Tally": { figure: 2 },
		"Bulk Assignment": { rows: { score: 1 } },
		"Dispatch Decision": {
			candidates: { score: 1, skill_score: 1, level_score: 1, load_score: 1, region_score: 1 },
		},
		"Dispatch Profile": {
			weight_skill: 1, weight_level: 1, weight_travel: 1, weight_load: 1, weight_wait: 1, weight_region: 1, weight_fairness: 1,
			weight_efficiency: 1, weight_slack: 1, weight_dedicated: 1, weight_continuity: 1, weight_parts: 1,
			most_hours_a_day: 1, rest_hours: 1, speed: 1, detour_factor: 2, prior_jobs: 1,
			speeds: { speed: 1 },
		},
		"Exam Attempt": { score: 1 },
		"Improvement Action": { target: 2, value: 2 },
		"Knowledge Case": { quality: 1 },
		"Knowledge Review": { mark: 1 },
		"KPI Scheme": {
			neutral_score: 1, weight_kpi: 1, weight_objectives: 1, weight_supervisor: 1, weight_self: 1, weight_colleagues: 1,
			items: { weight: 1 },
		},
		"Performance Appraisal": {
			total_score: 1,
			kpi_score: 1,
			days_at_work: 1,
			scores: { value: 2, score: 1, weight: 1, effective_weight: 1, contribution: 1, numerator: 2 },
			parts: { score: 1, weight: 1, effective_weight: 1 },
		},
		"Pool Assignment": { hours: 2 },
		"Practical Assessment": { score: 1 },
		"Service Objective": {
			score: 1,
			weight: 1,
			key_results: { start: 2, target: 2, current: 2, weight: 1, score: 1 },
			check_ins: { value: 2 },
		},
		"Reward Rule": { share: 1, minimum_score: 1, target_score: 1 },
		"Reward Run": { rows: { score: 1 } },
		"Service Exam": { pass_mark: 1 },
		"Service Ticket": { completeness: 1 },
		"Service Violation": { points: 1 },
		"Service Visit": { distance_metres: 0 },
		"SLA Policy": { warnings: { percent: 1 }, ladder: { percent: 1 } },
	};
	Object.keys(fsm_app.shown_digits).forEach((doctype) => frappe.ui.form.on(doctype, { refresh: show_digits }));
}

function show_digits(frm) {
	Object.entries(fsm_app.shown_digits[frm.doctype]).forEach(([field, digits]) => {
		if (typeof digits === "number") {
			frm.set_df_property(field, "precision", String(digits));
			return;
		}
		const { grid } = frm.fields_dict[field];
		Object.entries(digits).forEach(([column, n]) => grid.update_docfield_property(column, "precision", String(n)));
		grid.refresh();
	});
}

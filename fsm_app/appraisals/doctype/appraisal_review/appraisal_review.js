// The review as a person reads it: above all what the user has to do now, as a button; then the sum, the parts, the plan.

(() => {
	const REVIEW = "Appraisal Review";
	const TO_INTERVIEW = "Interview";

	frappe.ui.form.on(REVIEW, {
		setup(frm) {
			frm.set_query("supervisor", () => ({ filters: { enabled: 1, user_type: "System User" } }));
		},

		async refresh(frm) {
			const panel = frm.fields_dict.page.$wrapper;
			if (frm.is_new()) {
				panel.empty();
				return;
			}
			const review = frm.doc.name;
			const { message } = await frappe.call({ method: "fsm_app.api.appraisals.page", type: "GET", args: { review } });
			if (frm.doc.name !== review) {
				return;
			}
			frm.toggle_enable("supervisor", message.may.change_supervisor);
			panel.html(head(message) + `<div class="row">${parts(message)}</div>`);
			panel.find(".fsm-review-actions").append(buttons(frm, message));
		},
	});

	function head(page) {
		const due = page.due_on ? __("until {0}", [frappe.datetime.str_to_user(page.due_on)]) : "";
		return `<div class="mb-3">
			<div class="mb-2"><b>${esc(__(page.stage, null, REVIEW))}</b> <span class="text-muted">${esc(due)}</span></div>
			<div class="fsm-review-actions mb-2" style="display: flex; flex-wrap: wrap; gap: 8px"></div>
			<div class="text-muted">${esc(waiting(page))}</div>
		</div>`;
	}

	// Whose turn it is, where it is not the user's.
	function waiting({ waits_for, stage, cycle_closed, may }) {
		if (stage === TO_INTERVIEW && !cycle_closed) {
			return __("The interview is held when the scores are closed.");
		}
		const turn =
			(may.assess_self && stage === "Self-assessment") ||
			(may.rate && stage === "Supervisor") ||
			may.check ||
			may.interview ||
			may.confirm ||
			may.decide;
		return waits_for.length && !turn ? __("Next: {0}", [waits_for.join(", ")]) : "";
	}

	function buttons(frm, page) {
		const { may, ratings, interview, appeal, stage } = page;
		const rating = (kind) => ratings.find((row) => row.kind === kind && row.state === "Asked");
		const review = frm.doc.name;
		const made = [];
		// What is the user's turn comes first; what they may do besides is no primary button.
		const add = (shown, label, act, is_turn = true) => shown && made.push([label, act, is_turn]);
		add(may.assess_self && rating("Self"), __("Assess Yourself"), () => open("Appraisal Rating", rating("Self").name));
		add(may.confirm, __("Confirm"), () => confirm(frm));
		add(may.appeal, __("Appeal", null, "Appraisal Review"), () => ask_appeal(frm));
		add(may.rate && stage === "Supervisor" && rating("Supervisor"), __("Rate the Engineer"), () => open("Appraisal Rating", rating("Supervisor").name));
		add(may.check, __("Pass to Interview"), () => take(frm, "Interview"));
		add(may.check && !page.cycle_closed, __("Return to Supervisor"), () => take(frm, "Supervisor"));
		add(may.interview && interview, __("Write Down the Interview"), () => open("Appraisal Interview", interview.name));
		add(may.decide, __("Decide the Appeal"), () => open("Appraisal Appeal", appeal.name));
		add(may.rate && stage !== "Supervisor" && rating("Supervisor"), __("Prepare Your Rating"), () => open("Appraisal Rating", rating("Supervisor").name), false);
		add(may.ask_colleagues, __("Ask Colleagues"), () => ask_colleagues(frm), false);
		add(may.plan, __("Plan an Action"), () => frappe.new_doc("Improvement Action", { review }), false);
		return made.map(([label, act, is_turn], n) =>
			$(`<button type="button" class="btn btn-sm ${n || !is_turn ? "btn-default" : "btn-primary"}"></button>`)
				.text(label)
				.on("click", act)
		);
	}

	function open(doctype, name) {
		frappe.set_route("Form", doctype, name);
	}

	async function call(frm, method, args) {
		await frappe.call({ method: `fsm_app.api.appraisals.${method}`, args, freeze: true });
		frm.reload_doc();
	}

	// The workflow's action that leads to the stage, whatever the administrator has called it.
	async function take(frm, stage) {
		await call(frm, "take", { review: frm.doc.name, stage });
	}

	function confirm(frm) {
		frappe.confirm(__("You have read the review and confirm it. An appeal is then no longer possible."), () =>
			call(frm, "confirm", { review: frm.doc.name })
		);
	}

	function ask_appeal(frm) {
		frappe.prompt(
			[{ fieldname: "reason", fieldtype: "Text", label: __("Reason"), reqd: 1, description: __("Say what is wrong. Evidence can be attached next.") }],
			async ({ reason }) => {
				const { message } = await frappe.call({
					method: "fsm_app.api.appraisals.appeal",
					args: { review: frm.doc.name, reason },
					freeze: true,
				});
				open("Appraisal Appeal", message);
			},
			__("Appeal", null, "Appraisal Review"),
			__("Appeal", null, "Appraisal Review")
		);
	}

	function ask_colleagues(frm) {
		const dialog = new frappe.ui.Dialog({
			title: __("Ask Colleagues"),
			fields: [
				{
					fieldname: "engineers",
					fieldtype: "MultiSelectPills",
					label: __("Colleagues"),
					reqd: 1,
					description: __("The engineer does not learn who was asked and who has rated."),
					get_data: (txt) =>
						frappe.db.get_link_options("Service Engineer", txt, {
							company: frm.doc.company,
							status: ["!=", "Left"],
							name: ["!=", frm.doc.engineer],
						}),
				},
			],
			primary_action_label: __("Ask Colleagues"),
			primary_action: async ({ engineers }) => {
				await call(frm, "ask_colleagues", { review: frm.doc.name, engineers });
				dialog.hide();
			},
		});
		dialog.show();
	}

	function parts(page) {
		return [score(page), ratings(page), interview(page), plan(page), appeal(page)].join("");
	}

	function score({ score: found, cycle_closed }) {
		if (!found) {
			return "";
		}
		const rows = found.parts.map(({ part, score: value, effective_weight }) =>
			line(esc(__(part, null, "Performance Appraisal Part")), value === null ? "–" : `${digits(value)} × ${digits(effective_weight)} %`)
		);
		const total = line(`<b>${__("Total")}</b>`, found.total === null ? "–" : `<b>${digits(found.total)}</b>`);
		return part(cycle_closed ? __("Score", null, "Appraisal Review") : __("Score So Far"), [...rows, total]);
	}

	function ratings({ ratings: rows }) {
		const lines = rows.map((row) => {
			const who = row.kind === "Colleague" ? row.rater_name : __(row.kind, null, "Appraisal Rating");
			const result = row.score === null ? esc(__(row.state, null, "Appraisal Rating")) : digits(row.score);
			return line(link("Appraisal Rating", row.name, who || "–"), result);
		});
		return part(__("Ratings", null, "Appraisal Review"), lines);
	}

	function interview({ interview: found }) {
		if (!found) {
			return "";
		}
		const held = found.held_on ? frappe.datetime.str_to_user(found.held_on) : __("not held yet");
		return part(__("Interview", null, "Appraisal Review"), [line(link("Appraisal Interview", found.name, __("Interview Notes", null, "Appraisal Interview")), esc(held))]);
	}

	function plan({ plan: rows }) {
		const lines = rows.map((row) => {
			const target = row.kpi ? ` (${esc(__(row.kpi))} ${row.comparison === "At Most" ? "≤" : "≥"} ${digits(row.target)})` : "";
			const due = row.state === "Open" ? __("until {0}", [frappe.datetime.str_to_user(row.due_on)]) : __(row.state, null, "Improvement Action");
			return line(link("Improvement Action", row.name, row.action) + target, esc(due));
		});
		return rows.length ? part(__("Improvement Actions"), lines) : "";
	}

	function appeal({ appeal: found }) {
		return found ? part(__("Appeal", null, "Appraisal Review"), [line(link("Appraisal Appeal", found.name, found.name), esc(__(found.state, null, "Appraisal Appeal")))]) : "";
	}

	function part(title, lines) {
		const body = lines.length ? lines.join("") : `<div class="text-muted">${__("None")}</div>`;
		return `<div class="col-sm-6 col-lg-4 mb-4"><div class="form-group"><b>${title}</b></div>${body}</div>`;
	}

	function line(text, more) {
		return `<div class="mb-1" style="display: flex; justify-content: space-between; gap: 12px"><span>${text}</span><span class="text-muted" style="white-space: nowrap">${more}</span></div>`;
	}

	function digits(value) {
		return format_number(value, null, 1);
	}

	function link(doctype, name, text) {
		return `<a href="${frappe.utils.get_form_link(doctype, name)}">${esc(text)}</a>`;
	}

	function esc(text) {
		return frappe.utils.escape_html(String(text));
	}
})();

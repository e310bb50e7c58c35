// A rating is marked with buttons, handed in with another, and read only afterwards.

frappe.ui.form.on("Appraisal Rating", {
	refresh(frm) {
		const { state, kind, rater } = frm.doc;
		const mine = state === "Asked" && (rater ? rater === frappe.session.user : kind === "Supervisor");
		const reads_review = kind !== "Colleague" || rater !== frappe.session.user;
		frm.set_df_property("remarks", "read_only", mine ? 0 : 1);
		frm.set_df_property("criteria", "read_only", 1);
		frm.toggle_display("criteria", !mine);
		frm.set_intro(mine && kind === "Colleague" ? __("Your colleague does not learn who has rated.") : "", "blue");
		show_marks(frm, mine);
		fsm_app.form_buttons(
			frm,
			[
				mine && [__("Hand In Rating"), () => hand_in(frm)],
				reads_review && [
					__("Open the Review"),
					() => frappe.set_route("Form", "Appraisal Review", frm.doc.review),
				],
			],
			mine
		);
		if (!mine) {
			frm.disable_save();
		}
	},
});

// In place of the table, which has no room on a phone: for each criterion five buttons and a line for a remark.
async function show_marks(frm, mine) {
	const box = frm.fields_dict.marks_help.$wrapper.empty();
	if (!mine) {
		return;
	}
	const rating = frm.doc.name;
	const criteria = await frappe.db.get_list("Appraisal Criterion", {
		filters: { name: ["in", frm.doc.criteria.map((row) => row.criterion)] },
		fields: ["name", "description"],
		limit: 0,
	});
	if (frm.doc.name !== rating) {
		return;
	}
	const described = Object.fromEntries(criteria.map(({ name, description }) => [name, description]));
	$(`<div class="text-muted mb-3"></div>`)
		.text(
			__("5 = outstanding, 4 = good, 3 = as expected, 2 = below, 1 = far below what is expected. What you cannot judge, leave empty: it does not count.")
		)
		.appendTo(box.empty());
	frm.doc.criteria.forEach((row) => box.append(criterion(frm, row, described[row.criterion])));
}

function criterion(frm, row, description) {
	const label = __(row.criterion);
	const marks = $(`<div role="group" style="display: flex; gap: 8px"></div>`).attr("aria-label", label);
	const draw = () =>
		marks.children().each((place, button) => {
			const chosen = row.mark === String(place + 1);
			$(button).toggleClass("btn-primary", chosen).toggleClass("btn-default", !chosen).attr("aria-pressed", chosen);
		});
	["1", "2", "3", "4", "5"].forEach((mark) =>
		$(`<button type="button" class="btn" style="min-width: 44px; min-height: 40px"></button>`)
			.text(mark)
			.on("click", async () => {
				// Pressed again, the mark is taken back.
				await frappe.model.set_value(row.doctype, row.name, "mark", row.mark === mark ? "" : mark);
				draw();
			})
			.appendTo(marks)
	);
	draw();
	const remark = $(`<input type="text" class="form-control mt-2" maxlength="1000">`)
		.attr({ placeholder: __("Remark", null, "Appraisal Rating Criterion"), "aria-label": label })
		.val(row.remark || "")
		.on("change", ({ target }) => frappe.model.set_value(row.doctype, row.name, "remark", target.value));
	return $(`<div class="mb-4"></div>`).append(
		$("<b></b>").text(label),
		$(`<div class="text-muted small mb-1"></div>`).text(description ? __(description) : ""),
		marks,
		remark
	);
}

async function hand_in(frm) {
	if (frm.is_dirty()) {
		// With a function for errors Frappe lets go of the promise.
		await frm.save("Save", null, null, () => {});
		if (frm.is_dirty()) {
			return;
		}
	}
	frappe.confirm(__("It counts from now on, and you do not change it any more."), async () => {
		await frappe.call({ method: "fsm_app.api.appraisals.hand_in", args: { rating: frm.doc.name }, freeze: true });
		frm.reload_doc();
	});
}

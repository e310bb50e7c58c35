// An engineer's month: the score, what would lift it most, what it is made of, and the months before.
// Without a name behind it the page is one's own; my-score/<appraisal> is that of whoever may read it.

frappe.pages["my-score"].on_page_load = async (wrapper) => {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("My Score"), single_column: true });
	await frappe.require("/assets/fsm_app/js/score_pages.js");
	wrapper.my_score = new MyScore(page);
	wrapper.my_score.come();
};

frappe.pages["my-score"].on_page_show = (wrapper) => wrapper.my_score?.come();

class MyScore {
	constructor(page) {
		this.page = page;
		this.month = fsm_app.scores.month_field(page, (cycle) => {
			const chosen = this.months?.find(({ name }) => name === cycle);
			if (chosen && chosen.appraisal !== this.shown) {
				frappe.set_route("my-score", chosen.appraisal);
			}
		});
		this.body = $(`<div class="p-3"></div>`).appendTo(page.main);
	}

	come() {
		this.show(frappe.get_route()[1]);
	}

	async show(appraisal) {
		const { message } = await frappe.call({
			method: "fsm_app.api.score_pages.my_score",
			type: "GET",
			args: appraisal ? { appraisal } : {},
		});
		const { month, months, is_own } = message;
		this.body.empty();
		this.months = months;
		this.shown = month?.appraisal;
		this.page.set_title(is_own || !month ? __("My Score") : __("Score of {0}", [message.engineer_name]));
		fsm_app.scores.set_months(this.month, months, month?.cycle.name);
		this.page.clear_inner_toolbar();
		if (!month) {
			const none = message.engineer ? __("You have no score yet. The first one comes with the next scoring.") : __("You are no engineer. Open the score of one from the Scoring Dashboard or the Team Heat Map.");
			fsm_app.scores.nothing(this.body, none);
			return;
		}
		fsm_app.scores.show_state(this.page, this.body, month.cycle);
		this.page.add_inner_button(__("Appraisal"), () => frappe.set_route("Form", "Performance Appraisal", month.appraisal));
		this.show_figures(month, months);
		const row = $(`<div class="row"></div>`).appendTo(this.body);
		if (month.lifts) {
			this.show_lifts(row, month);
		}
		this.show_kpis(row, month);
		this.show_parts(row, month);
		// Beside another panel where there is room, else over the whole width.
		const panels = row.children().length;
		this.show_months(row, months, panels % 2 ? "col-md-6" : "col-md-12");
	}

	show_figures({ score, rank, cycle, at_work, at_work_reason }, months) {
		const place = months.findIndex(({ name }) => name === cycle.name);
		const before = months.slice(place + 1).find((each) => each.score != null);
		const change = score != null && before ? score - before.score : null;
		const { figure, signed } = fsm_app.scores;
		const tiles = [
			[cycle.label, figure(score), change == null ? "" : __("{0} since {1}", [signed(change), before.label])],
			[__("At Work", null, "Performance Appraisal"), __(at_work || "At Work", null, "Performance Appraisal"), at_work_reason],
		];
		if (rank) {
			tiles.splice(1, 0, [__("Rank"), String(rank), ""]);
		}
		fsm_app.scores.tiles(this.body, tiles);
	}

	show_lifts(row, { lifts, tickets }) {
		const panel = fsm_app.scores.panel(row, __("What Would Lift It Most"));
		const told = tickets
			? __("Tickets to be expected in the rest of the month: about {0}. Points that each KPI can still give if they go well:", [tickets])
			: __("No tickets are to be expected in the rest of the month.");
		$(`<div class="text-muted small mb-3"></div>`).text(told).appendTo(panel);
		if (!lifts.length) {
			fsm_app.scores.nothing(panel, __("Nothing to gain any more: it is as good as the month lets it be."));
		}
		for (const { kpi, value, value_then, unit, coming, gain } of lifts) {
			const line = $(`<div class="mb-3" style="display: flex; justify-content: space-between; gap: 12px"></div>`).appendTo(panel);
			const left = $(`<div></div>`).appendTo(line);
			$(`<div></div>`).text(__(kpi)).appendTo(left);
			$(`<div class="text-muted small"></div>`)
				.text(
					__("{0} → {1} with {2} more", [
						fsm_app.scores.value({ value, unit }),
						fsm_app.scores.value({ value: value_then, unit }),
						coming,
					])
				)
				.appendTo(left);
			$(`<div class="text-success text-nowrap" style="font-weight: 600"></div>`)
				.text(fsm_app.scores.signed(gain))
				.appendTo(line);
		}
	}

	show_kpis(row, { appraisal, kpis }) {
		const panel = fsm_app.scores.panel(row, __("What It Is Made Of"));
		const { figure } = fsm_app.scores;
		for (const each of [...kpis].sort((a, b) => b.lost - a.lost)) {
			const counts = each.effective_weight > 0;
			const line = fsm_app.scores.bar(panel, {
				title: __(each.kpi),
				remark: each.score == null ? __(each.reason, null, "Performance Appraisal Score") : fsm_app.scores.value(each),
				score: each.score,
				right: counts ? __("{0} of {1}", [figure(each.points), figure(each.effective_weight)]) : "–",
			});
			if (each.documents) {
				$(`<a href="#" class="small"></a>`)
					.text(__("Documents: {0}", [each.documents]))
					.on("click", (event) => {
						event.preventDefault();
						fsm_app.scores.open_documents(appraisal, each.kpi);
					})
					.appendTo(line);
			}
		}
		$(`<div class="text-muted small"></div>`)
			.text(__("Right: points of those that the KPI can give. The weight of a KPI without data goes where the scheme says."))
			.appendTo(panel);
	}

	// Where there are others beside the KPIs.
	show_parts(row, { parts }) {
		if (parts.length < 2) {
			return;
		}
		const panel = fsm_app.scores.panel(row, __("Parts of the Score"));
		for (const { part, score, effective_weight } of parts) {
			fsm_app.scores.bar(panel, {
				title: __(part, null, "Performance Appraisal Part"),
				remark: score == null ? __("No data") : fsm_app.scores.figure(score),
				score,
				right: effective_weight ? `${fsm_app.scores.figure(effective_weight)} %` : "–",
			});
		}
	}

	show_months(row, months, width) {
		const scored = months.filter(({ score }) => score != null).reverse();
		if (scored.length < 2) {
			return;
		}
		fsm_app.scores.chart(fsm_app.scores.panel(row, __("Over the Months"), width), {
			type: "line",
			colors: ["blue"],
			data: {
				labels: fsm_app.scores.month_labels(scored),
				datasets: [{ name: __("Total Score"), values: scored.map(({ score }) => Math.round(score * 10) / 10) }],
			},
		});
	}
}

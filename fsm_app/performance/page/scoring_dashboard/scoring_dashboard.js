// A month's scores for those who manage all engineers: how they spread, what pulls them down, who moved, who has none.

frappe.pages["scoring-dashboard"].on_page_load = async (wrapper) => {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("Scoring Dashboard"), single_column: true });
	await frappe.require("/assets/fsm_app/js/score_pages.js");
	wrapper.dashboard = new ScoringDashboard(page);
	wrapper.dashboard.show();
};

class ScoringDashboard {
	constructor(page) {
		this.page = page;
		this.month = fsm_app.scores.month_field(page, (cycle) => cycle && cycle !== this.shown && this.show(cycle));
		page.add_inner_button(__("Team Heat Map"), () => this.go_to("team-heat-map"));
		page.add_inner_button(__("Scores by Month"), () => frappe.set_route("query-report", "Scores by Month"));
		this.body = $(`<div class="p-3"></div>`).appendTo(page.main);
	}

	go_to(page) {
		frappe.route_options = { cycle: this.shown };
		frappe.set_route(page);
	}

	async show(cycle) {
		const { message } = await frappe.call({
			method: "fsm_app.api.score_pages.dashboard",
			type: "GET",
			args: cycle ? { cycle } : {},
		});
		this.body.empty();
		this.shown = message.cycle?.name;
		fsm_app.scores.set_months(this.month, message.cycles, this.shown);
		if (!this.shown) {
			fsm_app.scores.nothing(this.body, __("No month has been scored yet. The scheduler scores daily."));
			return;
		}
		fsm_app.scores.show_state(this.page, this.body, message.cycle);
		this.show_figures(message);
		const row = $(`<div class="row"></div>`).appendTo(this.body);
		this.show_distribution(row, message);
		this.show_trend(row, message);
		this.show_kpis(row, message);
		this.show_moved(row, message);
		this.show_people(row, message);
	}

	show_figures({ mean, median, mean_before, scored, engineers, before, appeals }) {
		const { figure, signed } = fsm_app.scores;
		const change = mean != null && mean_before != null ? mean - mean_before : null;
		fsm_app.scores.tiles(this.body, [
			[__("Average Score"), figure(mean), change == null ? "" : __("{0} since {1}", [signed(change), before.label])],
			[__("Median"), figure(median), ""],
			[__("Engineers Scored"), String(scored), __("of {0}", [engineers])],
			[__("Without Data"), String(engineers - scored), ""],
			[__("Appeals under Way"), String(appeals.length), ""],
		]);
	}

	show_distribution(row, { distribution, scored }) {
		const panel = fsm_app.scores.panel(row, __("How the Scores Spread"));
		if (!scored) {
			fsm_app.scores.nothing(panel, __("Nobody has a score in this month."));
			return;
		}
		fsm_app.scores.chart(panel, {
			type: "bar",
			colors: ["blue"],
			data: {
				labels: distribution.map(([from]) => String(from)),
				datasets: [{ name: __("Engineers"), values: distribution.map(([, , count]) => count) }],
			},
			tooltipOptions: {
				formatTooltipX: (from) => `${from}–${Number(from) + 10}`,
				formatTooltipY: (value) => fsm_app.scores.figure(value, 0),
			},
		});
	}

	show_trend(row, { trend }) {
		const panel = fsm_app.scores.panel(row, __("Over the Months"));
		const months = trend.filter(({ mean }) => mean != null);
		if (months.length < 2) {
			fsm_app.scores.nothing(panel, __("A line needs two scored months."));
			return;
		}
		const round = (value) => Math.round(value * 10) / 10;
		fsm_app.scores.chart(panel, {
			type: "line",
			colors: ["blue", "orange"],
			data: {
				labels: fsm_app.scores.month_labels(months),
				datasets: [
					{ name: __("Average"), values: months.map(({ mean }) => round(mean)) },
					{ name: __("Median"), values: months.map(({ median }) => round(median)) },
				],
			},
		});
	}

	show_kpis(row, { kpis }) {
		const panel = fsm_app.scores.panel(row, __("KPIs That Pull Down"));
		$(`<div class="text-muted small mb-3"></div>`)
			.text(__("Points of the score that an engineer loses by each on average, and the KPI's mean score."))
			.appendTo(panel);
		for (const { kpi, mean, lost, engineers } of kpis.filter((each) => each.lost >= 0.05)) {
			fsm_app.scores.bar(panel, {
				title: __(kpi),
				remark: mean == null ? __("No data") : __("mean {0}, {1} engineers", [fsm_app.scores.figure(mean), engineers]),
				score: mean,
				right: __("−{0} points", [fsm_app.scores.figure(lost)]),
			});
		}
	}

	show_moved(row, { moved, before }) {
		const panel = fsm_app.scores.panel(row, __("Who Moved"));
		if (!moved.up.length && !moved.down.length) {
			fsm_app.scores.nothing(panel, before ? __("Nobody moved since {0}.", [before.label]) : __("There is no month before."));
			return;
		}
		for (const [title, people, colour] of [
			[__("Rose"), moved.up, "text-success"],
			[__("Fell"), moved.down, "text-danger"],
		]) {
			if (people.length) {
				$(`<div class="text-muted small mt-2 mb-1"></div>`).text(title).appendTo(panel);
			}
			people.forEach((person) => this.line(panel, person, this.move_of(person), colour));
		}
	}

	move_of({ score, before, difference, rank, rank_before }) {
		const { figure, signed } = fsm_app.scores;
		return `${figure(before)} → ${figure(score)} (${signed(difference)}), ${__("rank {0} → {1}", [rank_before, rank])}`;
	}

	line(panel, { engineer_name, appraisal }, text, colour = "text-muted") {
		const line = $(`<div class="mb-1" style="display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 12px"></div>`);
		$(`<a></a>`).attr("href", frappe.router.make_url(["my-score", appraisal])).text(engineer_name).appendTo(line);
		$(`<span></span>`).addClass(colour).text(text).appendTo(line);
		line.appendTo(panel);
	}

	show_people(row, { without, appeals, engineers, scored }) {
		const without_data = fsm_app.scores.panel(row, __("Without Data"));
		if (!without.length) {
			fsm_app.scores.nothing(without_data, __("Everybody has a score."));
		}
		without.forEach((person) =>
			this.line(without_data, person, [__(person.at_work, null, "Performance Appraisal"), person.reason].filter(Boolean).join(": "))
		);
		if (engineers - scored > without.length) {
			fsm_app.scores.nothing(without_data, __("and {0} more", [engineers - scored - without.length]));
		}
		const under_way = fsm_app.scores.panel(row, __("Appeals under Way"));
		if (!appeals.length) {
			fsm_app.scores.nothing(under_way, __("None"));
		}
		for (const { name, engineer_name, appealed_at } of appeals) {
			const line = $(`<div class="mb-1" style="display: flex; justify-content: space-between; gap: 12px"></div>`).appendTo(under_way);
			$(`<a></a>`).attr("href", frappe.utils.get_form_link("Appraisal Appeal", name)).text(engineer_name).appendTo(line);
			$(`<span class="text-muted"></span>`).text(frappe.datetime.str_to_user(appealed_at)).appendTo(line);
		}
	}
}

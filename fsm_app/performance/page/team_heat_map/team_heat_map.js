// Engineers by KPIs of a month, coloured by score; a dash is no data. A cell opens the documents behind it.

frappe.pages["team-heat-map"].on_page_load = async (wrapper) => {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("Team Heat Map"), single_column: true });
	await frappe.require("/assets/fsm_app/js/score_pages.js");
	wrapper.heat_map = new TeamHeatMap(page);
	wrapper.heat_map.come();
};

frappe.pages["team-heat-map"].on_page_show = (wrapper) => wrapper.heat_map?.come();

class TeamHeatMap {
	constructor(page) {
		this.page = page;
		this.asked = {};
		this.month = fsm_app.scores.month_field(page, (cycle) => cycle && this.ask({ cycle }));
		this.team = page.add_field({
			fieldname: "team",
			label: __("Team"),
			fieldtype: "Select",
			options: [],
			change: () => this.ask({ team: this.team.get_value() || "" }),
		});
		this.body = $(`<div class="p-3"></div>`).appendTo(page.main);
	}

	// Also when one comes back: with a month that another page names.
	come() {
		const { cycle, team } = frappe.route_options || {};
		frappe.route_options = null;
		if (!this.shown || cycle || team) {
			this.ask({ ...(cycle && { cycle }), ...(team && { team }) }, true);
		}
	}

	ask(changed, always = false) {
		const asked = { ...this.asked, ...changed };
		if (!always && Object.keys(asked).every((key) => asked[key] === (this.asked[key] || ""))) {
			return;
		}
		this.asked = asked;
		this.show();
	}

	async show() {
		const { message } = await frappe.call({ method: "fsm_app.api.score_pages.heat_map", type: "GET", args: this.asked });
		this.body.empty();
		this.shown = true;
		this.asked.cycle = message.cycle?.name;
		fsm_app.scores.set_months(this.month, message.cycles, this.asked.cycle);
		if (!message.cycle) {
			fsm_app.scores.nothing(this.body, __("No month has been scored yet. The scheduler scores daily."));
			return;
		}
		fsm_app.scores.show_state(this.page, this.body, message.cycle);
		this.team.df.options = ["", ...message.teams].map((value) => ({ value, label: value || __("All Teams") }));
		this.team.refresh();
		this.team.$input.val(this.asked.team || "");
		if (!message.engineers.length) {
			fsm_app.scores.nothing(this.body, __("Nobody whose scores you may see."));
			return;
		}
		this.table(message).appendTo($(`<div style="overflow-x: auto; max-width: 100%"></div>`).appendTo(this.body));
		const remark = [__("A figure is the KPI's score; click it for the documents behind it. A dash is no data.")];
		if (message.left_out) {
			remark.push(__("{0} engineers are left out; choose a team.", [message.left_out]));
		}
		$(`<div class="text-muted small mt-3"></div>`).text(remark.join(" ")).appendTo(this.body);
	}

	table({ kpis, engineers }) {
		const table = $(`<table style="border-collapse: separate; border-spacing: 2px; font-size: var(--text-sm)"></table>`);
		const head = $(`<tr></tr>`).appendTo($(`<thead></thead>`).appendTo(table));
		this.first(`<th></th>`, __("Engineer")).appendTo(head);
		for (const title of [__("Total Score"), ...kpis.map((kpi) => __(kpi))]) {
			$(`<th style="min-width: 72px; max-width: 96px; padding: 4px; vertical-align: bottom; text-align: center; font-weight: 500"></th>`)
				.text(title)
				.appendTo(head);
		}
		const body = $(`<tbody></tbody>`).appendTo(table);
		for (const engineer of engineers) {
			const row = $(`<tr></tr>`).appendTo(body);
			const name = this.first(`<th scope="row"></th>`).appendTo(row);
			$(`<a></a>`)
				.attr("href", frappe.router.make_url(["my-score", engineer.appraisal]))
				.text(engineer.engineer_name)
				.appendTo(name);
			$(`<div class="text-muted small"></div>`).text(engineer.team || "").appendTo(name);
			this.cell(engineer.total).css("font-weight", 600).appendTo(row);
			engineer.cells.forEach((cell, place) => this.kpi_cell(engineer, kpis[place], cell).appendTo(row));
		}
		return table;
	}

	// The names stay in sight while the KPIs scroll.
	first(tag, text = "") {
		return $(tag)
			.css({ position: "sticky", left: 0, background: "var(--card-bg)", padding: "4px 8px 4px 0", zIndex: 1 })
			.css({ minWidth: "110px", maxWidth: "150px", fontWeight: 500 })
			.text(text);
	}

	cell(score) {
		return $(`<td style="padding: 6px 4px; text-align: center; border-radius: 4px"></td>`)
			.css("background", fsm_app.scores.colour(score))
			.text(fsm_app.scores.figure(score, 0));
	}

	kpi_cell(engineer, kpi, cell) {
		if (!cell) {
			return this.cell(null).addClass("text-muted").attr("title", __("Not in the engineer's scheme."));
		}
		const told = cell.score == null ? __(cell.reason, null, "Performance Appraisal Score") : fsm_app.scores.value(cell);
		const shown = this.cell(cell.score).attr("title", `${engineer.engineer_name} · ${__(kpi)}: ${told}`);
		if (!cell.documents) {
			return shown.toggleClass("text-muted", cell.score == null);
		}
		const open = $(`<a href="#" style="color: inherit; text-decoration: underline; text-underline-offset: 3px"></a>`)
			.text(shown.text())
			.on("click", (event) => {
				event.preventDefault();
				fsm_app.scores.open_documents(engineer.appraisal, kpi);
			});
		return shown.empty().append(open);
	}
}

// What the pages and forms about scores have in common: figures, colours, panels, the choice of a month, documents behind a figure.
frappe.provide("fsm_app.scores");

Object.assign(fsm_app.scores, {
	// A figure that there is none of is a dash.
	figure(value, digits = 1) {
		return value == null ? "–" : format_number(value, null, digits);
	},

	signed(value) {
		return value == null ? "–" : `${value > 0 ? "+" : ""}${fsm_app.scores.figure(value)}`;
	},

	// A KPI's value with its unit, as short as it can be said.
	value({ value, unit }, digits) {
		if (value == null) {
			return "–";
		}
		const shown = format_number(value, null, digits ?? (value % 1 ? 1 : 0));
		return unit ? `${shown} ${unit === "%" ? unit : __(unit)}` : shown;
	},

	// From red at 20 by yellow at 60 to green, over the page's own colour, so that it is good in the dark, too. The figure is
	// written on it.
	colour(score) {
		const hue = Math.round(Math.min(Math.max((score - 20) * 1.5, 0), 120));
		return score == null ? "transparent" : `hsla(${hue}, 70%, 45%, 0.45)`;
	},

	// A box with a heading; returns where its content goes.
	panel(parent, title, width = "col-md-6") {
		const column = $(`<div class="${width} mb-4" style="min-width: 0"></div>`).appendTo(parent);
		const box = $(`<div class="frappe-card h-100" style="padding: var(--padding-md)"></div>`).appendTo(column);
		$(`<h5 class="mb-3"></h5>`).text(title).appendTo(box);
		return $(`<div></div>`).appendTo(box);
	},

	// Figures side by side: [label, text, remark].
	tiles(parent, figures) {
		const row = $(`<div class="mb-4" style="display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr))"></div>`);
		for (const [label, text, remark] of figures) {
			const tile = $(`<div class="frappe-card" style="padding: var(--padding-md)"></div>`).appendTo(row);
			$(`<div class="text-muted small"></div>`).text(label).appendTo(tile);
			$(`<div style="font-size: 1.5rem; font-weight: 600"></div>`).text(text).appendTo(tile);
			$(`<div class="text-muted small"></div>`).text(remark || "").appendTo(tile);
		}
		return row.appendTo(parent);
	},

	// A bar of 0 to 100 with what is told left and right of it; returns the line.
	bar(parent, { title, remark, score, right }) {
		const line = $(`<div class="mb-3"></div>`).appendTo(parent);
		const words = $(`<div class="mb-1" style="display: flex; justify-content: space-between; gap: 8px"></div>`).appendTo(line);
		const left = $(`<div style="min-width: 0"></div>`).appendTo(words);
		$(`<span></span>`).text(title).appendTo(left);
		$(`<span class="text-muted small ml-2"></span>`).text(remark || "").appendTo(left);
		$(`<div class="text-nowrap"></div>`).text(right).appendTo(words);
		$(`<div style="height: 8px; border-radius: 4px; background: var(--control-bg); overflow: hidden"></div>`)
			.append($(`<div style="height: 100%"></div>`).css({ width: `${score || 0}%`, background: fsm_app.scores.colour(score) }))
			.appendTo(line);
		return line;
	},

	nothing(parent, text) {
		$(`<div class="text-muted"></div>`).text(text).appendTo(parent);
	},

	chart(parent, options) {
		const place = $(`<div></div>`).appendTo(parent);
		return frappe.utils.make_chart(place[0], {
			height: 230,
			tooltipOptions: { formatTooltipY: (value) => fsm_app.scores.figure(value) },
			...options,
		});
	},

	// What stands below a line of months: short on a phone, where Frappe's charts would cut the words.
	month_labels(months) {
		const short = ({ start_date }) => `${start_date.slice(5, 7)}/${start_date.slice(2, 4)}`;
		return months.map((month) => (window.innerWidth < 576 ? short(month) : month.label));
	},

	// A field above the page by which a month is chosen; `changed` is called with the cycle's name.
	month_field(page, changed) {
		return page.add_field({
			fieldname: "cycle",
			label: __("Month"),
			fieldtype: "Select",
			options: [],
			change() {
				changed(this.get_value());
			},
		});
	},

	// Show the months to choose from, and the chosen one; sets nothing off.
	set_months(field, cycles, chosen) {
		const several = new Set(cycles.map(({ company }) => company)).size > 1;
		field.df.options = cycles.map(({ name, label, company }) => ({
			value: name,
			label: several ? `${label} · ${company}` : label,
		}));
		field.refresh();
		field.$input.val(chosen);
	},

	// Whether the month is closed, beside the title, and when it was scored, above the figures.
	show_state(page, body, { status, scored_at }) {
		page.set_indicator(__(status, null, "Performance Cycle"), status === "Closed" ? "gray" : "blue");
		if (scored_at) {
			$(`<div class="text-muted small mb-2"></div>`)
				.text(__("Scored on {0}", [frappe.datetime.str_to_user(scored_at)]))
				.appendTo(body);
		}
	},

	// Open the list of the documents behind a figure, or of those alone that counted for it; of several kinds the first.
	async open_documents(appraisal, kpi, counted_only = false) {
		const { message } = await frappe.call({
			method: "fsm_app.api.performance.documents",
			type: "GET",
			args: { appraisal, kpi, counted_only: Number(counted_only) },
		});
		const groups = (message || []).filter(({ names }) => names.length);
		if (!groups.length) {
			frappe.show_alert(__("There are no documents that you may see."));
			return;
		}
		const [first] = groups;
		const of_first = groups.filter(({ doctype }) => doctype === first.doctype);
		const names = [...new Set(of_first.flatMap((group) => group.names))];
		frappe.set_route("List", first.doctype, "List", { name: ["in", names] });
	},
});

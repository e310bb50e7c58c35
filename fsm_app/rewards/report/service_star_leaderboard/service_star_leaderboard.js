// The leaderboard: the best three stand out, and so does whoever looks at it; each engineer can stay off it.

(() => {
	const MEDALS = { 1: "yellow", 2: "gray", 3: "orange" };

	async function offer_choice(report) {
		const { message } = await frappe.call({ method: "fsm_app.api.rewards.my_leaderboard_choice", type: "GET" });
		if (!message?.is_engineer) return;
		const label = message.stays_off ? __("Show Me on the Leaderboard") : __("Keep Me off the Leaderboard");
		report.page.add_inner_button(label, async () => {
			await frappe.call({
				method: "fsm_app.api.rewards.stay_off_leaderboard",
				args: { stay_off: !message.stays_off },
			});
			report.page.remove_inner_button(label);
			await offer_choice(report);
			report.refresh();
		});
	}

	frappe.query_reports["Service Star Leaderboard"] = {
		filters: [
			{
				fieldname: "cycle",
				label: __("Cycle"),
				fieldtype: "Link",
				options: "Performance Cycle",
				get_query: () => ({ filters: { status: "Closed" } }),
			},
		],
		onload: offer_choice,
		formatter(value, row, column, data, default_formatter) {
			if (column.fieldname === "score" && !data?.is_own) return "";
			const medal = column.fieldname === "place" && MEDALS[value];
			if (medal) return `<span class="indicator-pill no-indicator-dot ${medal}">★ ${cint(value)}</span>`;
			const shown = default_formatter(value, row, column, data);
			return data?.is_own ? `<b>${shown}</b>` : shown;
		},
	};
})();

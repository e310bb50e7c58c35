// Who could take a ticket, as a list that opens: place, name, score, and behind each the marks with a sentence each.
frappe.provide("fsm_app");

// Several forms load this file.
if (!fsm_app.candidates) {
	frappe.dom.set_style(`
		.fsm-candidate { border-bottom: 1px solid var(--border-color); }
		.fsm-candidate > summary { display: flex; gap: 8px; align-items: center; padding: 6px 0; cursor: pointer; min-height: 36px; }
		.fsm-candidate .fsm-who { flex: 1; min-width: 0; overflow-wrap: anywhere; }
		.fsm-candidate .fsm-bar { width: 90px; height: 8px; border-radius: 4px; background: var(--bg-light-gray, var(--control-bg)); flex: none; }
		.fsm-candidate .fsm-bar > div { height: 100%; border-radius: 4px; background: var(--blue-500, #2490ef); }
		.fsm-candidate .fsm-score { width: 44px; text-align: right; flex: none; font-variant-numeric: tabular-nums; }
		.fsm-marks { padding: 0 0 8px 24px; }
		.fsm-mark { display: flex; flex-wrap: wrap; gap: 4px 8px; padding: 2px 0; }
		.fsm-mark .fsm-label { width: 260px; flex: none; }
		.fsm-mark .fsm-value { width: 44px; text-align: right; flex: none; font-variant-numeric: tabular-nums; }
		.fsm-mark .fsm-sentence { flex: 1 1 200px; }
		@media (max-width: 600px) { .fsm-candidate .fsm-bar { width: 50px; } .fsm-marks { padding-left: 0; }
			.fsm-mark .fsm-label { width: calc(100% - 60px); } .fsm-mark .fsm-sentence { flex-basis: 100%; } }
	`);

	const figure = (mark) => (mark === null || mark === undefined ? "–" : Number(mark).toFixed(0));

	fsm_app.candidates = {
		// The list; `choose`, where given, is called with a candidate whose button is pressed.
		list(rows, { choose, chosen } = {}) {
			return $(`<div class="fsm-candidates"></div>`).append(
				rows.map((row) => candidate(row, choose, row.engineer === chosen))
			);
		},

		marks(marks) {
			return $(`<div class="fsm-marks"></div>`).append(
				marks.map(({ label, weight, mark, sentence }) =>
					$(`<div class="fsm-mark"></div>`).append(
						$(`<span class="fsm-label"></span>`).text(`${label} (${weight} %)`),
						$(`<span class="fsm-value"></span>`).text(figure(mark)),
						$(`<span class="fsm-sentence text-muted"></span>`).text(sentence)
					)
				)
			);
		},

		left_out(groups) {
			if (!groups.length) {
				return null;
			}
			return $(`<div></div>`).append(
				$(`<div class="bold mt-3 mb-1"></div>`).text(__("Left Out")),
				groups.map(({ reason, engineers, more }) =>
					$(`<div class="mb-1"></div>`).append(
						$(`<span></span>`).text([...engineers, ...(more ? [__("and {0} more", [more])] : [])].join(", ")),
						$(`<span class="text-muted"></span>`).text(` – ${reason}`)
					)
				)
			);
		},
	};

	function candidate(row, choose, is_chosen) {
		const bar = $(`<div class="fsm-bar"></div>`).append($("<div></div>").css("width", `${row.score}%`));
		const name = $(`<span class="fsm-who"></span>`).text(`${row.place}. ${row.name}`);
		if (row.without_user) {
			name.append($(`<span class="text-muted"></span>`).text(` (${__("no user")})`));
		}
		const summary = $("<summary></summary>").append(
			name.toggleClass("bold", is_chosen),
			bar,
			$(`<span class="fsm-score"></span>`).text(Number(row.score).toFixed(1))
		);
		if (choose) {
			$(`<button type="button" class="btn btn-xs btn-default"></button>`)
				.text(__("Choose"))
				.attr("aria-label", __("Choose {0}", [row.name]))
				.on("click", (event) => {
					event.preventDefault();
					choose(row);
				})
				.appendTo(summary);
		}
		return $(`<details class="fsm-candidate"></details>`)
			.attr("open", is_chosen || null)
			.append(summary, fsm_app.candidates.marks(row.marks));
	}
}

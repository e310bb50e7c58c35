// A case or a service as it is read beside the hits.

// `open` opens the form, `back` goes back to the hits, `kind` says what a hit is.
class CaseReader {
	constructor($box, { open, back, kind }) {
		Object.assign(this, { $box, open, back, kind });
	}

	empty() {
		this.$box.empty();
	}

	async read(hit) {
		this.asked_for = hit.name;
		const { message } = await frappe.call({
			type: "GET",
			method: `${API}.preview`,
			args: { doctype: hit.doctype, name: hit.name },
		});
		if (this.asked_for !== hit.name || !message) {
			return;
		}
		const box = this.$box.empty().scrollTop(0);
		const head = $(`<div class="fsm-search-head"></div>`).appendTo(box);
		$(`<button type="button" class="btn btn-default btn-sm fsm-search-back"></button>`)
			.text(__("Back to the hits"))
			.on("click", () => this.back())
			.appendTo(head);
		$(`<button type="button" class="btn btn-primary btn-sm"></button>`)
			.text(__("Read on in the form"))
			.on("click", () => this.open(hit))
			.appendTo(head);
		$(`<h3></h3>`).text(message.title).appendTo(box);
		const facts = [this.kind(hit), message.category, ...(message.equipment || [])].filter(Boolean);
		$(`<div class="text-muted"></div>`).text(facts.join(" · ")).appendTo(box);
		this.part(box, __("Symptom", null, "Knowledge Case"), message.symptom);
		this.part(box, __("Cause", null, "Knowledge Case"), message.cause);
		// Cleaned on the server: format, and nothing that acts.
		const markup = (to, html) => to.html(html);
		this.part(box, __("Solution", null, "Knowledge Case"), message.solution, markup);
		this.part(box, __("Description"), message.description, markup);
		this.part(box, __("Commands or Script", null, "Knowledge Case"), message.snippet, (to, text) =>
			to.append($("<pre></pre>").text(text))
		);
		this.part(box, __("Fault Codes", null, "Knowledge Case"), message.fault_codes, (to, rows) =>
			rows.forEach(({ code, meaning, cause, action }) =>
				$("<div></div>").text([code, meaning, cause, action].filter(Boolean).join(" · ")).appendTo(to)
			)
		);
		this.part(box, __("Usual Parts", null, "Knowledge Case"), message.parts, (to, rows) =>
			rows.forEach(({ item, qty, remark }) =>
				$("<div></div>").text([item, qty && `× ${qty}`, remark].filter(Boolean).join(" ")).appendTo(to)
			)
		);
		this.part(box, __("Pictures", null, "Knowledge Case"), message.pictures, (to, rows) =>
			rows.forEach(({ address, caption }) =>
				$(`<img loading="lazy">`).attr({ src: address, alt: caption || message.title }).appendTo(to)
			)
		);
	}

	part(box, title, content, write = (to, text) => to.text(text)) {
		if (content && content.length) {
			$(`<h6></h6>`).text(title).appendTo(box);
			write($(`<div class="fsm-search-part"></div>`).appendTo(box), content);
		}
	}
}

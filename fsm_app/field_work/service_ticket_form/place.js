// For the engineer who has the ticket in hand: whose it is and where, when they are expected, and the buttons to call and
// to be led there. Who calls is asked for by a tap, and each look is noted.

(() => {
	const SHORTEST_NUMBER = 3;

	// The part of the head, or null for everybody else.
	fsm_app.ticket.way = (frm, { going_there, map_link }) => {
		frm.fsm_map_link = map_link;
		if (!going_there) {
			return null;
		}
		const { customer_name, town, planned_start, planned_end } = going_there;
		const facts = $(`<div class="fsm-facts"></div>`).append(
			$(`<strong class="fsm-customer"></strong>`).text([customer_name, town].filter(Boolean).join(" · "))
		);
		if (planned_start) {
			const until = planned_end ? ` – ${fsm_app.ticket.minutes(planned_end)}` : "";
			$(`<span class="fsm-appointment"></span>`)
				.text(__("Appointment: {0}", [fsm_app.ticket.minutes(planned_start) + until]))
				.appendTo(facts);
		}
		const buttons = $(`<div class="fsm-way-buttons"></div>`);
		const add = (css, text) =>
			$(`<button type="button" class="btn btn-default btn-sm"></button>`)
				.addClass(css)
				.text(text)
				.on("click", () => reach(frm, buttons, css))
				.appendTo(buttons);
		add("fsm-call", __("Call", null, "Service Ticket"));
		add("fsm-navigate", __("Navigate"));
		return $(`<div class="fsm-way"></div>`).append(facts, buttons);
	};

	// The first tap asks who calls and from where; from then on both are ordinary links.
	async function reach(frm, buttons, wanted) {
		if (frappe.dom.freeze_count) {
			return;
		}
		const { message } = await frappe.call({
			method: "fsm_app.api.ticket_contact.contact_of",
			args: { ticket: frm.doc.name },
			freeze: true,
		});
		const links = {
			"fsm-call": [fsm_app.ticket.phone_link(message.phone), `${__("Call", null, "Service Ticket")} ${message.phone || ""}`],
			"fsm-navigate": [fsm_app.ticket.map_link(message, frm.fsm_map_link), __("Navigate")],
		};
		for (const [css, [href, text]] of Object.entries(links)) {
			if (href) {
				const link = $(`<a class="btn btn-default btn-sm" rel="noopener noreferrer"></a>`)
					.addClass(css)
					.attr({ href, target: href.startsWith("https:") ? "_blank" : null })
					.text(text.trim());
				buttons.find(`.${css}`).replaceWith(link);
			}
		}
		if (message.address) {
			buttons.siblings(".fsm-address").remove();
			$(`<div class="fsm-address text-muted"></div>`).text(message.address).insertBefore(buttons);
		}
		const [href] = links[wanted];
		if (!href) {
			frappe.show_alert({
				message: wanted === "fsm-call" ? __("The ticket names no telephone number.") : __("The ticket names no place."),
				indicator: "orange",
			});
		} else if (href.startsWith("https:")) {
			window.open(href, "_blank", "noopener,noreferrer");
		} else {
			window.location.href = href;
		}
	}

	// A number as people write it ("+49 (0) 30 123-45", full-width digits, "转 12") as a telephone dials it.
	fsm_app.ticket.phone_link = (written) => {
		const text = String(written || "").normalize("NFKC");
		const [, plus, digits] = /(\+?)\s*(\(?\d[\d\s().\u2010-\u2015-]*)/.exec(text) || [];
		const number = (plus ? digits.replace(/\(0\)/, "") : digits || "").replace(/\D/g, "");
		if (number.length < SHORTEST_NUMBER) {
			return null;
		}
		const [, extension] = /(?:(?<![a-z])(?:extension|ext\.?|x)|转|轉|分机|分機|#)\s*(\d{1,8})/i.exec(text) || [];
		return `tel:${plus}${number}${extension ? `,${extension}` : ""}`;
	};

	// A link that opens a map where the device has one; nothing is asked of a map's server before somebody follows it.
	// `template` is the setting of the site: an address with {latitude}, {longitude} and {address} in it.
	fsm_app.ticket.map_link = ({ latitude, longitude, address }, template) => {
		const known = Number.isFinite(parseFloat(latitude)) && Number.isFinite(parseFloat(longitude));
		if (!known && !address) {
			return null;
		}
		const at = known ? `${Number(latitude)},${Number(longitude)}` : "";
		const words = encodeURIComponent(address || at);
		if (template && (known || !/\{(latitude|longitude)\}/.test(template))) {
			return template
				.replaceAll("{latitude}", known ? Number(latitude) : "")
				.replaceAll("{longitude}", known ? Number(longitude) : "")
				.replaceAll("{address}", words);
		}
		const agent = navigator.userAgent;
		if (/iPad|iPhone|iPod/.test(agent) || (/Macintosh/.test(agent) && navigator.maxTouchPoints > 1)) {
			return known ? `maps:?ll=${at}&q=${words}` : `maps:?q=${words}`;
		}
		if (/Android/.test(agent)) {
			return known ? `geo:${at}?q=${at}` : `geo:0,0?q=${words}`;
		}
		return known
			? `https://www.openstreetmap.org/?mlat=${Number(latitude)}&mlon=${Number(longitude)}#map=17/${at.replace(",", "/")}`
			: `https://www.openstreetmap.org/search?query=${words}`;
	};
})();

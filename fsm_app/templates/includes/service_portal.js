// What the pages of the customer portal send besides the forms of a ticket.
(() => {
	const { client_key, on_submit, post, send_photos } = service_forms();

	const new_ticket = document.getElementById("portal-new");
	if (new_ticket) {
		offer_only_their_equipment(new_ticket);
		on_submit(new_ticket, async () => {
			const body = new URLSearchParams();
			for (const [name, value] of new FormData(new_ticket)) {
				if (typeof value === "string") {
					body.set(name, value);
				}
			}
			body.set("client_key", client_key);
			const ticket = await post("portal.new_ticket", body);
			try {
				await send_photos("portal.add_photo", "name", ticket.name, new_ticket.elements.photos.files);
			} catch (refused) {
				alert(`${new_ticket.dataset.photosFailed} ${refused.message}`);
			}
			location.assign(new_ticket.dataset.ticketUrl.replace("NUMBER", encodeURIComponent(ticket.name)));
		});
	}

	document.querySelectorAll("a[data-language]").forEach((link) =>
		link.addEventListener("click", async (event) => {
			event.preventDefault();
			try {
				await post("portal.set_language", new URLSearchParams({ language: link.dataset.language }));
				const address = new URL(location.href);
				address.searchParams.delete("_lang");
				location.assign(address);
			} catch {
				location.assign(link.href);
			}
		})
	);

	function offer_only_their_equipment(form) {
		const { customer, serial_no } = form.elements;
		if (!customer || !serial_no) {
			return;
		}
		const show = () => {
			for (const option of serial_no.options) {
				const theirs = !option.dataset.customer || option.dataset.customer === customer.value;
				option.hidden = option.disabled = !theirs;
				if (!theirs && option.selected) {
					serial_no.value = "";
				}
			}
		};
		customer.addEventListener("change", show);
		show();
	}
})();

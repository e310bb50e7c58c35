// While a fault is being described, the pages that may help at once. Reporting it works without this.
(() => {
	const box = document.getElementById("helpful-cases");
	const form = document.getElementById(box.dataset.form);
	// Milliseconds after the last letter.
	const PAUSE = 800;
	const SHORTEST = 4;
	const ASKED = ["e", "i", "s", "subject", "description", "serial_no", "offering"];
	let timer, asked, last;

	form.elements.description.closest(".form-group").after(box);

	form.addEventListener("input", (event) => ASKED.includes(event.target.name) && ask_soon());
	form.addEventListener("change", (event) => ASKED.includes(event.target.name) && ask_soon());

	function ask_soon() {
		clearTimeout(timer);
		timer = setTimeout(ask, PAUSE);
	}

	async function ask() {
		const values = new URLSearchParams();
		for (const name of ASKED) {
			if (form.elements[name]) {
				values.set(name, form.elements[name].value);
			}
		}
		const said = `${values.get("subject") || ""}${values.get("description") || ""}`.trim();
		if (said.length < SHORTEST || values.toString() === last) {
			return;
		}
		last = values.toString();
		const mine = (asked = {});
		const found = (await post("helpful_cases", values)) || [];
		if (asked === mine) {
			show(found);
		}
	}

	function show(found) {
		box.querySelector("ul").replaceChildren(...found.map(line));
		box.hidden = !found.length;
	}

	function line({ name, title, text, address }) {
		const item = document.createElement("li");
		const link = Object.assign(document.createElement("a"), { textContent: title, href: address, target: "_blank", rel: "noopener" });
		const button = Object.assign(document.createElement("button"), {
			type: "button",
			className: "btn btn-default btn-sm",
			textContent: box.dataset.helped,
		});
		item.append(link, Object.assign(document.createElement("p"), { textContent: text }), button);
		button.addEventListener("click", async () => {
			button.disabled = true;
			const values = new URLSearchParams({ case: name });
			for (const field of ["e", "i", "s"]) {
				if (form.elements[field]) {
					values.set(field, form.elements[field].value);
				}
			}
			await post("case_helped", values);
			button.replaceWith(Object.assign(document.createElement("p"), { textContent: box.dataset.thanks }));
		});
		return item;
	}

	// What fails here is nobody's concern who reports a fault.
	async function post(method, body) {
		try {
			const response = await fetch(`/api/method/${box.dataset.api}.${method}`, {
				method: "POST",
				headers: { Accept: "application/json", "X-Frappe-CSRF-Token": frappe.csrf_token },
				body,
			});
			return response.ok ? (await response.json()).message : null;
		} catch {
			return null;
		}
	}
})();

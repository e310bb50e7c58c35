import { createApp, h, nextTick, reactive } from "vue";
import { describe, expect, it } from "vitest";

import { useDrafts } from "./drafts";

interface Kept {
	name: string;
	value: string;
}

/** A field of a ticket on a page of its own; `kept` is what was saved, `works` whether it can be. */
function aField(stored = { cause: "" }, works = { now: true }, asForms = false) {
	const ticket = reactive({ ...stored, changes: 0 });
	const kept: Kept[] = [];
	let saving: string | null = null;
	const save = async (name: string, value: string) => {
		// Forms take what is on its way for kept (FindingsForm.vue).
		if (asForms && saving === value) return true;
		saving = value;
		if (works.now) kept.push({ name, value });
		return works.now;
	};
	const app = createApp({
		setup() {
			const { shown, type, leave } = useDrafts(save);
			const props = { onInput: (event: Event) => type("cause", event), onChange: () => leave("cause"), onBlur: () => leave("cause") };
			return () => h("input", { ...props, value: shown("cause", ticket.cause), "data-changes": ticket.changes });
		},
	});
	const root = document.createElement("div");
	app.mount(root);
	const input = root.querySelector("input")!;
	const enter = (text: string) => {
		input.value = text;
		input.dispatchEvent(new Event("input"));
	};
	return { app, ticket, kept, input, enter };
}

describe("what is being typed", () => {
	it("stands while something else comes in", async () => {
		const { ticket, input, enter, kept } = aField();
		enter("Worn o");
		ticket.changes += 1;
		await nextTick();
		expect(input.value).toBe("Worn o");
		ticket.cause = "from the office";
		await nextTick();
		expect(input.value).toBe("Worn o");
		expect(kept).toEqual([]);
	});

	it("is kept once the field is left, and shown as it is stored then", async () => {
		const { ticket, input, enter, kept } = aField();
		enter(" Worn out ");
		input.dispatchEvent(new Event("change"));
		await nextTick();
		expect(kept).toEqual([{ name: "cause", value: "Worn out" }]);
		ticket.cause = "Worn out";
		await nextTick();
		expect(input.value).toBe("Worn out");
	});

	it("stands where the phone could not keep it", async () => {
		const { ticket, input, enter } = aField({ cause: "" }, { now: false });
		enter("Worn out");
		input.dispatchEvent(new Event("change"));
		await nextTick();
		ticket.changes += 1;
		await nextTick();
		expect(input.value).toBe("Worn out");
	});

	it("stands where it is left twice at once and could not be kept", async () => {
		const { ticket, input, enter } = aField({ cause: "" }, { now: false }, true);
		enter("Worn out");
		// Browsers tell of the change and of the leaving, one after the other.
		input.dispatchEvent(new Event("change"));
		input.dispatchEvent(new Event("blur"));
		await nextTick();
		ticket.changes += 1;
		await nextTick();
		expect(input.value).toBe("Worn out");
	});

	it("is kept when the screen is left without leaving the field", async () => {
		const { app, enter, kept } = aField();
		enter("Worn out");
		app.unmount();
		await nextTick();
		expect(kept).toEqual([{ name: "cause", value: "Worn out" }]);
	});
});

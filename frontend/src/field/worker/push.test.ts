import { describe, expect, it } from "vitest";

import { addPushMessages } from "./push";

function worker() {
	const listeners: Record<string, (event: never) => void> = {};
	const shown: [string, NotificationOptions][] = [];
	const opened: string[] = [];
	const self = {
		location: { origin: "https://site.example.com" },
		addEventListener: (kind: string, act: (event: never) => void) => {
			listeners[kind] = act;
		},
		registration: {
			showNotification: async (title: string, options: NotificationOptions) => {
				shown.push([title, options]);
			},
		},
		clients: {
			openWindow: async (url: string) => {
				opened.push(url);
			},
		},
	};
	addPushMessages(self as never);
	const fire = async (kind: string, event: object) => {
		let done: Promise<unknown> = Promise.resolve();
		const waitUntil = (work: Promise<unknown>) => {
			done = work;
		};
		listeners[kind]({ ...event, waitUntil } as never);
		await done;
	};
	const push = (data: unknown) => fire("push", { data });
	const click = (data: unknown) => fire("notificationclick", { notification: { data, close: () => undefined } });
	return { push, click, shown, opened };
}

describe("a push message", () => {
	it("is shown as it came, and opens what it is about", async () => {
		const { push, click, shown, opened } = worker();
		await push({ json: () => ({ title: "Field Service", body: "Something new", url: "/service-notice?n=abc", tag: "abc" }) });
		expect(shown[0][0]).toBe("Field Service");
		expect(shown[0][1]).toMatchObject({ body: "Something new", tag: "abc", data: "/service-notice?n=abc" });
		await click("/service-notice?n=abc");
		expect(opened).toEqual(["https://site.example.com/service-notice?n=abc"]);
	});

	it.each([
		["nothing", null],
		["no JSON", { json: () => JSON.parse("no") }],
		["other things", { json: () => ({ title: 5, body: ["x"], url: {} }) }],
	])("that holds %s is shown without words of its own", async (_what, data) => {
		const { push, shown } = worker();
		await push(data);
		expect(shown).toEqual([["Field Service", expect.objectContaining({ body: "" })]]);
	});

	it.each(["https://elsewhere.example.com/x", "//elsewhere.example.com", "javascript:alert(1)"])(
		"opens nothing elsewhere: %s",
		async (url) => {
			const { click, opened } = worker();
			await click(url);
			expect(opened).toEqual(["https://site.example.com/field"]);
		},
	);
});

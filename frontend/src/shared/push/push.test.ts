import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { ApiError } from "../api";

const answers: Record<string, unknown> = {};
const posted: { method: string; args: Record<string, unknown> }[] = [];

vi.mock("../api", async (original) => ({
	...(await original<typeof import("../api")>()),
	get: async (method: string) => {
		const answer = answers[method.split(".").pop() ?? ""];
		if (answer instanceof Error) throw answer;
		return answer;
	},
	post: async (method: string, args: Record<string, unknown>) => {
		const name = method.split(".").pop() ?? "";
		if (answers[name] instanceof Error) throw answers[name];
		posted.push({ method: name, args });
	},
}));

const { endForOthers, PushServiceSilent, pushState, switchOff, switchOn } = await import("./push");

const KEY = "BAUG";
const KEY_BYTES = new Uint8Array([4, 5, 6]).buffer;

class Phone {
	subscription: ReturnType<Phone["made"]> | null = null;
	count = 0;

	made(key: ArrayBuffer) {
		const endpoint = `https://push.example.com/${++this.count}`;
		return {
			endpoint,
			options: { applicationServerKey: key },
			toJSON: () => ({ endpoint, keys: { p256dh: "point", auth: "secret" } }),
			unsubscribe: async () => {
				this.subscription = null;
				return true;
			},
		};
	}

	pushManager = {
		getSubscription: async () => this.subscription,
		subscribe: async ({ applicationServerKey }: { applicationServerKey: Uint8Array<ArrayBuffer> }) =>
			(this.subscription ??= this.made(applicationServerKey.buffer)),
	};
}

let phone: Phone;
let permission: NotificationPermission;

beforeEach(() => {
	phone = new Phone();
	permission = "granted";
	answers.public_key = KEY;
	posted.length = 0;
	localStorage.clear();
	vi.stubGlobal("PushManager", class {});
	vi.stubGlobal("Notification", {
		get permission() {
			return permission;
		},
		requestPermission: async () => permission,
	});
	Object.defineProperty(navigator, "serviceWorker", {
		configurable: true,
		value: { getRegistration: async () => phone },
	});
});

afterEach(() => {
	vi.unstubAllGlobals();
	for (const name of Object.keys(answers)) delete answers[name];
});

describe("push messages on a phone", () => {
	it("are switched on for the user, who is told by the site from then on", async () => {
		expect(await pushState("ann")).toBe("off");
		expect(await switchOn("ann")).toBe("on");
		expect(posted).toEqual([
			{
				method: "subscribe",
				args: { endpoint: "https://push.example.com/1", p256dh: "point", auth: "secret", device: expect.any(String) },
			},
		]);
		expect(await pushState("ann")).toBe("on");
	});

	it("are switched off at the site and at the browser, without a connection at the browser alone", async () => {
		await switchOn("ann");
		answers.unsubscribe = new ApiError("", 0, "NoConnection");
		expect(await switchOff()).toBe("off");
		expect(phone.subscription).toBeNull();
		expect(await pushState("ann")).toBe("off");
	});

	it("say what stands in the way", async () => {
		answers.public_key = null;
		expect(await pushState("ann")).toBe("off-here");
		expect(await switchOn("ann")).toBe("off-here");
		answers.public_key = KEY;
		permission = "denied";
		expect(await pushState("ann")).toBe("blocked");
		expect(await switchOn("ann")).toBe("blocked");
		vi.stubGlobal("PushManager", undefined);
		Reflect.deleteProperty(globalThis, "PushManager");
		expect(await pushState("ann")).toBe("missing");
		expect(posted).toEqual([]);
	});

	it("do not tell the next user of the phone what was for the one before", async () => {
		await switchOn("ann");
		expect(await pushState("bo")).toBe("off");
		await endForOthers("ann");
		expect(phone.subscription).not.toBeNull();
		await endForOthers("bo");
		expect(phone.subscription).toBeNull();
		expect(await pushState("bo")).toBe("off");
		expect(await switchOn("bo")).toBe("on");
		expect(phone.subscription?.endpoint).toBe("https://push.example.com/2");
	});

	it("are made anew where the company has new keys", async () => {
		await switchOn("ann");
		phone.subscription!.options.applicationServerKey = new Uint8Array([9, 9, 9]).buffer;
		await switchOn("ann");
		expect(phone.subscription?.endpoint).toBe("https://push.example.com/2");
		phone.subscription!.options.applicationServerKey = KEY_BYTES;
		await switchOn("ann");
		expect(phone.subscription?.endpoint).toBe("https://push.example.com/2");
	});

	it("stay off where the push service refuses or does not answer", async () => {
		phone.pushManager.subscribe = () => Promise.reject(new DOMException("no", "AbortError"));
		await expect(switchOn("ann")).rejects.toBeInstanceOf(PushServiceSilent);
		vi.useFakeTimers();
		phone.pushManager.subscribe = () => new Promise(() => undefined);
		const waiting = expect(switchOn("ann")).rejects.toBeInstanceOf(PushServiceSilent);
		await vi.advanceTimersByTimeAsync(20_000);
		await waiting;
		vi.useRealTimers();
		expect(posted).toEqual([]);
		expect(await pushState("ann")).toBe("off");
	});

	it("stay off where the site refuses", async () => {
		answers.subscribe = new ApiError("Too many requests", 429, "RateLimitExceededError");
		await expect(switchOn("ann")).rejects.toThrow("Too many requests");
		expect(await pushState("ann")).toBe("off");
	});
});

import { beforeEach, expect, test, vi } from "vitest";

import { answerFor, cacheName, keepFiles, refreshShell, removeOldCaches, SHELL } from "./kept";

const FILES = ["/assets/fsm_app/frontend/field-1.js"];
const NAME = cacheName(FILES);
let stored: Map<string, Map<string, Response>>;

function cacheOf(name: string) {
	const entries = stored.get(name) ?? new Map<string, Response>();
	stored.set(name, entries);
	return {
		addAll: async (requests: Request[]) => {
			for (const request of requests) entries.set(new URL(request.url).pathname, await fetch(request));
		},
		put: async (key: string, response: Response) => void entries.set(key, response),
		match: async (key: string) => entries.get(key),
	};
}

beforeEach(() => {
	stored = new Map();
	vi.stubGlobal("caches", {
		open: async (name: string) => cacheOf(name),
		keys: async () => [...stored.keys()],
		delete: async (name: string) => stored.delete(name),
	});
	vi.stubGlobal("location", { origin: "http://site.example" });
	vi.stubGlobal("Request", class extends Request {
		constructor(input: string, options?: RequestInit) {
			super(input.startsWith("/") ? `http://site.example${input}` : input, options);
		}
	});
	vi.stubGlobal("fetch", vi.fn(async () => new Response("from the server")));
});

/** What a browser asks the worker; happy-dom's Request knows no mode `navigate`. */
const asked = (path: string, mode = "cors", method = "GET") => ({ url: `http://site.example${path}`, mode, method }) as Request;

test("a new build has a cache of its own, and the old ones go", async () => {
	expect(cacheName(["/a-2.js"])).not.toBe(cacheName(["/a-1.js"]));
	await keepFiles("fsm-field-old", FILES);
	stored.set("of-another-app", new Map());
	await keepFiles(NAME, FILES);
	await removeOldCaches(NAME);
	expect([...stored.keys()].sort()).toEqual([NAME, "of-another-app"].sort());
});

test("the page and its files are answered from the cache", async () => {
	await keepFiles(NAME, FILES);
	vi.mocked(fetch).mockRejectedValue(new TypeError("no connection"));
	for (const request of [asked(FILES[0]), asked("/field", "navigate"), asked("/field/ticket/ST-1", "navigate")]) {
		expect(await (await answerFor(request, NAME, FILES))!.text()).toBe("from the server");
		await keepAgain();
	}
});

/** A Response is read once; a real cache gives a new one each time. */
async function keepAgain(): Promise<void> {
	for (const entries of stored.values()) for (const key of entries.keys()) entries.set(key, new Response("from the server"));
}

test("data, changes and other pages are the server's own", () => {
	for (const request of [
		asked("/api/method/fsm_app.api.field_app.day"),
		asked("/field", "navigate", "POST"),
		asked("/app", "navigate"),
		asked("/fieldwork", "navigate"),
		asked("/private/files/photo.jpg"),
		{ ...asked("/field", "navigate"), url: "http://other.example/field" } as Request,
	]) {
		expect(answerFor(request, NAME, FILES)).toBeNull();
	}
});

test("a login page is never kept as the shell", async () => {
	const login = new Response("log in");
	Object.defineProperty(login, "redirected", { value: true });
	vi.mocked(fetch).mockResolvedValue(login);
	await expect(refreshShell(NAME)).rejects.toThrow("could not be kept");
	expect(stored.get(NAME)?.get(SHELL)).toBeUndefined();
});

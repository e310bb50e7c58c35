import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { type ApiError, get, post } from "./api";
import { refreshSession, session } from "./session";

const person = { user: "a@example.com", fullName: "A", roles: [], language: "en", csrfToken: "old" };
const answer = (body: object, status = 200) => new Response(JSON.stringify(body), { status });
const refused = (body: object, status: number) => vi.mocked(fetch).mockResolvedValueOnce(answer(body, status));

beforeEach(() => {
	session.current = { ...person };
	vi.stubGlobal("fetch", vi.fn());
});

afterEach(() => vi.unstubAllGlobals());

function tokenOf(call: number): string {
	return (vi.mocked(fetch).mock.calls[call][1]!.headers as Record<string, string>)["X-Frappe-CSRF-Token"];
}

test("a stale token is fetched anew once", async () => {
	refused({ exc_type: "CSRFTokenError" }, 400);
	vi.mocked(fetch)
		.mockResolvedValueOnce(answer({ message: { ...person, csrfToken: "new" } }))
		.mockResolvedValueOnce(answer({ message: "done" }));
	expect(await post("some.method", { a: 1 })).toBe("done");
	expect([tokenOf(0), tokenOf(2)]).toEqual(["old", "new"]);
});

test("a refusal has the server's words as plain text", async () => {
	const message = JSON.stringify({ message: "Missing: <ul><li><b>Photo</b></li></ul>" });
	refused({ exc_type: "MissingEvidence", _server_messages: JSON.stringify([message]) }, 417);
	const error = (await get("some.method").catch((one: unknown) => one)) as ApiError;
	expect([error.message, error.status, error.kind, error.isOffline]).toEqual(["Missing: Photo", 417, "MissingEvidence", false]);
});

test("no answer is no connection", async () => {
	vi.mocked(fetch).mockRejectedValue(new TypeError("Failed to fetch"));
	const error = (await get("some.method").catch((one: unknown) => one)) as ApiError;
	expect(error.isOffline).toBe(true);
});

test("an answer that is none of the site's (a login page, one that was cut) is no connection", async () => {
	vi.mocked(fetch).mockImplementation(async () => new Response("<html>Log in to this network</html>", { status: 200 }));
	const error = (await get("some.method").catch((one: unknown) => one)) as ApiError;
	expect([error.isOffline, error.status]).toEqual([true, 0]);
	expect(((await post("some.method").catch((one: unknown) => one)) as ApiError).isOffline).toBe(true);
});

test("a proxy's refusal of a large file is told in words", async () => {
	vi.mocked(fetch).mockResolvedValueOnce(new Response("<html>413</html>", { status: 413 }));
	const error = (await post("some.method").catch((one: unknown) => one)) as ApiError;
	expect([error.status, error.message]).toEqual([413, "The server does not take a file as large as this one. Take a smaller one."]);
});

test("an upload that was too slow is worth another try", async () => {
	vi.mocked(fetch).mockResolvedValueOnce(new Response("", { status: 408 }));
	expect(((await post("some.method").catch((one: unknown) => one)) as ApiError).isOffline).toBe(true);
});

test("how long to wait is read where the server says it", async () => {
	vi.mocked(fetch).mockResolvedValueOnce(new Response("{}", { status: 429, headers: { "Retry-After": "90" } }));
	expect(((await get("some.method").catch((one: unknown) => one)) as ApiError).retryAfter).toBe(90);
	vi.mocked(fetch).mockResolvedValueOnce(new Response("{}", { status: 429, headers: { "Retry-After": "Sun, 29 Nov 2026 16:00:00 GMT" } }));
	expect(((await get("some.method").catch((one: unknown) => one)) as ApiError).retryAfter).toBe(0);
});

test("a line that answers nothing, nor says that it is dead, is given up", async () => {
	vi.useFakeTimers();
	const hanging = (_address: unknown, { signal }: RequestInit) =>
		new Promise<Response>((_done, failed) => signal?.addEventListener("abort", () => failed(new DOMException("", "AbortError"))));
	vi.mocked(fetch).mockImplementation(hanging as typeof fetch);
	const asked = get("some.method").catch((one: unknown) => one) as Promise<ApiError>;
	const who = refreshSession().catch((one: unknown) => one);
	await vi.advanceTimersByTimeAsync(2 * 60_000);
	expect((await asked).isOffline).toBe(true);
	expect(await who).toBeInstanceOf(Error);
	vi.useRealTimers();
});

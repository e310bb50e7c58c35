import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { type ApiError, get, post } from "./api";
import { session } from "./session";

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

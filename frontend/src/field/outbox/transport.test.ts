// What the phone takes an odd answer for: the act's own fault, or somebody else's (asks E3, E7).

import { beforeEach, expect, test, vi } from "vitest";

import { session } from "../../shared/session";
import type { Delivered, Failure } from "./sending";
import { server } from "./transport";

const USER = "anna@example.com";
const person = { user: USER, fullName: "Anna", roles: [], language: "en", csrfToken: "t" };
const sent = { acts: [{ key: "k", kind: "change", ticket: "T1", values: {}, madeAt: "", needs: [] }] } as unknown as Delivered;

/** The answers of the server, one after the other. */
function answers(...all: [body: unknown, status: number, headers?: Record<string, string>][]): void {
	const fetched = vi.fn();
	for (const [body, status, headers] of all) fetched.mockResolvedValueOnce(new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers }));
	vi.stubGlobal("fetch", fetched);
}

async function reason(): Promise<Failure["reason"]> {
	const failure = (await server.deliver(USER, sent).catch((one: unknown) => one)) as Failure;
	return failure.reason;
}

beforeEach(() => {
	session.current = { ...person };
});

test("nobody's answer, a proxy's or that of a network's login is no connection", async () => {
	for (const [body, status] of [["<html>502</html>", 502], ["<html>Log in</html>", 200], ['{"message": {"resul', 200], ["", 504]] as const) {
		answers([body, status]);
		expect(await reason()).toBe("offline");
	}
});

test("a server that fails, has too much to do or is being brought up to date is asked again", async () => {
	answers(["<html>500</html>", 500]);
	expect(await reason()).toBe("server");
	answers(["<html>Not Found</html>", 404]);
	expect(await reason()).toBe("server");
	answers([{}, 429, { "Retry-After": "60" }]);
	const failure = (await server.deliver(USER, sent).catch((one: unknown) => one)) as Failure;
	expect([failure.reason, failure.retryAfter]).toEqual(["server", 60]);
});

test("what the server does not take is the act's own matter", async () => {
	answers(["<html>413</html>", 413]);
	expect(await reason()).toBe("refused");
	answers([{ exc_type: "WrongArgument", _server_messages: JSON.stringify([JSON.stringify({ message: "Acts: send a list." })]) }, 417]);
	expect(await reason()).toBe("refused");
});

test("a refusal of rights under one's own login is the act's own matter, under none or another's it is not", async () => {
	answers([{ exc_type: "PermissionError" }, 403], [{ message: person }, 200]);
	expect(await reason()).toBe("refused");
	answers([{ exc_type: "PermissionError" }, 403], [{}, 200]);
	expect(await reason()).toBe("login");
	session.current = { ...person };
	answers([{ exc_type: "PermissionError" }, 403], [{ message: { ...person, user: "ben@example.com" } }, 200]);
	expect(await reason()).toBe("other-user");
});

test("after another login the token is fetched anew, and what another one did is not sent under it", async () => {
	const stale: [unknown, number] = [{ exc_type: "CSRFTokenError" }, 400];
	answers(stale, [{ message: { ...person, csrfToken: "new" } }, 200], [{ message: { results: [] } }, 200]);
	expect(await server.deliver(USER, sent)).toEqual([]);
	const ben = { ...person, user: "ben@example.com", csrfToken: "ben's" };
	answers(stale, [{ message: ben }, 200], [{ exc_type: "NotTheirPhone" }, 403], [{ message: ben }, 200]);
	expect(await reason()).toBe("other-user");
});

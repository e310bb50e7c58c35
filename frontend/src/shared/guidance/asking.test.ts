import { afterEach, describe, expect, it, vi } from "vitest";

const experts = [
	{ user: "bo@example.com", label: "Bo (Senior)" },
	{ user: "cy@example.com", label: "Cy (Junior)" },
];
let offered = experts;
const posted: Record<string, unknown>[] = [];

vi.mock("../api", () => ({
	get: async () => offered,
	post: async (_method: string, args: Record<string, unknown>) => {
		posted.push(args);
		return { name: "GS-1", page: "/remote-guidance?s=GS-1" };
	},
}));

const { shown } = await import("../dialogs");
const { askExpert, NobodyToAsk } = await import("./asking");

async function answer(value: string | null): Promise<void> {
	await vi.waitFor(() => expect(shown.questions.length).toBe(1));
	shown.questions[0].answer(value);
}

afterEach(() => {
	offered = experts;
	posted.length = 0;
});

describe("asking an expert", () => {
	it("asks whom and what about, and comes to the page of the call", async () => {
		const page = askExpert("ST-1");
		await vi.waitFor(() => expect(shown.questions[0]?.options?.map(({ label }) => label)).toEqual(["Bo (Senior)", "Cy (Junior)"]));
		await answer("cy@example.com");
		await answer("Which hose?");
		expect(await page).toBe("/remote-guidance?s=GS-1");
		expect(posted).toEqual([{ ticket: "ST-1", expert: "cy@example.com", question: "Which hose?", client_key: expect.any(String) }]);
	});

	it("asks nobody where the user changes their mind", async () => {
		const first = askExpert("ST-1");
		await answer(null);
		expect(await first).toBeNull();
		const second = askExpert("ST-1");
		await answer("bo@example.com");
		await answer(null);
		expect(await second).toBeNull();
		expect(posted).toEqual([]);
	});

	it("says so where there is nobody to ask", async () => {
		offered = [];
		await expect(askExpert("ST-1")).rejects.toBeInstanceOf(NobodyToAsk);
	});
});

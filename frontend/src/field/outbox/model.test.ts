// Random days on a phone: acts, cuts before and after the server saved, kills, restarts, logins that end, another person on the same
// phone, refusals. Whatever happens, the server has at the end exactly what was done, once, and in order on each ticket.
// FSM_RANDOM_DAYS=2000 plays as many; the ordinary run plays fewer.

import "fake-indexeddb/auto";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { FakeServer, type Weather } from "./fake_server";
import type { Act, Kind } from "./kinds";
import { sendAll } from "./sending";
import { allActs, Store, wipe } from "./store";

const RUNS = Number(process.env.FSM_RANDOM_DAYS ?? 150);
const USERS = ["anna@example.com", "ben@example.com"];

type Step =
	| { do: "act"; ticket: number; withFile: boolean; move: boolean; refused: boolean; poison: boolean }
	| { do: "send"; weather: Weather[] }
	| { do: "kill" }
	| { do: "two-tabs" }
	| { do: "correct" }
	| { do: "change-person" };

const weather = fc.constantFrom<Weather>("good", "cut-before", "cut-after", "server-error", "logged-out", "other-user");
const steps: fc.Arbitrary<Step[]> = fc.array(
	fc.oneof(
		{
			weight: 6,
			arbitrary: fc.record({
				do: fc.constant("act" as const),
				ticket: fc.nat(2),
				withFile: fc.boolean(),
				move: fc.boolean(),
				refused: fc.integer({ min: 0, max: 4 }).map((one) => one === 0),
				poison: fc.integer({ min: 0, max: 19 }).map((one) => one === 0),
			}),
		},
		{ weight: 4, arbitrary: fc.record({ do: fc.constant("send" as const), weather: fc.array(weather, { maxLength: 4 }) }) },
		{ weight: 1, arbitrary: fc.constant<Step>({ do: "kill" }) },
		{ weight: 1, arbitrary: fc.constant<Step>({ do: "two-tabs" }) },
		{ weight: 1, arbitrary: fc.constant<Step>({ do: "correct" }) },
		{ weight: 1, arbitrary: fc.constant<Step>({ do: "change-person" }) },
	),
	{ maxLength: 40, size: "max" },
);

const quiet = { blocked: () => undefined, outdated: () => undefined };
let day = 0;

class Phone {
	readonly server: FakeServer;
	readonly done: { user: string; key: string; ticket: string; file?: string }[] = [];
	private readonly users: string[];
	private store: Store;
	private count = 0;

	constructor() {
		day += 1;
		this.users = USERS.map((user) => `${day}-${user}`);
		this.server = new FakeServer(this.users[0]);
		this.store = new Store(this.users[0], quiet);
	}

	async do(step: Step): Promise<void> {
		if (step.do === "act") await this.act(step);
		if (step.do === "send") await this.send(step.weather);
		if (step.do === "kill") await this.restart(this.store.user);
		if (step.do === "change-person") await this.restart(this.users.find((user) => user !== this.store.user)!);
		if (step.do === "correct") await this.correct();
		if (step.do === "two-tabs") {
			const other = new Store(this.store.user, quiet);
			await Promise.all([sendAll(this.store, this.server), sendAll(other, this.server)]);
			await other.close();
		}
	}

	/** All good at the end: each person logs in again, corrects what was refused, and all is sent. */
	async end(): Promise<void> {
		for (const user of this.users) {
			await this.restart(user);
			await this.correct();
			await this.onlyPoisonedLanesWait();
			this.server.poison.clear();
			for (let round = 0; round < 3; round++) await this.send([]);
			const left = (await allActs(this.store)).filter((act) => act.state !== "done");
			expect(left).toEqual([]);
			const files = await this.store.run("readonly", (transaction) => transaction.objectStore("files").getAll());
			expect(files).toEqual([]);
			await this.store.close();
			await wipe(user);
		}
	}

	/** At which the server fails keeps waiting, with what follows on its ticket: all else goes. */
	private async onlyPoisonedLanesWait(): Promise<void> {
		// Two rounds and a third by itself for each of three tickets, and some to spare.
		for (let round = 0; round < 12; round++) await this.send([]);
		const held = new Set<string>();
		for (const act of await allActs(this.store)) {
			if (this.server.poison.has(act.key)) held.add(act.ticket);
			if (!held.has(act.ticket)) expect(act.state).toBe("done");
		}
	}

	private async act({ ticket, withFile, move, refused, poison }: Extract<Step, { do: "act" }>): Promise<void> {
		this.count += 1;
		const kind: Kind = withFile ? "photo" : move ? "move" : "change";
		const file = withFile ? `hash-${day}-${this.count}` : undefined;
		const key = `key-${day}-${this.count}`;
		const made: Omit<Act, "number"> = {
			key,
			kind,
			ticket: `T${ticket}`,
			values: {} as never,
			file,
			madeAt: new Date(0).toISOString(),
			state: "waiting",
			tries: 0,
		};
		await this.store.run("readwrite", async (transaction) => {
			if (file) await transaction.objectStore("files").put({ hash: file, type: "image/jpeg", content: new ArrayBuffer(1) });
			await transaction.objectStore("acts").add(made);
		});
		if (refused) this.server.refused.add(key);
		if (poison) this.server.poison.add(key);
		this.done.push({ user: this.store.user, key, ticket: made.ticket, file });
	}

	private async send(weather: Weather[]): Promise<void> {
		this.server.weather = [...weather];
		await sendAll(this.store, this.server);
		this.server.weather = [];
	}

	/** The person corrects what was refused: the server takes it now. */
	private async correct(): Promise<void> {
		this.server.refused.clear();
		await this.store.run("readwrite", async (transaction) => {
			const acts = transaction.objectStore("acts");
			for (const act of (await acts.getAll()) as Act[]) {
				if (act.state === "refused") await acts.put({ ...act, state: "waiting" });
			}
		});
	}

	private async restart(user: string): Promise<void> {
		await this.store.close();
		this.store = new Store(user, quiet);
		this.server.user = user;
	}
}

describe("the outbox", () => {
	test(
		"the server has exactly what was done, once, in order on each ticket",
		async () => {
			await fc.assert(
				fc.asyncProperty(steps, async (played) => {
					const phone = new Phone();
					for (const step of played) await phone.do(step);
					await phone.end();
					const arrived = phone.server.log;
					expect(arrived.map((one) => one.key).sort()).toEqual(phone.done.map((one) => one.key).sort());
					for (const one of arrived) expect(phone.done.find((done) => done.key === one.key)!.user).toBe(one.user);
					for (const user of new Set(phone.done.map((one) => one.user))) {
						for (const ticket of ["T0", "T1", "T2"]) {
							const own = (rows: { user: string; ticket: string; key: string }[]) =>
								rows.filter((row) => row.user === user && row.ticket === ticket).map((row) => row.key);
							expect(own(arrived)).toEqual(own(phone.done));
						}
					}
					expect([...phone.server.files].sort()).toEqual(phone.done.flatMap((one) => one.file ?? []).sort());
				}),
				{ numRuns: RUNS },
			);
		},
		RUNS * 1000,
	);
});

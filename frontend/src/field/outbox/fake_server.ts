// A server for tests that takes each act once, in order, as fsm_app/field_app/delivery.py does, over a network that fails as told.

import type { Act } from "./kinds";
import { type Answer, type Delivered, Failure, type Transport } from "./sending";

/** What happens to the next delivery. */
export type Weather = "good" | "cut-before" | "cut-after" | "server-error" | "logged-out" | "other-user";

export class FakeServer implements Transport {
	/** What was done, by user, each key once, in the order of arrival. */
	readonly log: { user: string; key: string; ticket: string; number: number; file?: string }[] = [];
	readonly files = new Set<string>();
	/** The acts that it refuses while their key stands here. */
	readonly refused = new Set<string>();
	/** The acts at which a whole delivery fails while their key stands here: a proxy or a worker that dies of them. */
	readonly poison = new Set<string>();
	weather: Weather[] = [];
	deliveries = 0;

	constructor(public user: string | null) {}

	async who(): Promise<string | null> {
		const weather = this.weather[0];
		if (weather === "logged-out" || weather === "other-user") {
			this.weather.shift();
			return weather === "logged-out" ? null : "somebody@else.example";
		}
		return this.user;
	}

	async deliver(user: string, sent: Delivered): Promise<Answer[]> {
		this.deliveries += 1;
		const weather = this.weather.shift() ?? "good";
		if (weather === "cut-before") throw new Failure("offline");
		if (weather === "server-error") throw new Failure("server");
		if (user !== this.user) throw new Failure("other-user");
		if (sent.acts.some((act) => this.poison.has(act.key))) throw new Failure("server");
		const answers = this.take(user, sent);
		if (weather === "cut-after") throw new Failure("offline");
		return answers;
	}

	private take(user: string, sent: Delivered): Answer[] {
		const stopped = new Set<string>();
		return sent.acts.map((act) => {
			if (this.log.some((one) => one.user === user && one.key === act.key)) return { key: act.key, result: "done" };
			if (stopped.has(act.ticket)) return { key: act.key, result: "waits" };
			const problem = this.problemOf(act, sent);
			if (problem) {
				stopped.add(act.ticket);
				return { key: act.key, result: problem, problem: "No." };
			}
			this.log.push({ user, key: act.key, ticket: act.ticket, number: act.number, file: act.file });
			if (act.file) this.files.add(act.file);
			return { key: act.key, result: "done" };
		});
	}

	private problemOf(act: Act & { needs: string[] }, sent: Delivered): "refused" | "again" | "" {
		if (this.refused.has(act.key)) return "refused";
		if (act.needs.some((key) => !this.log.some((one) => one.key === key))) return "again";
		return act.file && sent.file?.hash !== act.file ? "refused" : "";
	}
}

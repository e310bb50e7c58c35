// A line may be dead without saying so, and an answer may stop half-way: whoever asks waits for the whole of it, and not for ever.

export interface Whole {
	response: Response;
	text: string;
}

/** Asks and reads the whole answer; fails where it has not come `within` so many milliseconds. */
export async function fetchWhole(address: string, within: number, init: RequestInit = {}): Promise<Whole> {
	const giveUp = new AbortController();
	const timer = setTimeout(() => giveUp.abort(), within);
	try {
		const response = await fetch(address, { ...init, credentials: "same-origin", signal: giveUp.signal });
		return { response, text: await response.text() };
	} finally {
		clearTimeout(timer);
	}
}

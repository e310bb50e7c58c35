// Asking an expert to look at a ticket's device by live video: whom, and what it is about. It needs a connection, as the call does.

import { get, post } from "../api";
import { newClientKey } from "../client_keys";
import { ask } from "../dialogs";
import { __ } from "../i18n";

const API = "fsm_app.api.remote_guidance.";

/** The page of the call that was asked for; null where the user changed their mind. Fails with an ApiError. */
export async function askExpert(ticket: string): Promise<string | null> {
	const experts = await get<{ user: string; label: string }[]>(`${API}experts_of`, { ticket });
	if (!experts.length) throw new NobodyToAsk();
	const options = experts.map(({ user, label }) => ({ value: user, label }));
	const words = { title: __("Remote Guidance"), required: true, yes: __("Go On"), no: __("Not Now") };
	const expert = await ask({ ...words, field: __("Expert"), options, value: options[0].value });
	if (!expert) return null;
	const question = await ask({ ...words, field: __("What it is about"), yes: __("Send") });
	if (!question) return null;
	const { page } = await post<{ page: string }>(`${API}ask`, { ticket, expert, question, client_key: newClientKey() });
	return page;
}

/** There is no engineer or manager whom the user could ask. */
export class NobodyToAsk extends Error {}

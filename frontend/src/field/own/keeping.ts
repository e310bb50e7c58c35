// One's own record on a screen: what is kept shows at once, and is asked for anew where there is a connection.

import { onMounted, ref } from "vue";

import { ApiError } from "../../shared/api";
import { refreshOwn } from "../day";

/** Asks anew when the screen opens; `isAsking`, and the `problem` where it is not for want of a connection. */
export function useOwnRecord() {
	const isAsking = ref(false);
	const problem = ref("");
	onMounted(async () => {
		isAsking.value = true;
		try {
			await refreshOwn();
		} catch (error) {
			if (error instanceof ApiError && !error.isOffline) problem.value = error.message;
		} finally {
			isAsking.value = false;
		}
	});
	return { isAsking, problem };
}

// Parts of the app that are loaded when they are opened. Until the worker has put them on the phone they need a connection.

import { type AsyncComponentLoader, defineAsyncComponent, defineComponent } from "vue";

import { toast } from "../shared/dialogs";
import { __ } from "../shared/i18n";

/** Says that a part could not be loaded. */
export function tellMissing(): void {
	toast(__("This part of the app is not on the phone yet. Open it once with a connection."), "bad");
}

const Missing = defineComponent({
	emits: ["close"],
	mounted() {
		tellMissing();
		this.$emit("close");
	},
	render: () => null,
});

/** A component that is loaded when it is shown; where that fails it says so and asks to be closed. */
export function later<T extends AsyncComponentLoader>(load: T) {
	return defineAsyncComponent({ loader: load, errorComponent: Missing, delay: 0 });
}

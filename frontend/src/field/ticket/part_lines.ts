// What every form of parts asks for.

import { toast } from "../../shared/dialogs";
import { __ } from "../../shared/i18n";

/** Whether a line names a part and how much of it; says so where it does not. */
export function isWhole(line: { item_code: string; qty: number }): boolean {
	if (line.item_code && line.qty > 0) return true;
	toast(__("Enter the part and a quantity above 0."), "bad");
	return false;
}

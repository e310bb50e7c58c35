// The outbox, as the screens use it. Everything that is done goes through act(): it is on the phone's disk when the promise is kept.

export { act, drop, edit, exportUnsent, outbox, retry, send, settle } from "./box";
export type { ActOptions } from "./box";
export type { Act, ActValues, Conflict, Kind, PartLine, State, TicketField, TicketValues } from "./kinds";

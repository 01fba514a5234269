/** The contact: what is true of it, and what is shown. */
import type { Cause } from "flotilla/device";
import { payForChange } from "./battery.ts";
import type { ContactContext } from "./contact-schema.ts";
import type { ContactState } from "./contact-sensor.ts";

/** What it sits on is opened or closed, if it is not so already. */
export function move(state: ContactState, open: boolean, context: ContactContext): void {
  if (state.open === open) return;
  state.open = open;
  show(state, "human", context);
}

/** Shows what the contact says, which is the truth unless something is broken. */
export function show(state: ContactState, cause: Cause, context: ContactContext): void {
  if (state.exhausted || context.has("stuck")) return;
  const stateValue = !state.open && !context.has("magnet-lost");
  if (context.get("stateValue") === stateValue) return;
  context.set("stateValue", stateValue, cause);
  context.raise("stateChange", { stateValue });
  payForChange(state);
}

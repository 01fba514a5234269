/**
 * What the people of the home do with the plug and what is behind it.
 *
 * 1. The appliance takes part in what people do (appliances.ts). Whoever finds it dead because the plug is off
 *    presses the button.
 * 2. A few cut off what idles: one in twelve at bedtime, one in twenty when the last of them leaves. When they are up
 *    or back they switch it on again (design values).
 * 3. Nothing of this comes from a server, and without mains nobody presses anything.
 */
import type { Happening, Random } from "flotilla/device";
import { appliances } from "./appliances.ts";
import { draw, energize, surroundingsOf } from "./load.ts";
import type { PlugContext } from "./plug-schema.ts";
import type { PlugState } from "./plug.ts";
import { moveRelay, switchOff, switchOn } from "./switching.ts";

/** When the people of this home cut off what idles. */
export type Thrift = "never" | "night" | "away";

const nightShare = 1 / 12;
const awayShare = 1 / 20;

export function thriftOf(random: Random): Thrift {
  const chosen = random.next();
  return chosen < nightShare ? "night" : chosen < nightShare + awayShare ? "away" : "never";
}

export function takePart(state: PlugState, happening: Happening, context: PlugContext): void {
  if (!context.settings.usedByResidents) return;
  // What is over is over without mains, too: a car that is driven away does not go on charging when it is back.
  if (!state.mains && happening.type !== "ended") return;
  save(state, happening, context);
  use(state, happening, context);
}

function use(state: PlugState, happening: Happening, context: PlugContext): void {
  const { load } = state;
  if (!load.pluggedIn) return;
  const { hears, switchedAtPlug } = appliances[load.appliance];
  const handling = hears?.(load.work, happening, surroundingsOf(context));
  if (handling === undefined) return;
  const { powered } = load;
  if (handling === "used") switchOn(state, "human", context);
  if (handling === "left" && switchedAtPlug) switchOff(state, "human", context);
  moveRelay(state, context);
  energize(state, context);
  // What has just got power has said already what it draws.
  if (powered && load.powered && !switchedAtPlug) draw(state, context);
}

function save(state: PlugState, happening: Happening, context: PlugContext): void {
  if (!appliances[state.load.appliance].idles) return;
  const { thrift } = state;
  if (thrift === "night") {
    if (happening.type === "bedtime" && happening.last) switchOff(state, "human", context);
    if (happening.type === "wake" && happening.first) switchOn(state, "human", context);
  } else if (thrift === "away") {
    if (happening.type === "departure" && happening.last) switchOff(state, "human", context);
    if (happening.type === "settled" && happening.first) switchOn(state, "human", context);
  }
}

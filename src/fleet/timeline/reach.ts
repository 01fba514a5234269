/**
 * Whom an action is done to: each device by itself, each home by itself, or all at once.
 *
 * A wait that is drawn is another for each of them. So what follows it happens to each in its own time, up to the next action that
 * happens once: that waits for the last of them.
 *
 *     do: [ { wait: { uniform: [0s, 5m] } }, { command: on }, { wait: 10s }, { command: off }, { mark: all-off } ]
 *            each lamp in its own time ------------------------------------>   once, after the last
 */
import type { Action } from "../../scenario/plan.ts";
import type { Expressions } from "../expressions.ts";

export type Reach = "device" | "home" | "once";

/** Of the actions from `from` on, up to the first that happens once, which is at `to`. */
export interface Stretch {
  readonly reach: Reach;
  readonly to: number;
}

/** Where any is done to whole homes, all go on home by home. */
export function stretchOf(actions: readonly Action[], from: number, expressions: Expressions): Stretch {
  let reach: Reach = "once";
  for (let place = from; place < actions.length; place++) {
    const action = actions[place]!;
    if (action.type === "wait") continue;
    const own = reachOf(action, expressions);
    if (own === "once") return { reach, to: place };
    if (reach !== "home") reach = own;
  }
  return { reach, to: actions.length };
}

/** Whom one action is done to. */
export function reachOf(action: Exclude<Action, { type: "wait" }>, expressions: Expressions): Reach {
  switch (action.type) {
    case "command":
    case "act":
    case "fault":
    case "disconnect":
    case "reboot":
    case "function":
      return "device";
    case "http":
      return action.per === "device" ? "device" : "once";
    case "log": {
      const { roots } = expressions.template(action.text);
      return roots.has("device") ? "device" : roots.has("home") ? "home" : "once";
    }
    case "world":
      return action.act === "power-cut" || action.act === "router-down" || action.act === "isp-down" ? "home" : "once";
    case "mark":
    case "stop":
      return "once";
  }
}

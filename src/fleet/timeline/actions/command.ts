/**
 * A command to each device, through the server or the target's own API.
 *
 * It counts from the moment the step happens, however long it waits for its turn: that is when a user would have pressed the button.
 */
import type { Action } from "../../../scenario/plan.ts";
import type { Performance } from "../performance.ts";
import { argumentsFor } from "./arguments.ts";
import { request } from "./http.ts";

export function sendCommands(
  performance: Performance,
  place: number,
  { name, args: plan, via }: Extract<Action, { type: "command" }>,
): void {
  const { stage } = performance;
  const { clock, now } = stage.scheduler;
  const sentAt = clock.realAt(now);
  for (const unit of performance.units) {
    const args = argumentsFor(performance, place, plan, unit.device.kind.commands[name]?.args, unit);
    if (args === undefined) continue;
    unit.expectCommand(name, sentAt);
    stage.commandSent(unit);
    const done = (problem?: string): void => {
      if (problem === undefined) return;
      unit.commandFailed(name, sentAt);
      performance.complain(problem, unit);
    };
    if (via.type === "http" && stage.gateway.outside)
      request(performance, via, { unit, command: { name, args } }, done);
    else stage.gateway.send(unit.identity, { name, args }, done);
  }
}

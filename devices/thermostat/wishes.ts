/** What a server asks of the thermostat: commands, and attributes as it wants them. */
import type { Input } from "flotilla/device";
import { setPreset } from "./announce.ts";
import { activate, activateSchedule } from "./habits.ts";
import { beginHold, endHold, timeHold } from "./hold.ts";
import { coolingOf, heatingOf } from "./installation.ts";
import { chooseMode } from "./mode.ts";
import { chooseSetpoint, isHeld, moveSetpoints } from "./setpoints.ts";
import { type ThermostatContext, type ThermostatShape, setpoints } from "./thermostat-schema.ts";
import type { ThermostatState } from "./thermostat.ts";

type ThermostatInput<Type> = Extract<Input<ThermostatShape>, { readonly type: Type }>;

export function obey(state: ThermostatState, input: ThermostatInput<"command">, context: ThermostatContext): void {
  switch (input.name) {
    case "setpointRaiseLower":
      return raiseOrLower(input, context);
    case "setActivePresetRequest":
      if (input.args.presetHandle === null) setPreset(context, null);
      else activate(state, input.args.presetHandle, "external", context);
      return context.done(input.call);
    case "setActiveScheduleRequest":
      if (!activateSchedule(state, context)) {
        return context.fail(input.call, "rejected", "expected a weekly schedule, found none that can be read");
      }
      return context.done(input.call);
  }
}

/** Takes over what a server wants. A mode that what is installed cannot do is not taken over. */
export function adopt(
  state: ThermostatState,
  values: ThermostatInput<"desired">["values"],
  context: ThermostatContext,
): void {
  const { systemMode, temperatureSetpointHold, temperatureSetpointHoldDuration } = values;
  if (systemMode !== undefined) chooseMode(state, context, systemMode);
  for (const which of setpoints) {
    const wanted = values[which];
    if (wanted !== undefined) chooseSetpoint(which, wanted, "external", "desired", context);
  }
  const durationBefore = context.get("temperatureSetpointHoldDuration");
  if (temperatureSetpointHoldDuration !== undefined) {
    context.set("temperatureSetpointHoldDuration", temperatureSetpointHoldDuration);
  }
  if (temperatureSetpointHold === "setpointHoldOff") return endHold(state, context);
  // Wanted once more, a hold does not last any longer.
  if (temperatureSetpointHold === "setpointHoldOn" && !isHeld(context)) return beginHold(context);
  if (context.get("temperatureSetpointHoldDuration") !== durationBefore) timeHold(context);
}

function raiseOrLower(
  { args, call }: Extract<ThermostatInput<"command">, { readonly name: "setpointRaiseLower" }>,
  context: ThermostatContext,
): void {
  const heats = heatingOf(context) !== "none";
  const cools = coolingOf(context) !== "none";
  if (args.mode === "cool" && !cools) {
    return context.fail(call, "rejected", "expected mode heat or both, found cool: there is nothing that cools");
  }
  if (args.mode === "heat" && !heats && cools) {
    return context.fail(call, "rejected", "expected mode cool or both, found heat: there is nothing that heats");
  }
  const both = heats && cools ? "both" : cools ? "cool" : "heat";
  moveSetpoints(args.mode === "both" ? both : args.mode, args.amount, "external", "command", context);
  context.done(call);
}

/** What each command does. All are carried out and answered at once; transitions run on by themselves. */
import { type Cause, type Input, switchOnForAWhile } from "flotilla/device";
import { type BulbContext, type BulbShape, commands } from "./bulb-schema.ts";
import type { BulbState } from "./bulb.ts";
import { obeyColour } from "./colour-commands.ts";
import { goToLevel, keepMoving, type Reach, stepBy } from "./level-commands.ts";
import { stopMoving } from "./light.ts";
import { switchOff, switchOffWithEffect, switchOn, toggle } from "./switching.ts";

type BulbCommand = Extract<Input<BulbShape>, { readonly type: "command" }>;

export function obey(state: BulbState, input: BulbCommand, context: BulbContext): void {
  const { variant } = context.settings;
  if (variant === "onoff" && levelCommands.has(input.name)) {
    return context.fail(input.call, "rejected", "expected a dimmable variant, found onoff");
  }
  const needed = colourVariantsFor(input.name);
  if (needed !== undefined && !needed.includes(variant)) {
    return context.fail(input.call, "rejected", `expected variant ${needed.join(" or ")}, found ${variant}`);
  }
  carryOut(state, input, context);
  context.done(input.call);
}

/** Commands an on/off bulb does not have. */
const levelCommands: ReadonlySet<string> = new Set(
  Object.entries(commands).flatMap(([name, { matter }]) => (matter.startsWith("LevelControl.") ? [name] : [])),
);

/** Which variants have a command of ColorControl; `undefined` for other commands. */
function colourVariantsFor(name: BulbCommand["name"]): readonly string[] | undefined {
  if (!commands[name].matter.startsWith("ColorControl.")) return undefined;
  return whiteCommands.has(name) ? ["color-temperature", "color"] : ["color"];
}

const whiteCommands: ReadonlySet<string> = new Set([
  "moveToColorTemperature",
  "moveColorTemperature",
  "stepColorTemperature",
  "stopMoveStep",
]);

function carryOut(state: BulbState, input: BulbCommand, context: BulbContext): void {
  const cause: Cause = "command";
  switch (input.name) {
    case "on":
      return switchOn(state, cause, context);
    case "off":
      return switchOff(state, cause, context);
    case "toggle":
      return toggle(state, cause, context);
    case "offWithEffect":
      return switchOffWithEffect(state, input.args.effectIdentifier, input.args.effectVariant, cause, context);
    case "onWithTimedOff":
      if (input.args.acceptOnlyWhenOn === true && !context.get("onOff")) return;
      return switchOnForAWhile(
        state,
        input.args.onTime,
        input.args.offWaitTime,
        () => switchOn(state, cause, context),
        context,
      );
    case "moveToLevel":
      return goToLevel(state, input.args.level, input.args.transitionTime, reachOf(input.args), cause, context);
    case "moveToLevelWithOnOff":
      return goToLevel(state, input.args.level, input.args.transitionTime, "withOnOff", cause, context);
    case "move":
      return keepMoving(state, input.args.moveMode, input.args.rate, reachOf(input.args), cause, context);
    case "moveWithOnOff":
      return keepMoving(state, input.args.moveMode, input.args.rate, "withOnOff", cause, context);
    case "step":
      return stepBy(
        state,
        input.args.stepMode,
        input.args.stepSize,
        input.args.transitionTime,
        reachOf(input.args),
        cause,
        context,
      );
    case "stepWithOnOff":
      return stepBy(
        state,
        input.args.stepMode,
        input.args.stepSize,
        input.args.transitionTime,
        "withOnOff",
        cause,
        context,
      );
    case "stop":
    case "stopWithOnOff":
      return stopMoving(state, context);
    default:
      return obeyColour(state, input, context);
  }
}

function reachOf(args: { readonly executeIfOff?: boolean }): Reach {
  return args.executeIfOff === true ? "executeIfOff" : "whileOn";
}

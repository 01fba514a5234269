/**
 * Matter's ColorControl commands. All do nothing while the light is off, unless they say executeIfOff. Hue and saturation need the
 * variant `color`, whites `color-temperature` or `color`.
 */
import { rampAt, type Input } from "flotilla/device";
import type { BulbContext, BulbShape } from "./bulb-schema.ts";
import type { BulbState } from "./bulb.ts";
import { becomeWhite, keepTurning, moveChromaticity, moveHueAndSaturation, stopColour } from "./colour.ts";
import { fullSaturation } from "./colour-space.ts";
import { moveWhite, whitesOf } from "./white.ts";

export type ColourCommand = Extract<
  Input<BulbShape>,
  {
    readonly type: "command";
    readonly name:
      | "moveToHue"
      | "moveHue"
      | "stepHue"
      | "moveToSaturation"
      | "moveSaturation"
      | "stepSaturation"
      | "moveToHueAndSaturation"
      | "moveToColor"
      | "moveColor"
      | "stepColor"
      | "moveToColorTemperature"
      | "moveColorTemperature"
      | "stepColorTemperature"
      | "stopMoveStep";
  }
>;

export function obeyColour(state: BulbState, { name, args }: ColourCommand, context: BulbContext): void {
  if (!context.get("onOff") && args.executeIfOff !== true) return;
  const { now } = context;
  switch (name) {
    case "moveToHue":
      return moveHueAndSaturation(state, { hue: args.hue }, args.direction, args.transitionTime ?? 0, context);
    case "moveHue":
      if (args.moveMode === "stop") return stopColour(state, context);
      return keepTurning(state, args.moveMode === "up" ? args.rate : -args.rate, context);
    case "stepHue": {
      const hue = hueOf(state, context) + (args.stepMode === "up" ? args.stepSize : -args.stepSize);
      return moveHueAndSaturation(state, { hue }, args.stepMode, args.transitionTime ?? 0, context);
    }
    case "moveToSaturation":
      return moveHueAndSaturation(
        state,
        { saturation: args.saturation },
        "shortest",
        args.transitionTime ?? 0,
        context,
      );
    case "moveSaturation": {
      if (args.moveMode === "stop") return stopColour(state, context);
      const saturation = args.moveMode === "up" ? fullSaturation : 0;
      const way = Math.abs(saturation - saturationOf(state, context));
      return moveHueAndSaturation(state, { saturation }, "shortest", way / args.rate, context);
    }
    case "stepSaturation": {
      const wanted = saturationOf(state, context) + (args.stepMode === "up" ? args.stepSize : -args.stepSize);
      const saturation = Math.min(fullSaturation, Math.max(0, wanted));
      return moveHueAndSaturation(state, { saturation }, "shortest", args.transitionTime ?? 0, context);
    }
    case "moveToHueAndSaturation":
      return moveHueAndSaturation(
        state,
        { hue: args.hue, saturation: args.saturation },
        "shortest",
        args.transitionTime ?? 0,
        context,
      );
    case "moveToColor":
      return moveChromaticity(state, { x: args.colorX, y: args.colorY }, args.transitionTime ?? 0, context);
    case "moveColor": {
      if (args.rateX === 0 && args.rateY === 0) return stopColour(state, context);
      const { x, y } = chromaticityNow(state, context);
      const to = { x: x + args.rateX * steadyMove, y: y + args.rateY * steadyMove };
      return moveChromaticity(state, to, steadyMove, context);
    }
    case "stepColor": {
      const { x, y } = chromaticityNow(state, context);
      return moveChromaticity(state, { x: x + args.stepX, y: y + args.stepY }, args.transitionTime ?? 0, context);
    }
    case "moveToColorTemperature":
      return goToWhite(state, args.colorTemperatureMireds, args.transitionTime ?? 0, context);
    case "moveColorTemperature": {
      if (args.moveMode === "stop") return stopColour(state, context);
      const [coolest, warmest] = whitesOf(state.profile);
      const end = args.moveMode === "up" ? warmest : coolest;
      return goToWhite(state, end, Math.abs(end - rampAt(state.white, now)) / Math.max(1, args.rate), context);
    }
    case "stepColorTemperature": {
      const mireds = rampAt(state.white, now) + (args.stepMode === "up" ? args.stepSize : -args.stepSize);
      return goToWhite(state, mireds, args.transitionTime ?? 0, context);
    }
    case "stopMoveStep":
      return stopColour(state, context);
  }
}

export function goToWhite(state: BulbState, mireds: number, duration: number, context: BulbContext): void {
  becomeWhite(state, context);
  moveWhite(state, mireds, duration, context);
}

/** s a move of the chromaticity goes on for: longer than any crosses the diagram at the slowest rate that is seen. */
const steadyMove = 60;

function hueOf({ colour }: BulbState, { now }: BulbContext): number {
  return colour === null ? 0 : rampAt(colour.hue, now);
}

function saturationOf({ colour }: BulbState, { now }: BulbContext): number {
  return colour === null ? 0 : rampAt(colour.saturation, now);
}

function chromaticityNow({ colour }: BulbState, { now }: BulbContext): { readonly x: number; readonly y: number } {
  return colour === null ? { x: 0, y: 0 } : { x: rampAt(colour.x, now), y: rampAt(colour.y, now) };
}

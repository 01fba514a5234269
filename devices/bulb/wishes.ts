/** What a server desires and what the owner configures. */
import { type Input, restingRamp } from "flotilla/device";
import type { BulbContext, BulbShape } from "./bulb-schema.ts";
import type { BulbState } from "./bulb.ts";
import { goToLevel } from "./level-commands.ts";
import { comeToRest, highestLevel } from "./light.ts";
import { awaitSomebody } from "./residents.ts";
import { switchOff, switchOn } from "./switching.ts";
import { goToWhite } from "./colour-commands.ts";
import { moveChromaticity, moveHueAndSaturation, newColour } from "./colour.ts";

type BulbInput<Type> = Extract<Input<BulbShape>, { readonly type: Type }>;

/** Takes over what a server wants: the level before the light, so that it goes on at the right one. */
export function adopt(state: BulbState, values: BulbInput<"desired">["values"], context: BulbContext): void {
  const {
    onOff,
    currentLevel,
    colorTemperatureMireds,
    onOffTransitionTime,
    onLevel,
    startUpOnOff,
    startUpCurrentLevel,
    startUpColorTemperatureMireds,
    currentHue,
    currentSaturation,
    currentX,
    currentY,
  } = values;
  const { variant } = context.settings;
  if (onOffTransitionTime !== undefined) context.set("onOffTransitionTime", onOffTransitionTime);
  if (startUpOnOff !== undefined) context.set("startUpOnOff", startUpOnOff);
  if (variant !== "onoff") {
    if (onLevel !== undefined) context.set("onLevel", onLevel);
    if (startUpCurrentLevel !== undefined) context.set("startUpCurrentLevel", startUpCurrentLevel);
    if (currentLevel !== undefined) goToLevel(state, currentLevel, undefined, "executeIfOff", "desired", context);
  }
  if (variant === "color-temperature" || variant === "color") {
    if (startUpColorTemperatureMireds !== undefined) {
      context.set("startUpColorTemperatureMireds", startUpColorTemperatureMireds);
    }
    if (colorTemperatureMireds !== undefined) goToWhite(state, colorTemperatureMireds, 0, context);
  }
  if (currentHue !== undefined || currentSaturation !== undefined) {
    const to = given({ hue: currentHue, saturation: currentSaturation });
    moveHueAndSaturation(state, to, "shortest", 0, context);
  }
  if (currentX !== undefined || currentY !== undefined) {
    moveChromaticity(state, given({ x: currentX, y: currentY }), 0, context);
  }
  if (onOff === true) switchOn(state, "desired", context);
  if (onOff === false) switchOff(state, "desired", context);
}

export function reconfigure(state: BulbState, names: BulbInput<"configured">["names"], context: BulbContext): void {
  const { settings: wanted } = context;
  if (names.includes("onOffTransitionTime")) context.set("onOffTransitionTime", wanted.onOffTransitionTime);
  if (names.includes("startUpOnOff")) context.set("startUpOnOff", wanted.startUpOnOff);
  if (names.includes("usedByResidents")) awaitSomebody(state, context);
  if (names.includes("variant")) {
    const coloured = wanted.variant === "color";
    if (coloured !== (state.colour !== null)) {
      state.colour = coloured ? newColour(state.white.to, context.now) : null;
      context.set("colorMode", "colorTemperatureMireds");
    }
  }
  if (names.includes("variant") && wanted.variant === "onoff") {
    comeToRest(state, context);
    context.set("onLevel", null);
    context.set("startUpCurrentLevel", null);
    state.level = restingRamp(highestLevel, context.now);
  }
}

/** Without what was left out. */
function given<T extends Record<string, number | undefined>>(values: T): { [K in keyof T]?: number } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: number;
  };
}

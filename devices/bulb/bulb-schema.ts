/**
 * What a bulb shows and understands: Matter's OnOff, LevelControl, ColorControl (hue and saturation, chromaticity, colour
 * temperature) and the electrical measurement clusters, in natural units: seconds, watts, kilowatt-hours, mireds. Levels, hues,
 * saturations and chromaticities are in Matter's own counts.
 *
 * Reporting rules: zigbee-herdsman-converters; a level at most once per second, as Matter's LevelControl asks.
 */
import type { Context } from "flotilla/device";

export const attributes = {
  onOff: {
    type: "boolean",
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "0s", max: "1h" },
    doc: "Whether it is on; while it fades out it still is.",
    matter: "OnOff.OnOff",
  },
  currentLevel: {
    type: "number",
    min: 1,
    max: 254,
    integer: true,
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "1s", max: "1h", change: 1 },
    doc: "Brightness; while off, that of the next time it is on.",
    matter: "LevelControl.CurrentLevel",
  },
  remainingTime: {
    type: "number",
    unit: "s",
    min: 0,
    max: 6_553.5,
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Length of the level transition that began last, 0 when it is over; transitions below 1 s are not told.",
    matter: "LevelControl.RemainingTime",
  },
  onOffTransitionTime: {
    type: "number",
    unit: "s",
    min: 0,
    max: 6_553.5,
    role: "state",
    writable: true,
    report: { min: "0s", max: "never" },
    doc: "How long it takes to go on and off.",
    matter: "LevelControl.OnOffTransitionTime",
  },
  onLevel: {
    type: "number",
    min: 1,
    max: 254,
    integer: true,
    nullable: true,
    role: "state",
    writable: true,
    report: { min: "0s", max: "never" },
    doc: "The level it goes on with; null for the last one.",
    matter: "LevelControl.OnLevel",
  },
  startUpOnOff: {
    type: "choice",
    options: ["off", "on", "toggle"],
    nullable: true,
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "What it does when mains comes back; null to be as before.",
    matter: "OnOff.StartUpOnOff",
  },
  startUpCurrentLevel: {
    type: "number",
    min: 1,
    max: 254,
    integer: true,
    nullable: true,
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "The level it has when mains comes back; null for the level before.",
    matter: "LevelControl.StartUpCurrentLevel",
  },
  colorTemperatureMireds: {
    type: "number",
    unit: "mireds",
    min: 1,
    max: 65_279,
    integer: true,
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "1s", max: "1h", change: 1 },
    doc: "The white it gives, or gave last; fixed unless its variant is color-temperature or color.",
    matter: "ColorControl.ColorTemperatureMireds",
  },
  colorMode: {
    type: "choice",
    options: ["currentHueAndCurrentSaturation", "currentXAndCurrentY", "colorTemperatureMireds"],
    role: "state",
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "Which attributes say what colour it gives; always the white unless its variant is color.",
    matter: "ColorControl.ColorMode",
  },
  currentHue: {
    type: "number",
    min: 0,
    max: 254,
    integer: true,
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "1s", max: "never", change: 1 },
    doc: "Hue, 254 steps of a full turn, or the last one when another mode holds. Variant color.",
    matter: "ColorControl.CurrentHue",
  },
  currentSaturation: {
    type: "number",
    min: 0,
    max: 254,
    integer: true,
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "1s", max: "never", change: 1 },
    doc: "Saturation: 0 is white, 254 as pure as it gets. Variant color.",
    matter: "ColorControl.CurrentSaturation",
  },
  currentX: {
    type: "number",
    min: 0,
    max: 65_279,
    integer: true,
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "1s", max: "never", change: 1 },
    doc: "CIE 1931 chromaticity x in 65,536ths. Variant color.",
    matter: "ColorControl.CurrentX",
  },
  currentY: {
    type: "number",
    min: 0,
    max: 65_279,
    integer: true,
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "1s", max: "never", change: 1 },
    doc: "CIE 1931 chromaticity y in 65,536ths. Variant color.",
    matter: "ColorControl.CurrentY",
  },
  startUpColorTemperatureMireds: {
    type: "number",
    unit: "mireds",
    min: 1,
    max: 65_279,
    integer: true,
    nullable: true,
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "The white it gives when mains comes back; null for the colour before.",
    matter: "ColorControl.StartUpColorTemperatureMireds",
  },
  colorTempPhysicalMinMireds: {
    type: "number",
    unit: "mireds",
    min: 1,
    max: 65_279,
    integer: true,
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Its coolest white.",
    matter: "ColorControl.ColorTempPhysicalMinMireds",
  },
  colorTempPhysicalMaxMireds: {
    type: "number",
    unit: "mireds",
    min: 1,
    max: 65_279,
    integer: true,
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Its warmest white.",
    matter: "ColorControl.ColorTempPhysicalMaxMireds",
  },
  activePower: {
    type: "number",
    unit: "W",
    min: 0,
    max: 1_000,
    role: "telemetry",
    report: { min: "5s", max: "1h", change: 1 },
    doc: "What it draws.",
    matter: "ElectricalPowerMeasurement.ActivePower",
  },
  cumulativeEnergyImported: {
    type: "number",
    unit: "kWh",
    min: 0,
    role: "telemetry",
    report: { min: "1m", max: "1h", change: 0.01 },
    doc: "What it has drawn since it was new.",
    matter: "ElectricalEnergyMeasurement.CumulativeEnergyImported",
  },
} as const;

export const commands = {
  on: { doc: "Goes on, at onLevel or the last level.", args: {}, matter: "OnOff.On" },
  off: { doc: "Goes off; keeps its level for the next time.", args: {}, matter: "OnOff.Off" },
  toggle: { doc: "Goes off when on, on when off.", args: {}, matter: "OnOff.Toggle" },
  offWithEffect: {
    doc: "Goes off in style.",
    args: {
      effectIdentifier: { type: "choice", options: ["delayedAllOff", "dyingLight"], doc: "The style." },
      effectVariant: {
        type: "number",
        integer: true,
        min: 0,
        max: 255,
        doc: "delayedAllOff: 0 fades in 0.8 s, 1 does not fade, 2 dims by half in 0.8 s and is off 12 s later.",
      },
    },
    matter: "OnOff.OffWithEffect",
  },
  onWithTimedOff: {
    doc: "Goes on for a while; then stays off for another, in which this command does not turn it on again.",
    args: {
      acceptOnlyWhenOn: { type: "boolean", optional: true, doc: "Whether to do nothing while off." },
      onTime: { type: "number", unit: "s", min: 0, max: 6_553.4, doc: "How long it stays on, at least." },
      offWaitTime: { type: "number", unit: "s", min: 0, max: 6_553.4, doc: "How long it stays off when put out." },
    },
    matter: "OnOff.OnWithTimedOff",
  },
  moveToLevel: {
    doc: "Goes to a level; while off, only with executeIfOff.",
    args: {
      level: { type: "number", integer: true, min: 0, max: 254, doc: "The level; 0 is the lowest, as 1 is." },
      transitionTime: {
        type: "number",
        unit: "s",
        min: 0,
        max: 6_553.4,
        nullable: true,
        optional: true,
        doc: "How long it takes; onOffTransitionTime without it.",
      },
      executeIfOff: { type: "boolean", optional: true, doc: "Whether to set the level while off." },
    },
    matter: "LevelControl.MoveToLevel",
  },
  moveToLevelWithOnOff: {
    doc: "Goes to a level, and on; at the lowest level it goes off.",
    args: {
      level: { type: "number", integer: true, min: 0, max: 254, doc: "The level; 0 is the lowest, as 1 is." },
      transitionTime: {
        type: "number",
        unit: "s",
        min: 0,
        max: 6_553.4,
        nullable: true,
        optional: true,
        doc: "How long it takes; onOffTransitionTime without it.",
      },
    },
    matter: "LevelControl.MoveToLevelWithOnOff",
  },
  move: {
    doc: "Gets brighter or darker until it is stopped or at the end.",
    args: {
      moveMode: { type: "choice", options: ["up", "down"], doc: "Which way." },
      rate: {
        type: "number",
        unit: "1/s",
        min: 1,
        max: 254,
        nullable: true,
        optional: true,
        doc: "Levels per second; at once without it.",
      },
      executeIfOff: { type: "boolean", optional: true, doc: "Whether to set the level while off." },
    },
    matter: "LevelControl.Move",
  },
  moveWithOnOff: {
    doc: "Gets brighter, and goes on; or darker, and at the end goes off.",
    args: {
      moveMode: { type: "choice", options: ["up", "down"], doc: "Which way." },
      rate: {
        type: "number",
        unit: "1/s",
        min: 1,
        max: 254,
        nullable: true,
        optional: true,
        doc: "Levels per second; at once without it.",
      },
    },
    matter: "LevelControl.MoveWithOnOff",
  },
  step: {
    doc: "Gets brighter or darker by a few levels.",
    args: {
      stepMode: { type: "choice", options: ["up", "down"], doc: "Which way." },
      stepSize: { type: "number", integer: true, min: 1, max: 254, doc: "By how many levels." },
      transitionTime: {
        type: "number",
        unit: "s",
        min: 0,
        max: 6_553.4,
        nullable: true,
        optional: true,
        doc: "How long it takes; at once without it.",
      },
      executeIfOff: { type: "boolean", optional: true, doc: "Whether to set the level while off." },
    },
    matter: "LevelControl.Step",
  },
  stepWithOnOff: {
    doc: "Gets brighter by a few levels, and goes on; or darker, and at the lowest level goes off.",
    args: {
      stepMode: { type: "choice", options: ["up", "down"], doc: "Which way." },
      stepSize: { type: "number", integer: true, min: 1, max: 254, doc: "By how many levels." },
      transitionTime: {
        type: "number",
        unit: "s",
        min: 0,
        max: 6_553.4,
        nullable: true,
        optional: true,
        doc: "How long it takes; at once without it.",
      },
    },
    matter: "LevelControl.StepWithOnOff",
  },
  stop: {
    doc: "Stays at the level it has reached.",
    args: { executeIfOff: { type: "boolean", optional: true, doc: "Whether also while off." } },
    matter: "LevelControl.Stop",
  },
  stopWithOnOff: { doc: "Stays at the level it has reached.", args: {}, matter: "LevelControl.StopWithOnOff" },
  moveToHue: {
    doc: "Turns to a hue.",
    args: {
      hue: { type: "number", integer: true, min: 0, max: 254, doc: "The hue." },
      direction: { type: "choice", options: ["shortest", "longest", "up", "down"], doc: "Which way round." },
      transitionTime: { type: "number", unit: "s", min: 0, max: 6_553.4, optional: true, doc: "How long it takes." },
      executeIfOff: { type: "boolean", optional: true, doc: "Whether also while off." },
    },
    matter: "ColorControl.MoveToHue",
  },
  moveHue: {
    doc: "Turns through the hues until it is stopped.",
    args: {
      moveMode: { type: "choice", options: ["stop", "up", "down"], doc: "Which way; stop stays." },
      rate: { type: "number", unit: "1/s", integer: true, min: 1, max: 255, doc: "Steps per second." },
      executeIfOff: { type: "boolean", optional: true, doc: "Whether also while off." },
    },
    matter: "ColorControl.MoveHue",
  },
  stepHue: {
    doc: "Turns by some steps of hue.",
    args: {
      stepMode: { type: "choice", options: ["up", "down"], doc: "Which way." },
      stepSize: { type: "number", integer: true, min: 1, max: 255, doc: "By how many." },
      transitionTime: { type: "number", unit: "s", min: 0, max: 25.5, optional: true, doc: "How long it takes." },
      executeIfOff: { type: "boolean", optional: true, doc: "Whether also while off." },
    },
    matter: "ColorControl.StepHue",
  },
  moveToSaturation: {
    doc: "Goes to a saturation.",
    args: {
      saturation: { type: "number", integer: true, min: 0, max: 254, doc: "The saturation." },
      transitionTime: { type: "number", unit: "s", min: 0, max: 6_553.4, optional: true, doc: "How long it takes." },
      executeIfOff: { type: "boolean", optional: true, doc: "Whether also while off." },
    },
    matter: "ColorControl.MoveToSaturation",
  },
  moveSaturation: {
    doc: "Gets purer or paler until it is stopped or at the end.",
    args: {
      moveMode: { type: "choice", options: ["stop", "up", "down"], doc: "Which way; stop stays." },
      rate: { type: "number", unit: "1/s", integer: true, min: 1, max: 255, doc: "Steps per second." },
      executeIfOff: { type: "boolean", optional: true, doc: "Whether also while off." },
    },
    matter: "ColorControl.MoveSaturation",
  },
  stepSaturation: {
    doc: "Gets purer or paler by some steps.",
    args: {
      stepMode: { type: "choice", options: ["up", "down"], doc: "Which way." },
      stepSize: { type: "number", integer: true, min: 1, max: 255, doc: "By how many." },
      transitionTime: { type: "number", unit: "s", min: 0, max: 25.5, optional: true, doc: "How long it takes." },
      executeIfOff: { type: "boolean", optional: true, doc: "Whether also while off." },
    },
    matter: "ColorControl.StepSaturation",
  },
  moveToHueAndSaturation: {
    doc: "Goes to a hue, the shortest way, and a saturation.",
    args: {
      hue: { type: "number", integer: true, min: 0, max: 254, doc: "The hue." },
      saturation: { type: "number", integer: true, min: 0, max: 254, doc: "The saturation." },
      transitionTime: { type: "number", unit: "s", min: 0, max: 6_553.4, optional: true, doc: "How long it takes." },
      executeIfOff: { type: "boolean", optional: true, doc: "Whether also while off." },
    },
    matter: "ColorControl.MoveToHueAndSaturation",
  },
  moveToColor: {
    doc: "Goes to a chromaticity.",
    args: {
      colorX: { type: "number", integer: true, min: 0, max: 65_279, doc: "x in 65,536ths." },
      colorY: { type: "number", integer: true, min: 0, max: 65_279, doc: "y in 65,536ths." },
      transitionTime: { type: "number", unit: "s", min: 0, max: 6_553.4, optional: true, doc: "How long it takes." },
      executeIfOff: { type: "boolean", optional: true, doc: "Whether also while off." },
    },
    matter: "ColorControl.MoveToColor",
  },
  moveColor: {
    doc: "Moves through the chromaticities until it is stopped or at the edge; two rates of 0 stop it.",
    args: {
      rateX: { type: "number", integer: true, min: -32_768, max: 32_767, doc: "65,536ths of x per second." },
      rateY: { type: "number", integer: true, min: -32_768, max: 32_767, doc: "65,536ths of y per second." },
      executeIfOff: { type: "boolean", optional: true, doc: "Whether also while off." },
    },
    matter: "ColorControl.MoveColor",
  },
  stepColor: {
    doc: "Moves by a step of chromaticity.",
    args: {
      stepX: { type: "number", integer: true, min: -32_768, max: 32_767, doc: "65,536ths of x." },
      stepY: { type: "number", integer: true, min: -32_768, max: 32_767, doc: "65,536ths of y." },
      transitionTime: { type: "number", unit: "s", min: 0, max: 6_553.4, optional: true, doc: "How long it takes." },
      executeIfOff: { type: "boolean", optional: true, doc: "Whether also while off." },
    },
    matter: "ColorControl.StepColor",
  },
  moveToColorTemperature: {
    doc: "Goes to a white, as near as it can give it.",
    args: {
      colorTemperatureMireds: { type: "number", unit: "mireds", integer: true, min: 0, max: 65_279, doc: "The white." },
      transitionTime: { type: "number", unit: "s", min: 0, max: 6_553.4, optional: true, doc: "How long it takes." },
      executeIfOff: { type: "boolean", optional: true, doc: "Whether also while off." },
    },
    matter: "ColorControl.MoveToColorTemperature",
  },
  moveColorTemperature: {
    doc: "Gets warmer (up, more mireds) or cooler until it is stopped or at the end.",
    args: {
      moveMode: { type: "choice", options: ["stop", "up", "down"], doc: "Which way; stop stays." },
      rate: { type: "number", unit: "mireds/s", integer: true, min: 0, max: 65_535, doc: "Mireds per second." },
      executeIfOff: { type: "boolean", optional: true, doc: "Whether also while off." },
    },
    matter: "ColorControl.MoveColorTemperature",
  },
  stepColorTemperature: {
    doc: "Gets warmer or cooler by some mireds.",
    args: {
      stepMode: { type: "choice", options: ["up", "down"], doc: "Which way." },
      stepSize: { type: "number", integer: true, min: 1, max: 65_535, doc: "By how many mireds." },
      transitionTime: { type: "number", unit: "s", min: 0, max: 6_553.4, optional: true, doc: "How long it takes." },
      executeIfOff: { type: "boolean", optional: true, doc: "Whether also while off." },
    },
    matter: "ColorControl.StepColorTemperature",
  },
  stopMoveStep: {
    doc: "Stays at the colour it has reached.",
    args: { executeIfOff: { type: "boolean", optional: true, doc: "Whether also while off." } },
    matter: "ColorControl.StopMoveStep",
  },
} as const;

export const events = {} as const;

export const settings = {
  variant: {
    type: "choice",
    options: ["onoff", "dimmable", "color-temperature", "color"],
    default: "color-temperature",
    doc: "What it can do besides going on and off.",
  },
  onOffTransitionTime: {
    type: "number",
    unit: "s",
    min: 0,
    max: 6_553.5,
    default: 0,
    doc: "onOffTransitionTime to begin with.",
  },
  startUpOnOff: {
    type: "choice",
    options: ["off", "on", "toggle"],
    nullable: true,
    default: "on",
    doc: "startUpOnOff to begin with.",
  },
  usedByResidents: {
    type: "boolean",
    default: true,
    doc: "Whether the people of the home switch it; without them only commands and acts do.",
  },
} as const;

export const faults = {
  "dead-led": { doc: "It gives no light and draws standby power only, whatever it says." },
  "stuck-on": { doc: "Its driver does not let go: it draws power and gives light also when off." },
} as const;

export const acts = {
  press: { doc: "Somebody presses its switch: off when on, on when off.", args: {} },
} as const;

export const wakes = [
  /** The level transition is over. */
  "transition",
  /** The time of onWithTimedOff is over. */
  "timed-off",
  /** Somebody may want light. */
  "switch-on",
  /** Whoever wanted light is done with it. */
  "switch-off",
] as const;

export interface BulbShape {
  readonly attributes: typeof attributes;
  readonly commands: typeof commands;
  readonly events: typeof events;
  readonly settings: typeof settings;
  readonly faults: typeof faults;
  readonly acts: typeof acts;
  readonly wakes: typeof wakes;
}
export type BulbContext = Context<BulbShape>;

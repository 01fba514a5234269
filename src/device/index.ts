/** `flotilla/device`: all that a kind is written against. */
export * from "../kernel/distribution.ts";
export { FlotillaError } from "../kernel/errors.ts";
export * from "../kernel/random.ts";
export * from "../kernel/time.ts";
export type { Activity, Happening, Presence, Room } from "../world/happening.ts";
export type { CoolingEquipment, HeatingEquipment, HomeTraits, HomeView } from "../world/home.ts";
export * from "./field.ts";
export * from "./kind.ts";
export * from "./on-off-timer.ts";
export * from "./physics/battery.ts";
export * from "./physics/first-order.ts";
export * from "./physics/piecewise-linear.ts";
export * from "./physics/power-source.ts";
export * from "./physics/ramp.ts";
export * from "./physics/sensor-threshold.ts";
export * from "./physics/two-node-house.ts";
export * from "./physics/vapour-compression.ts";

/** `flotilla`: a fleet of simulated devices from code. Kinds are written against `flotilla/device`, scenarios against `flotilla/scenario`. */
export { catalog } from "../devices/catalog.ts";
export type { Value, Values } from "./device/field.ts";
export type { Identity } from "./device/identity.ts";
export type { Kind } from "./device/kind.ts";
export type {
  DeviceRecord,
  Notice,
  Progress,
  Recovery,
  RunInfo,
  RunOutput,
  Summary,
  Verdict,
} from "./fleet/run-events.ts";
export { FlotillaError, type ErrorCode } from "./kernel/errors.ts";
export type { Duration, Instant } from "./kernel/time.ts";
export { startFleet, type Fleet, type FleetDevice, type FleetOptions } from "./library/start-fleet.ts";
export type { HistogramSummary } from "./metrics/histogram.ts";
export type { Plan } from "./scenario/plan.ts";
export type { ScenarioInput } from "./scenario/scenario-input.ts";

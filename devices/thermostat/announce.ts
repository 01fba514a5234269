/**
 * Attributes whose changes Matter tells as events (feature TEVT): set here, and told when they have changed, never otherwise.
 */
import type { Cause } from "flotilla/device";
import type { Equipment } from "./equipment.ts";
import type { Plant } from "./plant.ts";
import type {
  PresetHandle,
  RunningMode,
  RunningState,
  Setpoint,
  SystemMode,
  ThermostatContext,
} from "./thermostat-schema.ts";

export function setSystemMode(context: ThermostatContext, mode: SystemMode, cause?: Cause): void {
  const previousSystemMode = context.get("systemMode");
  if (mode === previousSystemMode) return;
  context.set("systemMode", mode, cause);
  context.raise("systemModeChange", { previousSystemMode, currentSystemMode: mode });
}

export function setOccupancy(context: ThermostatContext, occupancy: boolean, cause?: Cause): void {
  const previousOccupancy = context.get("occupancy");
  if (occupancy === previousOccupancy) return;
  context.set("occupancy", occupancy, cause);
  context.raise("occupancyChange", { previousOccupancy, currentOccupancy: occupancy });
}

/** @returns by how much it has changed, K. */
export function setSetpoint(context: ThermostatContext, which: Setpoint, temperature: number, cause?: Cause): number {
  const previousSetpoint = context.get(which);
  if (temperature === previousSetpoint) return 0;
  context.set(which, temperature, cause);
  context.raise("setpointChange", {
    systemMode: context.get("systemMode"),
    occupancy: context.get("occupancy"),
    previousSetpoint,
    currentSetpoint: temperature,
  });
  return temperature - previousSetpoint;
}

export function setPreset(context: ThermostatContext, preset: PresetHandle | null, cause?: Cause): void {
  const previousPresetHandle = context.get("activePresetHandle");
  if (preset === previousPresetHandle) return;
  context.set("activePresetHandle", preset, cause);
  context.raise("activePresetChange", { previousPresetHandle, currentPresetHandle: preset });
}

export function setSchedule(context: ThermostatContext, schedule: "weekly" | null, cause?: Cause): void {
  const previousScheduleHandle = context.get("activeScheduleHandle");
  if (schedule === previousScheduleHandle) return;
  context.set("activeScheduleHandle", schedule, cause);
  context.raise("activeScheduleChange", { previousScheduleHandle, currentScheduleHandle: schedule });
}

/** Tells what the relays do. */
export function setRunning(context: ThermostatContext, plant: Plant, equipment: Equipment, cause?: Cause): void {
  const state = runningState(plant, equipment);
  const previousRunningState = context.get("thermostatRunningState");
  if (state === previousRunningState) return;
  context.set("thermostatRunningState", state, cause);
  context.raise("runningStateChange", { previousRunningState, currentRunningState: state });
  const mode = runningModes[state];
  const previousRunningMode = context.get("thermostatRunningMode");
  if (mode === previousRunningMode) return;
  context.set("thermostatRunningMode", mode, cause);
  context.raise("runningModeChange", { previousRunningMode, currentRunningMode: mode });
}

function runningState({ phase, stage }: Plant, { supplement }: Equipment): RunningState {
  switch (phase) {
    case "idle":
      return "idle";
    case "heating":
      return stage === "first" ? "heat" : "heatStage2";
    case "defrosting":
      return supplement > 0 ? "heatStage2" : "heat";
    case "cooling":
      return "cool";
    case "heated":
    case "cooled":
    case "ventilating":
      return "fan";
  }
}

const runningModes: Readonly<Record<RunningState, RunningMode>> = {
  idle: "off",
  heat: "heat",
  heatStage2: "heat",
  cool: "cool",
  fan: "off",
};

/**
 * What is installed in the home and how its house behaves: all that follows from which thermostat it is, its settings and its home.
 *
 * Worked out once for each thermostat and its settings, and kept beside the state, which stays small. What is kept never decides
 * anything: without it the same would be worked out again. It is kept for each state and not for the settings, which all devices
 * of a group share.
 */
import { type HouseModel, houseModel, houseParameters, RandomStream } from "flotilla/device";
import { chooseEquipment, type CoolingKind, type Equipment, type HeatingKind } from "./equipment.ts";
import type { ThermostatContext, ThermostatSettings } from "./thermostat-schema.ts";
import type { ThermostatState } from "./thermostat.ts";

export interface Installation {
  /** What it was made for. */
  readonly state: ThermostatState;
  readonly settings: ThermostatSettings;
  readonly equipment: Equipment;
  /** The house with its windows closed, and open, once they have been. */
  readonly closed: HouseModel;
  open: HouseModel | undefined;
}

/** How much more a house loses through open windows: GridLAB-D takes ten times, realism.md §1.2 five to ten. */
const openWindowsLoss = 5;

const kept = new WeakMap<ThermostatState, Installation>();

/** The one asked for last: an input asks several times. */
let latest: Installation | undefined;

export function installationOf(state: ThermostatState, context: ThermostatContext): Installation {
  if (latest?.state === state && latest.settings === context.settings) return latest;
  let known = kept.get(state);
  if (known === undefined || known.settings !== context.settings) {
    known = install(state, context);
    kept.set(state, known);
  }
  latest = known;
  return known;
}

/** The house as it is now. */
export function modelOf(state: ThermostatState, context: ThermostatContext): HouseModel {
  const installation = installationOf(state, context);
  return state.windowsOpen ? (installation.open ??= houseWith(openWindowsLoss, state, context)) : installation.closed;
}

/** What heats: the setting's word, or the home's. */
export function heatingOf({ settings, home }: ThermostatContext): HeatingKind {
  return settings.heating ?? home.traits.heating;
}

/** What cools. A room unit is not the thermostat's to switch. */
export function coolingOf({ settings, home }: ThermostatContext): CoolingKind {
  return settings.cooling ?? (home.traits.cooling === "central" ? "central" : "none");
}

function install(state: ThermostatState, context: ThermostatContext): Installation {
  const { traits } = context.home;
  const equipment = chooseEquipment(
    heatingOf(context),
    coolingOf(context),
    traits,
    new RandomStream(state.unit, 0, "equipment"),
  );
  return { state, settings: context.settings, equipment, closed: houseWith(1, state, context), open: undefined };
}

/** The house when it loses `factor` times as much heat. */
function houseWith(factor: number, { sensor }: ThermostatState, { home }: ThermostatContext): HouseModel {
  const { traits } = home;
  return houseModel(houseParameters({ ...traits, heatLoss: traits.heatLoss * factor }, sensor.lag));
}

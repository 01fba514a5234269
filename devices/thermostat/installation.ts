/**
 * What is installed in the home and how its house behaves: all that follows from which thermostat it is, its settings and its home.
 *
 * Worked out once for each set of settings and kept beside the state, which stays small. What is kept never decides anything:
 * without it the same would be worked out again.
 */
import { type HouseModel, houseModel, houseParameters, RandomStream } from "flotilla/device";
import { chooseEquipment, type CoolingKind, type Equipment, type HeatingKind } from "./equipment.ts";
import type { ThermostatContext } from "./thermostat-schema.ts";
import type { ThermostatState } from "./thermostat.ts";

export interface Installation {
  /** Of the state it was made for. */
  readonly unit: number;
  readonly lag: number;
  readonly equipment: Equipment;
  /** The house with its windows closed, and open. */
  readonly closed: HouseModel;
  readonly open: HouseModel;
}

/** How much more a house loses through open windows: GridLAB-D takes ten times, realism.md §1.2 five to ten. */
const openWindowsLoss = 6;

const kept = new WeakMap<object, Installation>();

export function installationOf(state: ThermostatState, context: ThermostatContext): Installation {
  const known = kept.get(context.settings);
  if (known !== undefined && known.unit === state.unit && known.lag === state.sensor.lag) return known;
  const made = install(state, context);
  kept.set(context.settings, made);
  return made;
}

/** The house as it is now. */
export function modelOf(state: ThermostatState, context: ThermostatContext): HouseModel {
  const { open, closed } = installationOf(state, context);
  return state.windowsOpen ? open : closed;
}

/** What heats: the setting's word, or the home's. */
export function heatingOf({ settings, home }: ThermostatContext): HeatingKind {
  return settings.heating ?? home.traits.heating;
}

/** What cools. A room unit is not the thermostat's to switch. */
export function coolingOf({ settings, home }: ThermostatContext): CoolingKind {
  return settings.cooling ?? (home.traits.cooling === "central" ? "central" : "none");
}

function install({ unit, sensor }: ThermostatState, context: ThermostatContext): Installation {
  const { traits } = context.home;
  const equipment = chooseEquipment(
    heatingOf(context),
    coolingOf(context),
    traits,
    new RandomStream(unit, 0, "equipment"),
  );
  const closed = houseModel(houseParameters(traits, sensor.lag));
  const open = houseModel(houseParameters({ ...traits, heatLoss: traits.heatLoss * openWindowsLoss }, sensor.lag));
  return { unit, lag: sensor.lag, equipment, closed, open };
}

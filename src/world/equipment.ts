/**
 * How homes are heated and cooled.
 *
 * Shares are design values. Heating: gas furnaces 50 %, electric 20 %, heat pumps 30 %. Cooling depends on how hot it gets:
 * nearly every home of a hot climate has some, few of a mild one. A heat pump that cools, cools the whole home.
 */
import { keyed } from "../kernel/random.ts";

/** How the home is heated, and whether and how it is cooled. */
export type HeatingEquipment = "gas-furnace" | "electric" | "heat-pump";
export type CoolingEquipment = "none" | "central" | "room";

interface CoolingShares {
  readonly none: number;
  readonly central: number;
}

/** From this cooling design temperature on, °C. */
const hot = 30;
const warm = 27;
const coolingShares: Readonly<Record<"hot" | "warm" | "mild", CoolingShares>> = {
  hot: { none: 0.15, central: 0.6 },
  warm: { none: 0.5, central: 0.2 },
  mild: { none: 0.8, central: 0.05 },
};

export function heatingOf(seed: number, home: number): HeatingEquipment {
  const draw = keyed(seed, "heating", home);
  return draw < 0.5 ? "gas-furnace" : draw < 0.7 ? "electric" : "heat-pump";
}

/** @param designTemperature of cooling, °C. */
export function coolingOf(seed: number, home: number, designTemperature: number): CoolingEquipment {
  const { none, central } =
    coolingShares[designTemperature >= hot ? "hot" : designTemperature >= warm ? "warm" : "mild"];
  const draw = keyed(seed, "cooling", home);
  if (draw < none) return "none";
  return draw < none + central || heatingOf(seed, home) === "heat-pump" ? "central" : "room";
}

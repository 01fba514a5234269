/** All rows of the table, in order of their numbers. */
import type { Row } from "./row.ts";
import { coolingRows } from "./rows/cooling.ts";
import { fleetRows } from "./rows/fleet.ts";
import { heatingRows } from "./rows/heating.ts";
import { lampRows } from "./rows/lamps.ts";
import { lockRows } from "./rows/locks.ts";
import { occupancyRows } from "./rows/occupancy.ts";
import { sensorRows } from "./rows/sensors.ts";
import { weatherRows } from "./rows/weather.ts";

export const rows: readonly Row[] = [
  ...heatingRows,
  ...coolingRows,
  ...weatherRows,
  ...lampRows,
  ...lockRows,
  ...sensorRows,
  ...fleetRows,
  ...occupancyRows,
].toSorted((a, b) => a.number - b.number);

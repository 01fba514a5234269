/** The kinds Flotilla ships. A new one is a folder beside this file and a line in this list. */
import type { Kind } from "flotilla/device";
import { airConditioner } from "./air-conditioner/air-conditioner.ts";
import { bulb } from "./bulb/bulb.ts";
import { contactSensor } from "./contact-sensor/contact-sensor.ts";
import { leakSensor } from "./leak-sensor/leak-sensor.ts";
import { lock } from "./lock/lock.ts";
import { occupancySensor } from "./occupancy-sensor/occupancy-sensor.ts";
import { plug } from "./plug/plug.ts";
import { smokeAlarm } from "./smoke-alarm/smoke-alarm.ts";
import { thermostat } from "./thermostat/thermostat.ts";

export const catalog: readonly Kind[] = [
  lock,
  bulb,
  thermostat,
  airConditioner,
  occupancySensor,
  smokeAlarm,
  plug,
  contactSensor,
  leakSensor,
];

/** The kinds Flotilla ships. A new one is a folder beside this file and a line in this list. */
import type { Kind } from "flotilla/device";
import { bulb } from "./bulb/bulb.ts";
import { lock } from "./lock/lock.ts";
import { thermostat } from "./thermostat/thermostat.ts";

export const catalog: readonly Kind[] = [lock, bulb, thermostat];

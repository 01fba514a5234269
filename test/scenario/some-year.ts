/** A year of weather as a file might give it; what it says does not matter here. */
import type { HourlyClimate } from "../../src/world/climate.ts";

export const someYear: HourlyClimate = { temperatures: Array.from({ length: 8_760 }, () => 7), latitude: 50 };

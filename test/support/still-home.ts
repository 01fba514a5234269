/** A home in which nothing ever happens: for tests of devices that must not be disturbed. */
import type { HomeView } from "../../src/world/home.ts";
import { hours } from "../../src/kernel/time.ts";
import { World } from "../../src/world/world.ts";

export function stillHome(): HomeView {
  const { traits } = new World({ seed: 1, climate: "continental", timeZoneOffset: hours(0) }).home(0);
  return {
    traits,
    outdoorTemperature: () => 5,
    irradiance: () => 0,
    presence: () => ({ home: 1, awake: 1 }),
    peopleIn: () => 0,
    windowsOpen: () => false,
    outdoorHumidity: () => 60,
  };
}

/**
 * What a scenario can do to the world of its homes.
 *
 * Outages happen to the homes of the selected devices at any time. Weather and days are made in advance: what changes them must
 * have a time of its own, and lasts as long as it says.
 */
export const outageActs = ["power-cut", "router-down", "isp-down"] as const;
export const weatherActs = ["heat-wave", "cold-snap"] as const;
export const presenceActs = ["everyone-home", "everyone-away"] as const;

export type OutageAct = (typeof outageActs)[number];
export type WeatherAct = (typeof weatherActs)[number];
export type PresenceAct = (typeof presenceActs)[number];
export type WorldAct = OutageAct | WeatherAct | PresenceAct;

export const worldActs: readonly [OutageAct, ...WorldAct[]] = [...outageActs, ...weatherActs, ...presenceActs];

export function isOutage(act: WorldAct): act is OutageAct {
  return (outageActs as readonly string[]).includes(act);
}

export function isWeather(act: WorldAct): act is WeatherAct {
  return (weatherActs as readonly string[]).includes(act);
}

/** What each is about, as `how long ...` goes on. */
export const lasting: Readonly<Record<WorldAct, string>> = {
  "power-cut": "the power is off",
  "router-down": "the router is down",
  "isp-down": "the provider is down",
  "heat-wave": "it is hot",
  "cold-snap": "it is cold",
  "everyone-home": "everyone is at home",
  "everyone-away": "everyone is away",
};

/**
 * A car that charges from a household socket (Mode 2, IEC 61851-1): 6, 8 or 10 A through the box in the cable,
 * steadily until the last tenth, then tapering off. The box itself draws a watt or two.
 *
 * When it is plugged in and out is the home's story, and so is how long it takes until it is full: it draws what that
 * takes at its current, 10 kWh in the median or some 55 km, so that it is full when the story says so, to a minute or two: the
 * voltage moves meanwhile. Where no story says,
 * what it needs is drawn.
 */
import { type Instant, lognormal, pick, uniform } from "flotilla/device";
import { type Appliance, standby, trait } from "./appliance.ts";

interface Car {
  /** A. */
  readonly current: number;
  readonly standby: number;
  connected: boolean;
  /** J until it is full. */
  left: number;
  /** W it draws at `at`, and how many it loses a second while it tapers. */
  watts: number;
  taper: number;
  at: Instant;
}

const powerFactor = 0.99;
const kilowattHour = 3_600_000;
/** J at the end during which it tapers, to this share of its power. */
const tapering = 0.6 * kilowattHour;
const lastShare = 0.2;

export const car: Appliance<Car> = {
  idles: false,
  switchedAtPlug: false,
  found: ({ random, now }) => ({
    current: pick(random, [6, 8, 10, 10]),
    standby: trait(uniform(random, 0.8, 2.5)),
    connected: false,
    left: 0,
    watts: 0,
    taper: 0,
    at: now,
  }),
  draws(work, { volts, now }) {
    progress(work, now);
    work.watts = 0;
    work.taper = 0;
    if (!work.connected || work.left < 1) return standby(work.standby);
    const full = work.current * volts * powerFactor;
    if (work.left > tapering) {
      work.watts = full;
      return { from: full, to: full, powerFactor, seconds: (work.left - tapering) / full };
    }
    // From the power that belongs to what is left down to the last share: on the line, wherever it was interrupted.
    const last = full * lastShare;
    const from = Math.sqrt(last * last + (work.left / tapering) * (full * full - last * last));
    const seconds = (2 * work.left) / (from + last);
    work.watts = from;
    work.taper = (from - last) / seconds;
    return { from, to: last, powerFactor, seconds };
  },
  goesOn(work, { now }) {
    progress(work, now);
    // What rounding has left of a segment is not worth another.
    if (work.left < 1_000) work.left = 0;
    else if (Math.abs(work.left - tapering) < 1_000) work.left = tapering;
  },
  cut(work, { now }) {
    progress(work, now);
    work.watts = 0;
    work.taper = 0;
  },
  hears(work, happening, { now, random, volts }) {
    if (happening.type !== "began" && happening.type !== "ended") return undefined;
    if (happening.activity !== "car-charging") return undefined;
    progress(work, now);
    work.connected = happening.type === "began";
    const full = work.current * volts * powerFactor;
    const { takes } = happening.type === "began" ? happening : {};
    if (!work.connected) work.left = 0;
    else if (takes === undefined) work.left = kilowattHour * Math.min(30, Math.max(1, lognormal(random, 10, 0.5)));
    // All of it at full power but the last of it, which takes the longer for tapering.
    else work.left = tapering + Math.max(0, takes / 1_000 - (2 * tapering) / (full * (1 + lastShare))) * full;
    return work.connected ? "used" : "left";
  },
};

function progress(work: Car, now: Instant): void {
  const elapsed = (now - work.at) / 1_000;
  work.left = Math.max(0, work.left - elapsed * (work.watts - (work.taper * elapsed) / 2));
  work.watts = Math.max(0, work.watts - work.taper * elapsed);
  work.at = now;
}

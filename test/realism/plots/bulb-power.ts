/** What bulbs draw over their level, beside the medians of the measured curves. */
import { bulbPower, bulbProfile, maximumLevel } from "../../../devices/bulb/bulb-physics.ts";
import { RandomStream } from "../../../src/kernel/random.ts";
import { percentile } from "../statistics.ts";
import type { Study } from "../study.ts";

const levels = Array.from({ length: 33 }, (_, i) => Math.max(1, Math.round((i * maximumLevel) / 32)));

export function bulbPowerPlot({ seed, homes }: Study) {
  const profiles = Array.from({ length: homes }, (_, index) =>
    bulbProfile(new RandomStream(seed, index, "bulb curve")),
  );
  const curve = (p: number) =>
    levels.map((level) => {
      const shares = profiles.map(
        (profile) => bulbPower(profile, true, level, 1) / bulbPower(profile, true, maximumLevel, 1),
      );
      return [(100 * level) / maximumLevel, percentile(shares, p)] as const;
    });
  return {
    file: "bulb-power.svg",
    title: "Bulb power against level",
    text: "Lines: first decile, median and last decile of the simulated bulbs. Points: the same at half level, of 487 measured curves of the powercalc profile library, and its medians by brand for a square-law bulb (Hue) and a linear one (Lidl).",
    picture: {
      x: { name: "level, %", min: 0, max: 100, interval: 10 },
      y: { name: "share of full power", min: 0, max: 1 },
      series: [
        { name: "p10", as: "line", data: curve(0.1) },
        { name: "median", as: "line", data: curve(0.5) },
        { name: "p90", as: "line", data: curve(0.9) },
        {
          name: "measured p10, median, p90",
          as: "points",
          data: [
            [50, 0.24],
            [50, 0.33],
            [50, 0.58],
          ],
        },
        {
          name: "Hue, Lidl (median)",
          as: "points",
          data: [
            [50, 0.3],
            [50, 0.57],
          ],
        },
      ],
    },
  } as const;
}

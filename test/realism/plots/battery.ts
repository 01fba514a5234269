/** The percentage a lock shows over months, at ten operations a day, beside the two locks of a field report. */
import { lockProfile, type LockRadio, throwBolt } from "../../../devices/lock/lock-physics.ts";
import { batteryPercent, drawCharge, newBattery } from "../../../src/device/physics/battery.ts";
import { RandomStream } from "../../../src/kernel/random.ts";
import { percentile } from "../statistics.ts";
import type { Study } from "../study.ts";

const days = 420;
const operationsPerDay = 10;
const secondsPerDay = 86_400;

export function batteryPlot({ seed }: Study) {
  const median = (radio: LockRadio) => {
    const lives = Array.from({ length: 100 }, (_, index) => percentages(seed, index, radio));
    return Array.from({ length: days / 5 }, (_, i) => {
      const day = 5 * i;
      return [
        day,
        percentile(
          lives.map((life) => life[day]!),
          0.5,
        ),
      ] as const;
    });
  };
  return {
    file: "battery.svg",
    title: "Battery of a lock over months",
    text: "Lines: medians of a hundred simulated locks on fresh alkaline cells. Points: two locks on one home after 78 days, as their owner reported them.",
    picture: {
      x: { name: "days", min: 0, max: days, interval: 60 },
      y: { name: "% shown", min: 0, max: 100 },
      series: [
        { name: "Wi-Fi", as: "line", data: median("wifi") },
        { name: "Thread", as: "line", data: median("thread") },
        {
          name: "August Wi-Fi, reported",
          as: "points",
          data: [
            [0, 100],
            [78, 47],
          ],
        },
        {
          name: "Schlage Encode Plus (Thread), reported",
          as: "points",
          data: [
            [0, 100],
            [78, 63],
          ],
        },
      ],
    },
  } as const;
}

/** Day by day. */
function percentages(seed: number, index: number, radio: LockRadio): number[] {
  const profile = lockProfile(radio, "alkaline", new RandomStream(seed, index, "lock lives"));
  const battery = newBattery();
  return Array.from({ length: days }, () => {
    const shown = batteryPercent(battery, profile.battery, 20);
    const { charge } = throwBolt(profile, battery, 20, false);
    drawCharge(battery, profile.battery, secondsPerDay, operationsPerDay * charge);
    return shown;
  });
}

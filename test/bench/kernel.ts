/** What the scheduler costs: entries per second, in and out, with a million waiting unless told otherwise. */
import { VirtualClock } from "../../src/kernel/clock.ts";
import { RandomStream } from "../../src/kernel/random.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { instant, later } from "../../src/kernel/time.ts";
import { cpuSeconds, type Figure } from "./figure.ts";

export function kernelFigures(waiting = 1_000_000): Figure[] {
  const scheduler = new Scheduler(new VirtualClock(instant(0)));
  const random = new RandomStream(1, 0, "bench");
  let count = 0;
  const task = {
    onDue(): void {
      count++;
      scheduler.at(later(scheduler.now, 1_000_000 * random.next()), task);
    },
  };
  const before = process.memoryUsage().rss;
  const filling = cpuSeconds(() => {
    for (let i = 0; i < waiting; i++) scheduler.at(instant(1_000_000 * random.next()), task);
  });
  const held = process.memoryUsage().rss - before;
  const running = cpuSeconds(() => {
    while (count < waiting) scheduler.runNext();
  });
  return [
    {
      name: `scheduler: entries added per CPU second, up to ${waiting.toLocaleString("en")}`,
      value: waiting / filling,
      unit: "/s",
    },
    {
      name: "scheduler: entries run and asked again per CPU second, all of them waiting",
      value: waiting / running,
      unit: "/s",
    },
    { name: "scheduler: resident memory per waiting entry", value: held / waiting, unit: "B" },
  ];
}

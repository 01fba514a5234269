/** What `flotilla replay` says before and while it plays. */
import { formatDuration, millis } from "../kernel/time.ts";
import type { ReplayProgress } from "../replay/replay.ts";
import type { Survey } from "../replay/survey.ts";
import { elapsed } from "../report/elapsed.ts";
import { counted, whole } from "../report/figures.ts";
import { printable } from "../report/printable.ts";
import { displayUrl } from "../wire/transport/target-url.ts";
import type { Host } from "./host.ts";
import type { ReplayWish } from "./replay-wish.ts";

/** What is about to be played, and how. */
export function replayIntroduction(name: string, survey: Survey, { speed, options }: ReplayWish): string {
  const { devices, connections, duration, messages } = survey;
  const length = formatDuration(millis(duration < 1_000 ? Math.round(duration) : Math.round(duration / 100) * 100));
  const tape = [
    `${printable(name)}: ${length} of ${counted(devices.length, "device")}`,
    `${counted(connections, "connection")}`,
    `${counted(messages.up, "message")} to send`,
  ];
  const how = [
    `to ${printable(displayUrl(options.given.target))}`,
    ...(speed === 1 ? [] : [`at ${speed}× its speed`]),
    ...(options.devices === undefined ? [] : [`as ${counted(options.devices, "device")}`]),
    ...(options.rounds === 1
      ? []
      : [Number.isFinite(options.rounds) ? `${whole(options.rounds)} times` : "again and again"]),
  ];
  return `${tape.join(", ")}; ${how.join(", ")}\n`;
}

const everyMillis = 5_000;

/** A line every five seconds of real time. */
export function progressLines({ stdout }: Host): (progress: ReplayProgress) => void {
  let due = everyMillis;
  return ({ realMillis, tapeMillis, round, tally }) => {
    if (realMillis < due) return;
    due = (Math.floor(realMillis / everyMillis) + 1) * everyMillis;
    const { connections, messages, requests, latency } = tally;
    const troubles = connections.refused + connections.failed + connections.turnedAway + connections.lost;
    const parts = [
      `${elapsed(tapeMillis)} of the tape${round > 0 ? `, round ${round + 1}` : ""}`,
      `open ${whole(connections.open)}`,
      `sent ${whole(messages.sent)}`,
      `received ${whole(messages.received)}`,
      ...(requests.sent > 0 ? [`answered ${whole(requests.answered)}/${whole(requests.sent)}`] : []),
      ...(latency.answer.count > 0 ? [`p99 answer ${Math.round(latency.answer.percentile(99) * 10) / 10} ms`] : []),
      ...(troubles > 0 ? [`refused, failed or lost ${whole(troubles)}`] : []),
    ];
    stdout.write(`${parts.join("  ")}\n`);
  };
}

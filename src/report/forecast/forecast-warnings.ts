/** What somebody should know before a run, from its forecast. */
import { formatDuration, millis } from "../../kernel/time.ts";
import { byteSize, counted, percent, rate, whole } from "../figures.ts";
import { elapsed } from "../elapsed.ts";
import type { Forecast } from "./forecast.ts";

/** More than a server on one machine usually takes. */
const mostConnects = 1_000;
const mostBytes = 100_000_000;
/** A second so much busier than the average looks like a herd. */
const herd = 10;
const leastHerd = 1_000;

export function forecastWarnings(forecast: Omit<Forecast, "warnings">): string[] {
  const { all, byKind, measured } = forecast;
  const { connects, messagesOut, bytesOut, bytesIn } = all;
  const at = (seconds: number): string => `at ${elapsed(seconds * 1_000)}`;
  const bytes = Math.max(bytesOut.peak, bytesIn.peak);
  const unseen = Object.entries(byKind).filter(([, one]) => one.devices > 0 && one.measuredDevices === 0);
  return [
    ...(measured.complete
      ? []
      : [
          `the forecast covers the first ${lengthText(measured.seconds)} of ${lengthText(forecast.durationSeconds)}: the rest was too much work; a smaller --devices gets further`,
        ]),
    ...unseen.map(([kind, one]) => `none of the ${counted(one.devices, kind)} is in the sample: not forecast`),
    ...(all.connected.peak === 0 ? ["no device ever connects"] : []),
    ...(connects.peak > mostConnects
      ? [
          `${rate(connects.peak)} connects per second ${at(connects.peakAtSeconds)}: servers and load balancers often refuse more than ${whole(mostConnects)}; a longer ramp, or back-off with jitter, spreads them`,
        ]
      : []),
    ...(bytes > mostBytes
      ? [`${byteSize(bytes)}/s at the peak: more than most of a network of 1 Gbit/s, TLS not counted`]
      : []),
    ...(messagesOut.peak > leastHerd && messagesOut.peak > herd * messagesOut.mean
      ? [
          `a herd: ${rate(messagesOut.peak)} messages in the second ${at(messagesOut.peakAtSeconds)}, ${percent(messagesOut.peak / Math.max(1, messagesOut.total))} of all, against ${rate(messagesOut.mean)} per second on average`,
        ]
      : []),
  ];
}

function lengthText(seconds: number): string {
  return formatDuration(millis(Math.round(seconds) * 1_000));
}

/** The forecast as figures: messages, then bytes, a line per kind and one for all, and when the peaks are. */
import { elapsed } from "../elapsed.ts";
import { byteSize, rate } from "../figures.ts";
import { printable } from "../printable.ts";
import type { Line } from "../styled-line.ts";
import { table } from "../table.ts";
import { clipText, textWidth } from "../text-width.ts";
import type { Forecast, Quantity, Traffic } from "./forecast.ts";

export function trafficTables(forecast: Forecast, width: number): Line[] {
  return [...tableOf("Messages", messages, forecast, width), [], ...tableOf("Bytes", bytes, forecast, width)];
}

interface Column {
  readonly heading: string;
  readonly figure: (traffic: Traffic) => string;
  /** Of a peak. */
  readonly at?: (traffic: Traffic) => number;
  /** Left out where there is no room. */
  readonly optional?: boolean;
}

const mean = (heading: string, of: Quantity, write: (value: number) => string): Column => ({
  heading,
  figure: (traffic) => write(traffic[of].mean),
});
const peak = (heading: string, of: Quantity, write: (value: number) => string): Column => ({
  heading,
  figure: (traffic) => write(traffic[of].peak),
  at: (traffic) => traffic[of].peakAtSeconds,
});

const messages: readonly Column[] = [
  {
    heading: "online",
    figure: ({ connected }) => short(connected.peak),
    at: ({ connected }) => connected.peakAtSeconds,
  },
  { ...peak("conn/s", "connects", short), optional: true },
  mean("out/s", "messagesOut", short),
  peak("peak", "messagesOut", short),
  mean("in/s", "messagesIn", short),
  peak("peak", "messagesIn", short),
  {
    heading: "in all",
    figure: ({ messagesOut, messagesIn }) => short(messagesOut.total + messagesIn.total),
    optional: true,
  },
];

const bytes: readonly Column[] = [
  mean("out/s", "bytesOut", byteSize),
  peak("peak", "bytesOut", byteSize),
  mean("in/s", "bytesIn", byteSize),
  peak("peak", "bytesIn", byteSize),
  { heading: "all out", figure: ({ bytesOut }) => byteSize(bytesOut.total), optional: true },
  { heading: "all in", figure: ({ bytesIn }) => byteSize(bytesIn.total), optional: true },
];

const longestName = 20;
/** The longest figure, `123 kB` or `123,456`, and a space. */
const leastColumn = 8;

function tableOf(name: string, all: readonly Column[], forecast: Forecast, width: number): Line[] {
  const kinds = Object.entries(forecast.byKind).map(([kind, traffic]) => ({
    name: `  ${clipText(printable(kind), longestName)}`,
    traffic,
  }));
  const room = width - Math.max(...["  all", name, ...kinds.map((kind) => kind.name)].map(textWidth));
  const columns = room / all.length < leastColumn ? all.filter(({ optional }) => optional !== true) : all;
  const unseen = ({ devices, measuredDevices }: Traffic): boolean => devices > 0 && measuredDevices === 0;
  return table(
    { name, figures: columns.map(({ heading }) => heading) },
    [
      ...kinds.map((kind) => ({
        name: kind.name,
        figures: columns.map(({ figure }) => (unseen(kind.traffic) ? "?" : figure(kind.traffic))),
      })),
      {
        name: "  all",
        figures: columns.map(({ figure }) => ({ text: figure(forecast.all), style: "strong" as const })),
      },
      {
        name: "  at",
        figures: columns.map(({ at }) => ({
          text: at === undefined ? "" : timeText(at(forecast.all)),
          style: "faint" as const,
        })),
      },
    ],
    width,
  );
}

/** `0.004`, `35.2`, `12,345`, `4.59 M`: at most seven characters, or columns would touch. */
function short(value: number): string {
  if (value > 0 && value < 0.095) return value < 0.001 ? "<0.001" : String(Number(value.toPrecision(1)));
  return value < 999_999.5 ? rate(value) : `${Number((value / 1e6).toPrecision(3))} M`;
}

/** A time of a run; of a long one, in days and hours. */
function timeText(seconds: number): string {
  const hours = Math.floor(seconds / 3_600);
  return hours < 100 ? elapsed(seconds * 1_000) : `${Math.floor(hours / 24)}d${hours % 24}h`;
}

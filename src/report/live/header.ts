/** What runs: name and size, description, where it connects, and which time it is in the homes. */
import type { Instant } from "../../kernel/time.ts";
import { counted, rate } from "../figures.ts";
import { printable } from "../printable.ts";
import { type Line, span, spread } from "../styled-line.ts";
import type { Scene } from "./scene.ts";

export function titleLine({ info }: Scene, width: number): Line {
  const size = `${counted(info.devices, "device")} in ${counted(info.homes, "home")}`;
  return spread([span(printable(info.scenario), "strong")], [span(`${size} · seed ${info.seed}`, "faint")], width);
}

export function descriptionLines({ info }: Scene): Line[] {
  const text = printable(info.description.trim().replace(/\s+/g, " "));
  return text === "" ? [] : [[span(text)]];
}

export function whereaboutsLine({ info, progress }: Scene, width: number): Line {
  const target = info.target === null ? "built-in server, in memory" : printable(info.target);
  const time = progress === undefined ? [] : [timeInTheHomes(progress.simulatedTime, info.timeZoneOffsetMillis)];
  const speed = info.speed === 1 ? [] : [info.speed === "max" ? "virtual time" : `${rate(info.speed)}× real time`];
  return spread([span(target, "accent")], [span([...time, ...speed].join(" · "), "faint")], width);
}

/** `Thu 2026-01-15 17:02:31` */
function timeInTheHomes(at: Instant, offsetMillis: number): string {
  const date = new Date(at + offsetMillis);
  const [day, time] = date.toISOString().split("T");
  return `${weekdays[date.getUTCDay()]} ${day} ${time!.slice(0, 8)}`;
}

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;

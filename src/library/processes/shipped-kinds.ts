/** The shipped kinds by their names, each loaded for itself: a process that lives a part of a fleet needs only some of them. */
import type { Kind } from "../../device/kind.ts";
import { FlotillaError } from "../../kernel/errors.ts";

/** @param names of kinds in the catalog: each is a folder in `devices` with a file of the same name. */
export function shippedKinds(names: readonly string[]): Promise<readonly Kind[]> {
  return Promise.all(names.map(shippedKind));
}

async function shippedKind(name: string): Promise<Kind> {
  const module = (await files[name]?.()) as Readonly<Record<string, unknown>> | undefined;
  const kind = Object.values(module ?? {}).find((value) => (value as Partial<Kind> | null)?.name === name);
  if (kind !== undefined) return kind as Kind;
  throw new FlotillaError("internal", `expected the kind ${name} in devices/${name}/${name}.ts, found none`);
}

/** One by one, for what builds processes to know them. */
const files: Readonly<Record<string, () => Promise<unknown>>> = {
  "air-conditioner": () => import("../../../devices/air-conditioner/air-conditioner.ts"),
  bulb: () => import("../../../devices/bulb/bulb.ts"),
  "contact-sensor": () => import("../../../devices/contact-sensor/contact-sensor.ts"),
  "leak-sensor": () => import("../../../devices/leak-sensor/leak-sensor.ts"),
  lock: () => import("../../../devices/lock/lock.ts"),
  "occupancy-sensor": () => import("../../../devices/occupancy-sensor/occupancy-sensor.ts"),
  plug: () => import("../../../devices/plug/plug.ts"),
  "smoke-alarm": () => import("../../../devices/smoke-alarm/smoke-alarm.ts"),
  thermostat: () => import("../../../devices/thermostat/thermostat.ts"),
};

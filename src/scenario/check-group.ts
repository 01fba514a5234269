/** One group of the fleet: a kind that exists, settings it has, numbers that add up. */
import type { Kind } from "../device/kind.ts";
import { describeField, faultOf, type Field } from "../device/field.ts";
import { parseDuration } from "../kernel/time.ts";
import { defaults } from "./defaults.ts";
import { idPlaceholders } from "./device-id.ts";
import type { Draft } from "./draft.ts";
import { mostPerHome } from "./fleet-layout.ts";
import type { Report } from "./report.ts";
import type { GroupInput, ReconnectInput } from "./scenario-input.ts";
import { parseShare } from "./share.ts";
import { fieldHint, nameHint } from "./suggestion.ts";
import { checkTemplate } from "./templates.ts";
import type { ValuePath } from "./value-path.ts";

export function checkGroup(
  group: Draft<GroupInput>,
  path: ValuePath,
  kinds: ReadonlyMap<string, Kind>,
  report: Report,
): void {
  checkKind(group, path, kinds, report);
  checkCount(group, path, report);
  checkSettings(group, path, kinds, report);
  checkFirmware(group, path, report);
  checkReconnect(group, path, report);
  checkAlign(group, path, report);
  checkTemplate(group.id, [...path, "id"], idPlaceholders, report);
}

function checkKind(
  { kind }: Draft<GroupInput>,
  path: ValuePath,
  kinds: ReadonlyMap<string, Kind>,
  report: Report,
): void {
  if (kind === undefined || kinds.has(kind)) return;
  report.expected([...path, "kind"], "a kind that is known", { hint: nameHint(kind, kinds.keys()) });
}

function checkCount({ perHome, count }: Draft<GroupInput>, path: ValuePath, report: Report): void {
  if (perHome !== undefined && count !== undefined) {
    report.problem([...path, "count"], "expected perHome or count, found both", {
      key: true,
      hint: "perHome is the number in each home, count the number in all",
    });
  }
  if (typeof perHome !== "number") return;
  if (perHome < 0 || perHome > mostPerHome)
    report.expected([...path, "perHome"], `a number of devices 0..${mostPerHome}`);
  else if (!Number.isInteger(perHome)) {
    const low = Math.floor(perHome);
    const weight = Number((perHome - low).toPrecision(6));
    report.expected([...path, "perHome"], "a whole number of devices, or a distribution", {
      hint: `on average as many: { choice: [[${low}, ${Number((1 - weight).toPrecision(6))}], [${low + 1}, ${weight}]] }`,
    });
  }
}

function checkSettings(
  { kind: kindName, settings }: Draft<GroupInput>,
  path: ValuePath,
  kinds: ReadonlyMap<string, Kind>,
  report: Report,
): void {
  const kind = kindName === undefined ? undefined : kinds.get(kindName);
  if (kind === undefined) return;
  const known = kind.settings as Readonly<Record<string, Field>>;
  for (const [name, value] of Object.entries(settings ?? {})) {
    const here = [...path, "settings", name];
    if (!Object.hasOwn(known, name)) {
      const hint = nameHint(name, Object.keys(known)) ?? `${kind.name} has no settings`;
      report.problem(here, `expected a setting of ${kind.name}, found "${name}"`, { key: true, hint });
    } else if (faultOf(known[name]!, value) !== undefined) {
      report.expected(here, describeField(known[name]!), { hint: fieldHint(known[name]!, value) });
    }
  }
}

function checkFirmware({ firmware }: Draft<GroupInput>, path: ValuePath, report: Report): void {
  if (typeof firmware !== "object" || report.isFaulty([...path, "firmware"])) return;
  const sum = Object.values(firmware).reduce((total, share) => total + (parseShare(share!) ?? 0), 0);
  if (Math.abs(sum - 1) < 1e-9) return;
  const found = Number((sum * 100).toPrecision(10));
  report.problem([...path, "firmware"], `expected shares that add up to 100%, found ${found}%`, { key: true });
}

function checkReconnect({ reconnect }: Draft<GroupInput>, path: ValuePath, report: Report): void {
  if (typeof reconnect !== "object") return;
  const here = [...path, "reconnect"];
  const { policy, delay, base, cap } = reconnect;
  if (policy === "fixed") checkMisplaced(["base", "cap"], "policy, delay, attempts", reconnect, here, report);
  else if (policy !== undefined) checkMisplaced(["delay"], "policy, base, cap, attempts", reconnect, here, report);
  if (delay !== undefined && parseDuration(delay) === 0)
    report.expected([...here, "delay"], "a duration above 0s, such as 5s");
  const [first, longest] = [parseDuration(base ?? defaults.base), parseDuration(cap ?? defaults.cap)];
  if (policy === "fixed" || report.isFaulty(here) || first! <= longest!) return;
  const place = cap === undefined ? "base" : "cap";
  report.problem(
    [...here, place],
    `expected base <= cap, found base ${base ?? defaults.base} and cap ${cap ?? defaults.cap}`,
  );
}

function checkMisplaced(
  keys: readonly ("delay" | "base" | "cap")[],
  known: string,
  reconnect: Draft<ReconnectInput>,
  path: ValuePath,
  report: Report,
): void {
  for (const key of keys) {
    if (reconnect[key] === undefined) continue;
    const message = `expected a key of the policy ${reconnect.policy}, found "${key}"`;
    report.problem([...path, key], message, { key: true, hint: `known: ${known}` });
  }
}

function checkAlign({ telemetry }: Draft<GroupInput>, path: ValuePath, report: Report): void {
  if (telemetry?.align === undefined || telemetry.every !== undefined) return;
  const here = [...path, "telemetry"];
  if (report.isFaulty([...here, "every"])) return;
  report.problem([...here, "align"], "expected an interval to align, found no `every` beside it", {
    key: true,
    hint: `telemetry: { every: 30s, align: ${telemetry.align} }`,
  });
}

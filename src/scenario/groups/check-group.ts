/** One group of the fleet: a kind that exists, settings it has, numbers that add up, variants that can be told apart. */
import type { Kind } from "../../device/kind.ts";
import { describeField, faultOf, type Field } from "../../device/field.ts";
import { parseDuration } from "../../kernel/time.ts";
import { checkDraw } from "../values/check-draw.ts";
import { checkIdentities } from "./check-identities.ts";
import { defaults } from "../defaults.ts";
import { idPlaceholders } from "./device-id.ts";
import type { Draft } from "../draft.ts";
import { mostPerHome } from "./fleet-layout.ts";
import type { Report } from "../problems/report.ts";
import type { ScenarioFiles } from "../source/scenario-files.ts";
import type { DrawInput, GroupInput, ReconnectInput, VariantInput } from "../scenario-input.ts";
import { parseShare } from "../values/share.ts";
import { fieldHint, nameHint } from "../problems/suggestion.ts";
import { checkTemplate } from "../texts/templates.ts";
import type { ValuePath } from "../source/value-path.ts";

export function checkGroup(
  group: Draft<GroupInput>,
  path: ValuePath,
  kinds: ReadonlyMap<string, Kind>,
  report: Report,
  files: ScenarioFiles | undefined,
): void {
  const context = { kind: group.kind === undefined ? undefined : kinds.get(group.kind), report, files };
  checkKind(group, path, kinds, report);
  checkCount(group, path, context);
  checkMember(group, path, group, context);
  checkVariants(group, path, context);
  checkIdentities(group, path, files, report);
  checkTemplate(group.id, [...path, "id"], idPlaceholders, report);
}

interface Context {
  /** Absent when there is no such kind. */
  readonly kind: Kind | undefined;
  readonly files: ScenarioFiles | undefined;
  readonly report: Report;
}

/** What a group says of its devices, or a variant. @param group of the variant: what it does not say is said there. */
function checkMember(
  member: Draft<Omit<VariantInput, "name" | "weight">>,
  path: ValuePath,
  group: Draft<GroupInput>,
  context: Context,
): void {
  const { files, report } = context;
  checkSettings(member, path, context);
  checkFirmware(member, path, report);
  checkReconnect(member, path, report);
  checkAlign(member, path, group, report);
  checkDraw(member.telemetry?.every, [...path, "telemetry", "every"], "length", files, report, longerThanNothing);
  checkDraw(member.clock?.skew, [...path, "clock", "skew"], "offset", files, report);
  checkDraw(member.crashesPerDay, [...path, "crashesPerDay"], "number", files, report, crashRate);
}

const longerThanNothing = { low: 1, expected: "a duration above 0s" };
const crashRate = { low: 0, high: 1_000, expected: "a number of restarts per day, 0..1000" };

function checkVariants(group: Draft<GroupInput>, path: ValuePath, context: Context): void {
  const seen = new Set<string>();
  for (const [position, variant] of (group.variants ?? []).entries()) {
    if (variant === undefined) continue;
    const here = [...path, "variants", position];
    checkMember(variant, here, group, context);
    const { name } = variant;
    if (name !== undefined && seen.has(name)) {
      const message = `expected variants with different names, found another "${name}"`;
      context.report.problem([...here, "name"], message);
    }
    if (name !== undefined) seen.add(name);
  }
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

function checkCount({ perHome, count }: Draft<GroupInput>, path: ValuePath, { files, report }: Context): void {
  if (perHome !== undefined && count !== undefined) {
    report.problem([...path, "count"], "expected perHome or count, found both", {
      key: true,
      hint: "perHome is the number in each home, count the number in all",
    });
  }
  const here = [...path, "perHome"];
  const devices = { low: 0, high: mostPerHome, expected: `a number of devices 0..${mostPerHome}` };
  checkDraw(perHome, here, "number", files, report, devices);
  if (typeof perHome !== "number" || report.isFaulty(here) || Number.isInteger(perHome)) return;
  const low = Math.floor(perHome);
  const weight = Number((perHome - low).toPrecision(6));
  report.expected(here, "a whole number of devices, or a distribution", {
    hint: `on average as many: { choice: [[${low}, ${Number((1 - weight).toPrecision(6))}], [${low + 1}, ${weight}]] }`,
  });
}

function checkSettings({ settings }: Pick<Draft<GroupInput>, "settings">, path: ValuePath, context: Context): void {
  const { kind, report } = context;
  if (kind === undefined) return;
  const known = kind.settings as Readonly<Record<string, Field>>;
  for (const [name, value] of Object.entries(settings ?? {})) {
    const here = [...path, "settings", name];
    if (!Object.hasOwn(known, name)) {
      const hint = nameHint(name, Object.keys(known)) ?? `${kind.name} has no settings`;
      report.problem(here, `expected a setting of ${kind.name}, found "${name}"`, { key: true, hint });
    } else if (typeof value === "object" && value !== null) {
      checkDrawnSetting(value, known[name]!, here, context);
    } else if (faultOf(known[name]!, value) !== undefined) {
      report.expected(here, describeField(known[name]!), { hint: fieldHint(known[name]!, value) });
    }
  }
}

function checkDrawnSetting(
  value: Draft<DrawInput<number>>,
  field: Field,
  path: ValuePath,
  { files, report }: Context,
): void {
  if (field.type !== "number") return report.expected(path, `${describeField(field)}, which is not drawn`);
  const range = { low: field.min, high: field.max, whole: field.integer, expected: describeField(field) };
  checkDraw(value, path, "number", files, report, range);
}

function checkFirmware({ firmware }: Pick<Draft<GroupInput>, "firmware">, path: ValuePath, report: Report): void {
  if (typeof firmware !== "object" || report.isFaulty([...path, "firmware"])) return;
  const sum = Object.values(firmware).reduce((total, share) => total + (parseShare(share!) ?? 0), 0);
  if (Math.abs(sum - 1) < 1e-9) return;
  const found = Number((sum * 100).toPrecision(10));
  report.problem([...path, "firmware"], `expected shares that add up to 100%, found ${found}%`, { key: true });
}

function checkReconnect({ reconnect }: Pick<Draft<GroupInput>, "reconnect">, path: ValuePath, report: Report): void {
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

function checkAlign(
  { telemetry }: Pick<Draft<GroupInput>, "telemetry">,
  path: ValuePath,
  group: Draft<GroupInput>,
  report: Report,
): void {
  const every = telemetry?.every ?? group.telemetry?.every;
  if (telemetry?.align === undefined || every !== undefined) return;
  const here = [...path, "telemetry"];
  if (report.isFaulty([...here, "every"])) return;
  report.problem([...here, "align"], "expected an interval to align, found no `every` beside it", {
    key: true,
    hint: `telemetry: { every: 30s, align: ${telemetry.align} }`,
  });
}

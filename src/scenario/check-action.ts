/** What a step does: every selected kind knows it, its arguments fit, a command has a way to the devices. */
import type { Kind } from "../device/kind.ts";
import { describeField, faultIn, type FieldTable } from "../device/field.ts";
import { firmwareFaults } from "../device/firmware.ts";
import { parseDuration } from "../kernel/time.ts";
import type { Selected } from "./check-selection.ts";
import { checkHeaders, checkUrl } from "./check-target.ts";
import type { Draft } from "./draft.ts";
import type { Report } from "./report.ts";
import type { HttpRouteInput, StepInput } from "./scenario-input.ts";
import { nameHint, fieldHint } from "./suggestion.ts";
import { commandPlaceholders } from "./templates.ts";
import { pathText, type ValuePath } from "./value-path.ts";

/** A fault of the world rather than of a device. */
export const powerCut = "power-cut";

export function checkAction(
  step: Draft<StepInput>,
  path: ValuePath,
  selected: Selected,
  foreignTarget: boolean,
  report: Report,
): void {
  const kinds = kindsOf(selected);
  if (step.command !== undefined) {
    checkKnown("command", step.command, path, kinds, (kind) => kind.commands, report);
    checkArguments("commands", step, path, kinds, report);
    checkRoute(step, path, foreignTarget, report);
  }
  if (step.act !== undefined) {
    checkKnown("act", step.act, path, kinds, (kind) => kind.acts, report);
    checkArguments("acts", step, path, kinds, report);
  }
  if (step.fault === powerCut) checkPowerCut(step, path, report);
  else if (step.fault !== undefined) {
    checkKnown(
      "fault",
      step.fault,
      path,
      kinds,
      (kind) => ({ ...kind.faults, ...firmwareFaults, [powerCut]: {} }),
      report,
    );
  }
}

function kindsOf(selected: Selected): readonly Kind[] | undefined {
  const kinds = selected?.map(({ kind }) => kind);
  if (kinds === undefined || kinds.length === 0 || kinds.includes(undefined)) return undefined;
  return [...new Set(kinds as Kind[])];
}

function checkKnown(
  what: "command" | "act" | "fault",
  name: string,
  path: ValuePath,
  kinds: readonly Kind[] | undefined,
  tableOf: (kind: Kind) => object,
  report: Report,
): void {
  if (kinds === undefined) return;
  const without = kinds.filter((kind) => !Object.hasOwn(tableOf(kind), name));
  if (without.length === 0) return;
  const found = report.found([...path, what]);
  if (without.length === kinds.length) {
    const known = new Set(kinds.flatMap((kind) => Object.keys(tableOf(kind))));
    const owners = kinds.map((kind) => kind.name).join(", ");
    report.problem([...path, what], `expected ${article(what)} of ${owners}, found ${found}`, {
      hint: nameHint(name, known),
    });
    return;
  }
  const lacking = without.map((kind) => kind.name).join(", ");
  const having = kinds.find((kind) => !without.includes(kind))!.name;
  const message = `expected ${article(what)} that every selected kind has, found ${found}, which ${lacking} ${without.length === 1 ? "has" : "have"} not`;
  report.problem([...path, what], message, { hint: `select: { kind: ${having} }` });
}

function checkArguments(
  table: "commands" | "acts",
  step: Draft<StepInput>,
  path: ValuePath,
  kinds: readonly Kind[] | undefined,
  report: Report,
): void {
  const name = (table === "commands" ? step.command : step.act)!;
  const args = step.args ?? {};
  for (const kind of kinds ?? []) {
    const entries: Readonly<Record<string, { readonly args: FieldTable }>> = kind[table];
    if (!Object.hasOwn(entries, name) || report.isFaulty([...path, "args"])) continue;
    const fields = entries[name]!.args;
    for (const [field, definition] of Object.entries(fields)) {
      if (faultIn({ [field]: definition }, args) === undefined) continue;
      const hint = fieldHint(definition, args[field]);
      report.expected([...path, "args", field], describeField(definition), { hint });
    }
    for (const found of Object.keys(args)) {
      if (Object.hasOwn(fields, found)) continue;
      const hint = nameHint(found, Object.keys(fields)) ?? `${name} takes no arguments`;
      report.problem([...path, "args", found], `expected an argument of ${name}, found "${found}"`, {
        key: true,
        hint,
      });
    }
  }
}

function checkPowerCut({ for: length }: Draft<StepInput>, path: ValuePath, report: Report): void {
  if (report.isFaulty([...path, "for"])) return;
  if (length === undefined)
    report.problem([...path, "for"], "expected how long the power is off, such as for: 30s, found nothing");
  else if (parseDuration(length) === 0) report.expected([...path, "for"], "a duration above 0s, such as 30s");
}

function checkRoute({ via }: Draft<StepInput>, path: ValuePath, foreignTarget: boolean, report: Report): void {
  if (typeof via === "object") return checkHttp(via.http, [...path, "via", "http"], foreignTarget, report);
  if (!foreignTarget || report.isFaulty([...path, "via"])) return;
  const found = via === undefined ? "none" : '"server", which is the built-in one';
  const message = `expected a way to the target's own API, found ${found}`;
  const url = "https://hub.example.com/api/devices/{id}/commands";
  const byOption = report.isOverridden(["target"]) || report.isOverridden(["target", "url"]);
  report.problem(via === undefined ? [...path, "command"] : [...path, "via"], message, {
    hint: byOption ? `--set '${pathText(path)}.via.http.post=${url}'` : `via: { http: { post: "${url}" } }`,
  });
}

function checkHttp(
  route: Draft<HttpRouteInput> | undefined,
  path: ValuePath,
  foreignTarget: boolean,
  report: Report,
): void {
  if (route === undefined) return;
  const methods = (["post", "put", "patch"] as const).filter((method) => route[method] !== undefined);
  if (methods.length !== 1 && !report.isFaulty(path)) {
    report.problem(
      path,
      `expected one of post, put, patch, found ${methods.length === 0 ? "none" : methods.join(" and ")}`,
    );
  }
  for (const method of methods) checkUrl(route[method], [...path, method], report, commandPlaceholders);
  checkHeaders(route.headers, [...path, "headers"], commandPlaceholders, report);
  checkBody(route.body, [...path, "body"], report);
  if (!foreignTarget) {
    report.warning(path, "commands go to this url, but the devices connect to the built-in server", {
      hint: "give the scenario a target, or leave via out",
    });
  }
}

/** A body has braces of its own; only what looks like a slip is worth a word. */
function checkBody(body: string | undefined, path: ValuePath, report: Report): void {
  const slips = Array.from(body?.matchAll(/\{(\w+)\}/g) ?? []).filter(
    ([, name]) => !commandPlaceholders.includes(name!),
  );
  for (const { 0: placeholder, 1: name, index } of slips) {
    const hint = nameHint(name!, commandPlaceholders);
    report.warning(path, `${placeholder} is sent as it is`, { hint, within: [index, index + placeholder.length] });
  }
}

function article(what: string): string {
  return what === "act" ? "an act" : `a ${what}`;
}

/** What an action does: every selected kind knows it, its arguments fit, a command has a way to the devices. */
import { firmwareFaults } from "../../device/firmware.ts";
import type { Kind } from "../../device/kind.ts";
import { vocabularyOf } from "../../expression/vocabulary.ts";
import type { ActionContext } from "./action-context.ts";
import { checkArguments } from "./check-arguments.ts";
import { checkDraw } from "../values/check-draw.ts";
import { checkExpressions } from "../texts/check-expression.ts";
import { checkHttp } from "./check-http.ts";
import { checkWorldAct } from "./check-world-act.ts";
import type { Draft } from "../draft.ts";
import type { Report } from "../problems/report.ts";
import type { ActionInput } from "../scenario-input.ts";
import { withoutExpressions } from "./names-device.ts";
import { nameHint, nearestName } from "../problems/suggestion.ts";
import { commandPlaceholders, devicePlaceholders } from "../texts/templates.ts";
import { pathText, type ValuePath } from "../source/value-path.ts";
import { worldActs } from "./world-acts.ts";

/** @param action one that says what it does. */
export function checkAction(action: Draft<ActionInput>, path: ValuePath, context: ActionContext, report: Report): void {
  const { command, http, act, fault, world, log, args } = action;
  if (command !== undefined) {
    checkKnown("command", command, path, context.kinds, report);
    checkArguments("commands", command, args, [...path, "args"], context, report);
    checkRoute(action, path, context, report);
  }
  if (http !== undefined)
    checkHttp(http, [...path, "http"], context.vocabulary, [...devicePlaceholders, ...context.columns], report);
  if (act !== undefined) {
    checkKnown("act", act, path, context.kinds, report);
    checkArguments("acts", act, args, [...path, "args"], context, report);
  }
  if (fault !== undefined) checkKnown("fault", fault, path, context.kinds, report);
  if (world === undefined) checkDraw(action.for, [...path, "for"], "length", context.files, report);
  else checkWorldAct(world, action, path, context, report);
  checkExpressions(log, [...path, "log"], context.vocabulary, report);
  checkLog(log, [...path, "log"], report);
}

/** The placeholders of requests, which a line of the log does not fill in. */
function checkLog(log: string | undefined, path: ValuePath, report: Report): void {
  if (log === undefined || report.isFaulty(path)) return;
  for (const { 0: placeholder, 1: name, index } of withoutExpressions(log).matchAll(/\{(\w+)\}/g)) {
    if (!devicePlaceholders.includes(name!) || log[index - 1] === "$") continue;
    const hint = name === "index" ? undefined : `write \${device.${name}}`;
    report.warning(path, `${placeholder} is written as it is`, { hint, within: [index, index + placeholder.length] });
  }
}

type Deed = "command" | "act" | "fault";

function checkKnown(
  what: Deed,
  name: string,
  path: ValuePath,
  kinds: readonly Kind[] | undefined,
  report: Report,
): void {
  const here = [...path, what];
  const found = report.found(here);
  if ((worldActs as readonly string[]).includes(name)) {
    report.problem(here, `expected ${article(what)} of the devices, found ${found}`, { hint: `write world: ${name}` });
    return;
  }
  if (kinds === undefined) return;
  const without = kinds.filter((kind) => !Object.hasOwn(deedsOf(kind)[what], name));
  if (without.length === 0) return;
  if (without.length === kinds.length) {
    const known = new Set(kinds.flatMap((kind) => Object.keys(deedsOf(kind)[what])));
    const owners = kinds.map((kind) => kind.name).join(", ");
    report.problem(here, `expected ${article(what)} of ${owners}, found ${found}`, {
      hint: otherDeed(what, name, kinds) ?? worldHint(name, known) ?? nameHint(name, known),
    });
    return;
  }
  const lacking = without.map((kind) => kind.name).join(", ");
  const having = kinds.find((kind) => !without.includes(kind))!.name;
  const message = `expected ${article(what)} that every selected kind has, found ${found}, which ${lacking} ${without.length === 1 ? "has" : "have"} not`;
  report.problem(here, message, { hint: `select: { kind: ${having} }` });
}

function deedsOf(kind: Kind): Readonly<Record<Deed, object>> {
  return { command: kind.commands, act: kind.acts, fault: { ...kind.faults, ...firmwareFaults } };
}

/** `command: turn-key`, which is an act. */
function otherDeed(what: Deed, name: string, kinds: readonly Kind[]): string | undefined {
  const other = (["command", "act", "fault"] as const).find(
    (deed) => deed !== what && kinds.every((kind) => Object.hasOwn(deedsOf(kind)[deed], name)),
  );
  return other === undefined ? undefined : `it is ${article(other)}: write ${other}: ${name}`;
}

/** `fault: power-cutt` */
function worldHint(name: string, known: Iterable<string>): string | undefined {
  const act = nearestName(name, [...known, ...worldActs]);
  return act !== undefined && (worldActs as readonly string[]).includes(act)
    ? `did you mean world: ${act}?`
    : undefined;
}

function checkRoute({ via }: Draft<ActionInput>, path: ValuePath, context: ActionContext, report: Report): void {
  const { foreignTarget, vocabulary } = context;
  if (typeof via === "object") {
    if (via.http !== undefined) {
      const here = [...path, "via", "http"];
      const names = { ...vocabulary, ...vocabularyOf({ command: true }) };
      checkHttp(via.http, here, names, [...commandPlaceholders, ...context.columns], report);
      if (!foreignTarget)
        report.warning(here, "commands go to this url, but the devices connect to the built-in server", {
          hint: "give the scenario a target, or leave via out",
        });
    }
    return;
  }
  if (!foreignTarget || report.isFaulty([...path, "via"])) return;
  const found = via === undefined ? "none" : '"server", which is the built-in one';
  const message = `expected a way to the target's own API, found ${found}`;
  const url = "https://hub.example.com/api/devices/{id}/commands";
  const byOption = report.isOverridden(["target"]) || report.isOverridden(["target", "url"]);
  report.problem(via === undefined ? [...path, "command"] : [...path, "via"], message, {
    hint: byOption ? `--set '${pathText(path)}.via.http.post=${url}'` : `via: { http: { post: "${url}" } }`,
  });
}

function article(what: Deed): string {
  return what === "act" ? "an act" : `a ${what}`;
}

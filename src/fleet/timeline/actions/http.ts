/**
 * Requests to the target's own API, or to any other: filled in when their turn has come, timed from when they were meant to be sent.
 *
 * In a url every value is percent-encoded, but for one that the url begins with.
 */
import type { Tally } from "../../../metrics/tally.ts";
import type { Identity } from "../../../device/identity.ts";
import { identityColumns, shownColumns } from "../../../scenario/groups/identity-columns.ts";
import type { Action, HttpRequestPlan } from "../../../scenario/plan.ts";
import { hideTexts } from "../../../scenario/texts/hidden-texts.ts";
import type { CommandOrder, HttpAnswer, HttpRequest } from "../../command-gateway.ts";
import type { Scope } from "../../expression-scope.ts";
import { fillTemplate } from "../../link-plan.ts";
import type { Unit } from "../../unit.ts";
import type { Performance } from "../performance.ts";

/** Whom a request is about, and the command that it asks for, if it does. */
export interface RequestSubject {
  readonly unit?: Unit;
  readonly command?: CommandOrder;
}

/** One request for each device, or one for all of them: that is made by one shard. */
export function sendRequests(
  performance: Performance,
  { request: plan, per }: Extract<Action, { type: "http" }>,
): void {
  const { gateway, speaker } = performance.stage;
  if (per === "step" && !performance.isOneOfMany && !speaker) return;
  const subjects: readonly RequestSubject[] = per === "step" ? [{}] : performance.units.map((unit) => ({ unit }));
  if (!gateway.outside) {
    if (subjects.length > 0) performance.complain("no request is made, as there is nobody to ask in virtual time");
    return;
  }
  for (const subject of subjects)
    request(performance, plan, subject, (problem) => {
      if (problem !== undefined) performance.complain(problem, subject.unit);
    });
}

/** `done` is called once: with what is wrong with the answer, or for want of one. */
export function request(
  performance: Performance,
  plan: HttpRequestPlan,
  subject: RequestSubject,
  done: (problem?: string) => void,
): void {
  const { stage } = performance;
  const { clock } = stage.scheduler;
  const sentAt = clock.realAt(stage.scheduler.now);
  const { http, latency }: Tally = subject.unit?.tally ?? stage.tally;
  http.sent++;
  stage.gateway.request(
    () => requestOf(performance, plan, subject),
    (answer) => {
      if (answer.type === "failed") http.failed++;
      else {
        latency.httpRequest.record(clock.real() - sentAt);
        if (isRight(answer.status, plan.expect)) {
          http.answered++;
          return done();
        }
        http.unexpected++;
      }
      done(withoutCells(problemOf(answer, plan.expect), columnsOf(performance, subject.unit?.identity)));
    },
  );
}

function requestOf(
  performance: Performance,
  { method, url, headers, body }: HttpRequestPlan,
  { unit, command }: RequestSubject,
): HttpRequest {
  const scope = { ...performance.scope(unit), ...(command === undefined ? {} : { command }) };
  const args = JSON.stringify(command?.args ?? {});
  const names = command === undefined ? {} : { command: command.name, args };
  const inUrl = Object.fromEntries(
    Object.entries(names).map(([name, value]): [string, string] => [name, encodeURIComponent(value)]),
  );
  const identity = unit?.identity;
  const filler: Filler = { performance, scope, identity, columns: columnsOf(performance, identity) };
  return {
    method,
    url: filled(filler, url, inUrl, url.startsWith("${") ? allButTheFirst(encodeURIComponent) : encodeURIComponent),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, text]): [string, string] => [name, filled(filler, text, names)]),
    ),
    ...(body === undefined ? {} : { body: filled(filler, body, names) }),
  };
}

interface Filler {
  readonly performance: Performance;
  readonly scope: Scope;
  readonly identity: Identity | undefined;
  readonly columns: Readonly<Record<string, string>>;
}

/** What the list of identities says of the device, if there is one. */
function columnsOf({ stage }: Performance, identity: Identity | undefined): Filler["columns"] {
  if (identity === undefined) return {};
  const place = stage.layout.deviceAt(identity.index);
  return identityColumns(stage.plan.fleet[place.group]!, place);
}

/** Fills expressions, and placeholders of the text itself: what looks like one within a value is none. */
function filled(
  { performance, scope, identity, columns }: Filler,
  text: string,
  names: Readonly<Record<string, string>>,
  encode: (value: string) => string = (value) => value,
): string {
  const template = performance.stage.expressions.template(text);
  const rendered = template.render(scope, (value) => encode(value).replaceAll("{", openBrace));
  const whole = identity === undefined ? rendered : fillTemplate(rendered, identity, encode, names, columns);
  return whole.replaceAll(openBrace, "{");
}

/** A code point for private use: no text of a scenario has it. */
const openBrace = "\uF8FF";

/** A host that is not found, or an answer, may repeat what was sent. */
function withoutCells(problem: string, columns: Filler["columns"]): string {
  const cells = Object.entries(columns).flatMap(([name, cell]) => (shownColumns.includes(name) ? [] : [cell]));
  return hideTexts(problem, cells) as string;
}

function allButTheFirst(encode: (value: string) => string): (value: string) => string {
  let first = true;
  return (value) => {
    if (!first) return encode(value);
    first = false;
    return value;
  };
}

function isRight(status: number, expected: readonly number[] | undefined): boolean {
  return expected === undefined ? status >= 200 && status <= 299 : expected.includes(status);
}

/** What is told of an answer that is not right: what came, as it was. */
function problemOf(answer: HttpAnswer, expected: readonly number[] | undefined): string {
  if (answer.type === "failed") return answer.why;
  const status = `${answer.status} ${answer.statusText}`.trim();
  const text = answer.text.replaceAll(/\s+/g, " ").trim();
  const wanted = expected === undefined ? "" : `, expected ${expected.join(" or ")}`;
  return `the server's API answered ${status}${wanted}${text === "" ? "" : `: ${text}`}`;
}

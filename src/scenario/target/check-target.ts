/** The target: a url that can be dialled, one kind of credentials, a protocol with options it knows. */
import { FlotillaError } from "../../kernel/errors.ts";
import { protocols } from "../../wire/protocol/protocols.ts";
import { defaults } from "../defaults.ts";
import type { Draft } from "../draft.ts";
import type { Report } from "../problems/report.ts";
import type { ScenarioInput, TargetInput } from "../scenario-input.ts";
import { checkTemplate, devicePlaceholders } from "../texts/templates.ts";
import type { ValuePath } from "../source/value-path.ts";
import { readSourceAddresses, sourceAddressesExpected } from "./source-addresses.ts";

/** @param columns placeholders that the fleet's lists of identities fill in, besides those that every device has */
export function checkTarget(
  { target, protocol, clock }: Draft<ScenarioInput>,
  report: Report,
  columns: readonly string[] = [],
): void {
  const known = [...devicePlaceholders, ...columns];
  checkProtocol(protocol, ["protocol"], report);
  if (target === undefined) return;
  if (clock?.speed === "max") {
    report.problem(["clock", "speed"], 'expected a number, as a server of your own lives in real time, found "max"', {
      hint: "`max` is for the built-in server: leave the target out, or add --target none",
    });
  }
  if (typeof target === "string") return checkUrl(target, ["target"], report, known);
  if (typeof target.url === "string") checkUrl(target.url, ["target", "url"], report, known);
  else target.url?.forEach((url, at) => checkUrl(url, ["target", "url", at], report, known));
  checkSourceAddresses(target.sourceAddresses, report);
  checkAuth(target.auth, known, report);
  checkHeaders(target.headers, ["target", "headers"], known, report);
  checkTls(target, report);
  checkProtocol(target.protocol, ["target", "protocol"], report);
  if (protocol !== undefined && target.protocol !== undefined) {
    report.problem(["target", "protocol"], "expected one protocol, found another at the top", { key: true });
  }
}

/** Used for every url with placeholders in it, of the target and of its own API. */
export function checkUrl(
  url: string | undefined,
  path: ValuePath,
  report: Report,
  known: readonly string[] = devicePlaceholders,
): void {
  if (url === undefined) return;
  checkTemplate(url, path, known, report);
  const example = url.replaceAll(/\{\w+\}/g, "x");
  if (!URL.canParse(example)) report.expected(path, "a url");
  else if (new URL(example).hash !== "") report.expected(path, "a url without #");
}

export function checkHeaders(
  headers: Draft<Readonly<Record<string, string>>> | undefined,
  path: ValuePath,
  known: readonly string[],
  report: Report,
): void {
  for (const [name, value] of Object.entries(headers ?? {})) {
    const here = [...path, name];
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name))
      report.problem(here, `expected the name of a header, found "${name}"`, { key: true });
    if (!isHeaderText(value ?? "")) report.problem(here, `expected ${headerText}`);
    checkTemplate(value, here, known, report);
  }
}

const headerText = "what a header can hold, Latin letters on one line, found something else";

/** Node refuses to send any other character. */
function isHeaderText(value: string): boolean {
  return /^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value);
}

function checkAuth(auth: Draft<TargetInput>["auth"], known: readonly string[], report: Report): void {
  if (auth === undefined) return;
  const path = ["target", "auth"];
  const given = Object.keys(auth);
  if (given.length !== 1 && !report.isFaulty(path)) {
    report.problem(
      path,
      `expected one of bearer, basic, query, found ${given.length === 0 ? "none" : given.join(" and ")}`,
    );
  }
  const texts: readonly (readonly [path: ValuePath, text: string | undefined])[] = [
    [[...path, "bearer"], auth.bearer],
    [[...path, "basic", "user"], auth.basic?.user],
    [[...path, "basic", "password"], auth.basic?.password],
    [[...path, "query", "value"], auth.query?.value],
  ];
  for (const [place, text] of texts) {
    if (text === "") report.problem(place, "expected a credential, found an empty text");
    if (!isHeaderText(text ?? "") && place.includes("bearer")) report.problem(place, `expected ${headerText}`);
    checkTemplate(text, place, known, report);
  }
}

function checkTls({ tls, url }: Draft<TargetInput>, report: Report): void {
  if (tls === undefined) return;
  const path = ["target", "tls"];
  if ((tls.cert === undefined) !== (tls.key === undefined) && !report.isFaulty(path)) {
    const [given, missing] = tls.cert === undefined ? ["key", "cert"] : ["cert", "key"];
    report.problem([...path, missing], `expected a ${missing} beside the ${given}, found nothing`);
  }
  if (tls.insecure === true) {
    report.warning([...path, "insecure"], "any certificate of the target is accepted", { key: true });
  }
  const urls = typeof url === "string" ? [url] : (url ?? []);
  if (urls.length > 0 && urls.every((one) => one?.startsWith("ws:") === true)) {
    report.warning(path, "tls options do nothing with a ws: url", { key: true, hint: "write wss:" });
  }
}

function checkSourceAddresses(written: string | undefined, report: Report): void {
  const path = ["target", "sourceAddresses"];
  if (written === undefined || report.isFaulty(path)) return;
  const read = readSourceAddresses(written);
  if ("found" in read) {
    report.problem(path, `expected ${sourceAddressesExpected}, found ${read.found}`, { hint: read.hint });
  }
}

function checkProtocol(protocol: Draft<ScenarioInput>["protocol"], path: ValuePath, report: Report): void {
  if (typeof protocol !== "object" || report.isFaulty([...path, "kind"])) return;
  const { kind = defaults.protocol, ...options } = protocol;
  const read = protocols[kind]!.readOptions(options);
  if (!(read instanceof FlotillaError)) return;
  const place = Array.isArray(read.details["path"]) ? (read.details["path"] as (string | number)[]) : [];
  const known = Object.keys(protocols[kind]!.optionsSchema["properties"] ?? {});
  report.problem([...path, ...place], withoutPlace(read.message), {
    hint: read.hint === undefined ? undefined : read.hint.charAt(0).toLowerCase() + read.hint.slice(1),
    key: place.length === 1 && !known.includes(String(place[0])),
  });
}

/** A protocol names the place in its message; here it has a line and a column instead. */
function withoutPlace(message: string): string {
  return message.replace(/^[\w.[\]]+: /, "");
}

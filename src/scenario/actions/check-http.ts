/** Requests over HTTP: one method with a url that can be asked, and texts that can be filled in. */
import type { Vocabulary } from "../../expression/vocabulary.ts";
import { checkExpressions } from "../texts/check-expression.ts";
import { checkHeaders, checkUrl } from "../target/check-target.ts";
import type { Draft } from "../draft.ts";
import { httpMethods } from "./http-schema.ts";
import { withoutExpressions } from "./names-device.ts";
import type { Report } from "../problems/report.ts";
import type { HttpRequestInput } from "../scenario-input.ts";
import { nameHint } from "../problems/suggestion.ts";
import type { ValuePath } from "../source/value-path.ts";

/** @param placeholders what `{...}` in its texts is filled in; a command's request has more of them. */
export function checkHttp(
  request: Draft<HttpRequestInput>,
  path: ValuePath,
  vocabulary: Vocabulary,
  placeholders: readonly string[],
  report: Report,
): void {
  const methods = httpMethods.filter((method) => request[method] !== undefined);
  if (methods.length !== 1 && !report.isFaulty(path)) {
    const found = methods.length === 0 ? "none" : methods.join(" and ");
    report.problem(path, `expected one of ${httpMethods.join(", ")}, found ${found}`, {
      hint: methods.length === 0 ? "for example post: https://hub.example.com/api/devices/{id}" : undefined,
    });
  }
  if (methods[0] === "get" && request.body !== undefined) {
    report.problem([...path, "body"], "expected no body beside get, found one", {
      key: true,
      hint: "post, put, patch and delete have one",
    });
  }
  const check = (text: string | undefined, ...at: readonly string[]): void => {
    checkExpressions(text, [...path, ...at], vocabulary, report);
  };
  for (const method of methods) {
    check(request[method], method);
    const url = withoutExpressions(request[method]!);
    // Of a url whose host is only known later nothing more can be said.
    if (!report.isFaulty([...path, method]) && /^https?:/.test(url))
      checkUrl(url, [...path, method], report, placeholders);
  }
  for (const [name, value] of Object.entries(request.headers ?? {})) check(value, "headers", name);
  const headers = Object.entries(request.headers ?? {}).map(([name, value]) => [name, withoutExpressions(value ?? "")]);
  checkHeaders(Object.fromEntries(headers), [...path, "headers"], placeholders, report);
  check(request.body, "body");
  checkBody(request.body, [...path, "body"], placeholders, report);
}

/** A body has braces of its own; only what looks like a slip is worth a word. */
function checkBody(body: string | undefined, path: ValuePath, known: readonly string[], report: Report): void {
  const text = withoutExpressions(body ?? "");
  for (const { 0: placeholder, 1: name, index } of text.matchAll(/\{(\w+)\}/g)) {
    if (known.includes(name!) || text[index - 1] === "$") continue;
    const hint = nameHint(name!, known);
    report.warning(path, `${placeholder} is sent as it is`, { hint, within: [index, index + placeholder.length] });
  }
}

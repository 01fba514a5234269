/** What a replay cannot say as the tape's devices said it: secrets that were taken out and not given, and what is no message. */
import { counted } from "../report/figures.ts";
import type { Given } from "./dial-address.ts";
import type { Survey } from "./survey.ts";

/** What takes the place of secrets. */
export interface Provided {
  readonly given: Given;
  /** By name of the member. */
  readonly members: ReadonlyMap<string, string>;
}

/** @param renamed whether devices get other names than on the tape. */
export function tapeWarnings(survey: Survey, { given, members }: Provided, renamed: boolean): string[] {
  const { headers, query, subprotocols, members: inMessages } = survey.secrets;
  const has = (list: Given["headers"], name: string): boolean =>
    list.some(([one]) => one.toLowerCase() === name.toLowerCase());
  const warnings: string[] = [];
  for (const name of headers.keys()) {
    if (!has(given.headers, name))
      warnings.push(`the tape holds no value of the header ${name}: it is left out; --header '${name}: ...' gives one`);
  }
  for (const name of query.keys()) {
    if (!has(given.query, name))
      warnings.push(
        `the tape holds no value of ${name} in the query: it is left out; --set-query ${name}=... gives one`,
      );
  }
  for (const [name, times] of inMessages) {
    if (!members.has(name))
      warnings.push(
        `the tape holds no value of ${name} in ${counted(times, "message")}: it is sent as ***; --set-member ${name}=... gives one`,
      );
  }
  if (subprotocols > 0 && given.subprotocols === undefined)
    warnings.push(
      `the tape holds no secret that stood among the subprotocols of ${counted(subprotocols, "connection")}: it is left out; --subprotocol gives all that are offered`,
    );
  const nameless = survey.devices.filter(({ id }) => id === undefined).length;
  if (renamed && nameless > 0)
    warnings.push(
      `no id is known of ${counted(nameless, "device")} of ${survey.devices.length}: they and their copies say what is on the tape; --device-id tells where ids stand`,
    );
  const { omitted, garbage } = survey.unplayable;
  if (omitted > 0) warnings.push(`not replayed: ${counted(omitted, "message")} of which the tape holds the size only`);
  if (garbage > 0) warnings.push(`not replayed: what was no WebSocket frame, ${counted(garbage, "time")} on the tape`);
  return warnings;
}

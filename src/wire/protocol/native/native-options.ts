/** What a scenario may say of the native protocol beside its name. Read without a schema library: shards do it too. */
import { FlotillaError } from "../../../kernel/errors.ts";
import { formatDuration, millis, parseDuration, seconds, type Duration } from "../../../kernel/time.ts";
import { nearestName } from "../nearest-name.ts";
import { describe, isObject } from "./json-value.ts";

export interface NativeOptions {
  /** `request` waits for the server's answer before the device is ready; `notify` is ready once connected. */
  readonly hello: "request" | "notify";
  /** How long to wait for an acknowledgement before telemetry is sent again; doubles with each time. */
  readonly acknowledgeTimeout: Duration;
}

export const nativeDefaults: NativeOptions = Object.freeze({ hello: "request", acknowledgeTimeout: seconds(10) });

export const nativeOptionsSchema: Readonly<Record<string, unknown>> = {
  type: "object",
  properties: {
    hello: {
      enum: ["request", "notify"],
      default: nativeDefaults.hello,
      description:
        "`request` waits for the server's answer before the device is ready; `notify` is ready once connected, for servers that only listen.",
    },
    acknowledgeTimeout: {
      type: "string",
      default: formatDuration(nativeDefaults.acknowledgeTimeout),
      description:
        "How long to wait for an acknowledgement before telemetry is sent again, `1s` to `1h`; doubles with each time.",
    },
  },
  additionalProperties: false,
};

/**
 * Reads options as a scenario has them: complete ones, or an error whose `details.path` leads to the fault. What it
 * returned it reads again unchanged, as a plan holds it.
 */
export function readNativeOptions(value: unknown): NativeOptions | FlotillaError {
  if (value === undefined || value === null) return nativeDefaults;
  if (!isObject(value)) return misfit([], "an object of options", value, undefined);
  for (const name of Object.keys(value)) {
    if (!optionNames.includes(name)) {
      return misfit([name], `one of ${optionNames.join(", ")}`, name, nearestName(name, optionNames));
    }
  }
  const { hello = nativeDefaults.hello, acknowledgeTimeout } = value;
  if (hello !== "request" && hello !== "notify") {
    return misfit(["hello"], `"request" or "notify"`, hello, nearestName(hello, ["request", "notify"]));
  }
  const timeout =
    acknowledgeTimeout === undefined ? nativeDefaults.acknowledgeTimeout : readTimeout(acknowledgeTimeout);
  if (timeout === undefined) {
    return misfit(["acknowledgeTimeout"], `a duration from "1s" to "1h"`, acknowledgeTimeout, undefined);
  }
  return Object.freeze({ hello, acknowledgeTimeout: timeout });
}

const optionNames = Object.keys(nativeDefaults);

function readTimeout(value: unknown): Duration | undefined {
  const timeout =
    typeof value === "string" ? parseDuration(value) : typeof value === "number" ? millis(value) : undefined;
  return timeout !== undefined && timeout >= seconds(1) && timeout <= seconds(3_600) ? timeout : undefined;
}

function misfit(path: readonly string[], expected: string, found: unknown, hint: string | undefined): FlotillaError {
  const where = ["protocol", ...path].join(".");
  return new FlotillaError("scenario", `${where}: expected ${expected}, found ${describe(found)}`, {
    hint: hint === undefined ? undefined : `Did you mean "${hint}"?`,
    details: { path: [...path] },
  });
}

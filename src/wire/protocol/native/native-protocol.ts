/** The native protocol: JSON-RPC 2.0 over text frames, as `docs/protocol.md` describes it. */
import type { Protocol } from "../protocol.ts";
import { nativeOptionsSchema, readNativeOptions, type NativeOptions } from "./native-options.ts";
import { NativeSession } from "./native-session.ts";

export const nativeProtocol: Protocol<NativeOptions> = Object.freeze<Protocol<NativeOptions>>({
  name: "native",
  subprotocols: ["flotilla.v1"],
  framing: "text",
  optionsSchema: nativeOptionsSchema,
  readOptions: readNativeOptions,
  session: (device, options, io, carried) => new NativeSession(device, options, io, carried),
});

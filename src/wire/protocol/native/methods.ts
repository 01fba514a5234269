/** The names of the methods, by who calls them. */

/** Called by the device. Coming back from a server they are echoes, never requests. */
export const deviceMethods = {
  hello: "device.hello",
  telemetry: "telemetry.report",
  batch: "telemetry.batch",
  state: "state.report",
  event: "event.report",
  bye: "device.bye",
} as const;

/** Called by the server. */
export const serverMethods = {
  /** Followed by the command's name. */
  command: "command.",
  desired: "state.desired",
  query: "state.get",
  configure: "device.configure",
  reboot: "device.reboot",
  ping: "device.ping",
} as const;

const own: ReadonlySet<string> = new Set(Object.values(deviceMethods));

export function isDeviceMethod(method: string): boolean {
  return own.has(method);
}

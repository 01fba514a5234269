/** Devices of a tape as a list of identities: CSV (RFC 4180), what is missing, or there twice, left empty. */
import type { DeviceNotes } from "./fleet-notes.ts";

export function identityTable(devices: readonly DeviceNotes[]): string {
  const serials = new Set<string>();
  const addresses = new Set<string>();
  const rows = devices.map(({ id, serial, mac, name }) => [
    id,
    once(serial, serials),
    once(addressOf(mac), addresses),
    name === undefined ? "" : name.replaceAll(/\p{Cc}/gu, " "),
  ]);
  return [["id", "serial", "mac", "name"], ...rows].map((row) => `${row.map(cell).join(",")}\n`).join("");
}

/** The list's readers want `02:00:5e:10:00:01`. */
function addressOf(mac: string | undefined): string | undefined {
  const digits = mac?.toLowerCase().replaceAll(/[^0-9a-f]/g, "");
  return digits?.length === 12 ? digits.match(/../g)!.join(":") : undefined;
}

function once(value: string | undefined, seen: Set<string>): string {
  if (value === undefined || seen.has(value)) return "";
  seen.add(value);
  return value;
}

function cell(value: string): string {
  return /[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

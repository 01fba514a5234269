/**
 * IP addresses as numbers, to count through ranges of them.
 *
 * Texts are those of RFC 4291 §2.2 and, for IPv4, four decimal numbers; written as RFC 5952 asks. No zones (`%eth0`).
 */

export interface IpAddress {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** How many bits an address has. */
export const addressBits = { 4: 32, 6: 128 } as const;

export function parseIpAddress(text: string): IpAddress | undefined {
  const value = text.includes(":") ? parseSix(text) : parseFour(text);
  return value === undefined ? undefined : { family: text.includes(":") ? 6 : 4, value };
}

export function ipAddressText({ family, value }: IpAddress): string {
  return family === 4 ? fourText(value) : sixText(value);
}

function parseFour(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    // A leading zero means octal to some and nothing to others.
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = value * 256n + BigInt(part);
  }
  return value;
}

function parseSix(text: string): bigint | undefined {
  const tail = /:([\d.]+)$/.exec(text)?.[1] ?? "";
  const four = tail.includes(".") ? parseFour(tail) : undefined;
  if (tail.includes(".") && four === undefined) return undefined;
  const written =
    four === undefined
      ? text
      : `${text.slice(0, -tail.length)}${(four >> 16n).toString(16)}:${(four & 0xff_ffn).toString(16)}`;
  const halves = written.split("::");
  if (halves.length > 2) return undefined;
  const [head, end] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - head!.length - (end?.length ?? 0);
  if (end === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head!, ...Array<string>(missing).fill("0"), ...(end ?? [])];
  if (!groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((value, group) => value * 0x1_00_00n + BigInt(`0x${group}`), 0n);
}

function fourText(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => ((value >> shift) & 0xffn).toString()).join(".");
}

function sixText(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, at) => ((value >> BigInt(16 * (7 - at))) & 0xff_ffn).toString(16));
  const text = groups.join(":");
  // The longest run of zero groups, the first of several, if it is longer than one (RFC 5952 §4.2).
  const runs = [...text.matchAll(/\b0(?::0)+\b/g)];
  const longest = runs.reduce<RegExpExecArray | undefined>(
    (best, run) => (best === undefined || run[0].length > best[0].length ? run : best),
    undefined,
  );
  if (longest === undefined) return text;
  const before = text.slice(0, longest.index).replace(/:$/, "");
  const after = text.slice(longest.index + longest[0].length).replace(/^:/, "");
  return `${before}::${after}`;
}

/**
 * A record as the line that stands in a file: when and where it was, read from its bytes.
 *
 * A record begins `{"at":1768492800000,"device":"lock-0001","home":3,`, which is read as it stands; a line that begins otherwise is read as
 * the JSON it is.
 */

/** Of a line that is no record. */
export const noTime: number = Number.POSITIVE_INFINITY;

const beforeTime = Buffer.from('{"at":');
const beforeDevice = Buffer.from(',"device":"');
const beforeHome = Buffer.from('","home":');
const zero = 48;
const nine = 57;
const comma = 44;
const quote = 34;
const backslash = 92;
const endOfObject = 125;

export class RecordLine {
  readonly bytes: Buffer;
  readonly from: number;
  /** Behind its newline. */
  readonly to: number;
  /** Read when somebody asks. */
  #home: number | undefined;
  #device: string | undefined;

  /** Of a line that has a time. */
  constructor(bytes: Buffer, from: number, to: number) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  /** In milliseconds; {@link noTime} of what is no record. */
  static timeOf(bytes: Buffer, from: number, to: number): number {
    const first = from + beforeTime.length;
    const end = endOfDigits(bytes, first);
    if (end > first && bytes[to - 2] === endOfObject && bytes[end] === comma && stands(beforeTime, bytes, from))
      return numberOf(bytes, first, end);
    return asJson(bytes, from, to)?.at ?? noTime;
  }

  get home(): number {
    if (this.#home === undefined) this.#read();
    return this.#home!;
  }

  get device(): string {
    if (this.#device === undefined) this.#read();
    return this.#device!;
  }

  #read(): void {
    const { bytes, from, to } = this;
    const device = endOfDigits(bytes, from + beforeTime.length) + beforeDevice.length;
    let end = device;
    while (end < to && bytes[end] !== quote && bytes[end] !== backslash) end++;
    const first = end + beforeHome.length;
    const last = endOfDigits(bytes, first);
    if (last > first && stands(beforeDevice, bytes, device - beforeDevice.length) && stands(beforeHome, bytes, end)) {
      this.#home = numberOf(bytes, first, last);
      this.#device = bytes.toString("utf8", device, end);
      return;
    }
    const read = asJson(bytes, from, to);
    this.#home = typeof read?.home === "number" ? read.home : 0;
    this.#device = typeof read?.device === "string" ? read.device : "";
  }
}

/** The order within an instant: by home, then by device. */
export function byPlace(a: RecordLine, b: RecordLine): number {
  const byHome = a.home - b.home;
  if (byHome !== 0) return byHome;
  return a.device < b.device ? -1 : a.device > b.device ? 1 : 0;
}

function stands(text: Buffer, bytes: Buffer, at: number): boolean {
  for (let place = 0; place < text.length; place++) if (bytes[at + place] !== text[place]) return false;
  return true;
}

function endOfDigits(bytes: Buffer, from: number): number {
  let end = from;
  while (bytes[end]! >= zero && bytes[end]! <= nine) end++;
  return end;
}

/** Of digits that stand there. */
function numberOf(bytes: Buffer, from: number, to: number): number {
  let number = 0;
  for (let place = from; place < to; place++) number = 10 * number + bytes[place]! - zero;
  return number;
}

function asJson(bytes: Buffer, from: number, to: number): { at: number; home?: unknown; device?: unknown } | undefined {
  try {
    const read = JSON.parse(bytes.toString("utf8", from, to)) as { at?: unknown; home?: unknown } | null;
    return typeof read?.at === "number" ? { ...read, at: read.at } : undefined;
  } catch {
    return undefined;
  }
}

/** Who a device is. Fixed at spawn, derived from (seed, device index) alone. */
export interface Identity {
  /** Position in the fleet, 0-based; names all of the device's random streams. */
  readonly index: number;
  readonly id: string;
  readonly kind: string;
  /** Position of its home, 0-based. */
  readonly home: number;
  readonly room: string;
  /** What its owner calls it. */
  readonly name: string;
  readonly serial: string;
  /** Locally administered unicast MAC address, lower case with colons. */
  readonly mac: string;
  readonly model: string;
  readonly firmware: string;
  readonly hardware: string;
  readonly labels: Readonly<Record<string, string>>;
}

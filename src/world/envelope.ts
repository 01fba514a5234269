/**
 * How a house keeps its warmth: the constants of a two-node house, air and mass.
 *
 *     airCapacity  Ta' = heatLoss (To - Ta) + massConductance (Tm - Ta) + gains to the air
 *     massCapacity Tm' = massConductance (Ta - Tm) + gains to the mass
 *
 * 1. Floor area, heat loss per area and capacity per area are drawn; houses whose slow time constant leaves 10-70 h are
 *    drawn again, under the next key, so every home has its own luck whatever the others drew.
 * 2. More than 80 % of homes then lie within 15-55 h, as ecobee's winter data show (John et al., over 10,000
 *    thermostats).
 *
 * Areas and losses: lognormal and uniform ranges recommended from GridLAB-D and ISO 13790; capacities per area are
 * the classes light, medium and heavy of ISO 13790, whose 9.1 W/(m2 K) over 2.5 m2 of mass surface per m2 of floor is
 * the conductance.
 */
import { quantile, open, type Distribution } from "../kernel/distribution.ts";
import { keyed } from "../kernel/random.ts";

export interface Envelope {
  /** m2. */
  readonly floorArea: number;
  /** Heat lost to outdoors, W/K. */
  readonly heatLoss: number;
  /** The whole house, J/K. */
  readonly heatCapacity: number;
  /** Share of the capacity that follows the air within minutes. */
  readonly airShare: number;
  /** Between air and mass, W/K. */
  readonly massConductance: number;
}

const floorArea: Distribution = { lognormal: { median: 150, sigma: 0.4 } };
const heatLossPerArea: Distribution = { uniform: [0.9, 2.5] };
const heatCapacityPerArea: Distribution = {
  choice: [
    [110_000, 0.4],
    [165_000, 0.4],
    [260_000, 0.2],
  ],
};
const airShare = 0.06;
const massConductancePerArea = 9.1 * 2.5;
const slowestHours = 70;
const fastestHours = 10;

export function envelopeOf(seed: number, home: number): Envelope {
  for (let attempt = 0; ; attempt++) {
    const draw = (purpose: string, distribution: Distribution): number =>
      quantile(distribution, open(keyed(seed, purpose, home, attempt)));
    const area = draw("floor area", floorArea);
    const envelope: Envelope = {
      floorArea: area,
      heatLoss: area * draw("heat loss", heatLossPerArea),
      heatCapacity: area * draw("heat capacity", heatCapacityPerArea),
      airShare,
      massConductance: area * massConductancePerArea,
    };
    const hours = slowTimeConstantHours(envelope);
    if (hours >= fastestHours && hours <= slowestHours) return envelope;
  }
}

/** The larger of the two time constants of the house left to itself, in hours. */
export function slowTimeConstantHours(envelope: Envelope): number {
  const { heatLoss, heatCapacity, massConductance } = envelope;
  const air = heatCapacity * envelope.airShare;
  const mass = heatCapacity - air;
  const b = (mass * (heatLoss + massConductance)) / massConductance + air;
  const rate = (2 * heatLoss) / (b + Math.sqrt(b * b - (4 * mass * air * heatLoss) / massConductance));
  return 1 / rate / 3_600;
}

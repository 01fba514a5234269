/**
 * Compressors that move heat: air conditioners and heat pumps, from what is on the rating plate to what they do today.
 *
 *     rated capacity x capacityFactor(outdoor, indoor) x speed = heat moved        speed: 1, or an inverter's capacity ratio
 *     heat moved / (rated COP / inputFactor(outdoor, indoor) x partLoadGain(speed)) = electricity
 *
 * 1. More lift never helps: the hotter it is outdoors, the less a cooler gives and the more it draws per heat moved; the colder,
 *    the less a heater gives and the more it draws. Both hold over the whole range, and beyond it factors stay at its edge.
 * 2. No unit beats Carnot between room and outdoors, whatever its plate says ({@link actualCop}).
 * 3. An inverter at part speed is better than at full speed, or as good: nearer to it, its heat exchangers have less to do.
 * 4. A unit of one speed that cycles loses a share Cd (1 - load) of its output (`plf = 1 - Cd (1 - load)`): the first seconds of
 *    each run move no heat. {@link startUpSeconds} is how many, so that a simulated unit loses as much by cycling.
 * 5. Of the heat a cooler takes out, the sensible share cools and the rest condenses water. It grows as an inverter slows down.
 *
 * Factors are biquadratic in indoor and outdoor temperature, and those as well as COP and sensible share over speed are OCHRE's
 * defaults (NREL, BSD-3; realism.md §1.6), for the room unit the fit of NREL's BEopt. Rated: cooling at 35 °C outdoors and 19.4 °C
 * wet bulb indoors (26.7 °C and half saturated), heating at 8.3 °C and 21 °C. Wet bulb: Stull 2011, J. Appl. Meteor. Climatol. 50.
 *
 * Units: °C, W, s; humidity in %. Nothing here allocates.
 */
import { interpolate, type Curve } from "./piecewise-linear.ts";

/** f(x, y) = a + b x + c x² + d y + e y² + f x y. */
type Biquadratic = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** How one design of compressor answers to its surroundings. */
export interface CompressorDesign {
  readonly moves: "cooling" | "heating";
  /** Over the indoor temperature (wet bulb for cooling, dry bulb for heating) and the outdoor dry bulb. */
  readonly capacity: Biquadratic;
  /** Electricity per heat moved, the inverse of COP. */
  readonly input: Biquadratic;
  readonly indoorRange: readonly [low: number, high: number];
  readonly outdoorRange: readonly [low: number, high: number];
  /** Cd, for invariant 4. */
  readonly degradation: number;
}

export type CompressorName =
  | "central-cooler"
  | "room-cooler"
  | "mini-split-cooler"
  | "air-source-heater"
  | "mini-split-heater";

const coolingRanges = { indoorRange: [13.88, 23.88], outdoorRange: [18.33, 51.66] } as const;
const heatingRanges = { indoorRange: [15, 27], outdoorRange: [-25, 18] } as const;

/** `mini-split` are inverters, `room-cooler` a window or wall unit, the others ducted units of one speed. */
export const compressors: Readonly<Record<CompressorName, CompressorDesign>> = {
  "central-cooler": {
    moves: "cooling",
    capacity: [1.5509, -0.07505, 0.0031, 0.0024, -0.00005, -0.00043],
    input: [-0.30428, 0.11805, -0.00342, -0.00626, 0.0007, -0.00047],
    ...coolingRanges,
    degradation: 0.07,
  },
  "room-cooler": {
    moves: "cooling",
    capacity: [0.6405, 0.01568, 0.0004531, 0.001615, -0.0001825, 0.00006614],
    input: [2.287, -0.1732, 0.004745, 0.01662, 0.000484, -0.001306],
    ...coolingRanges,
    degradation: 0.22,
  },
  "mini-split-cooler": {
    moves: "cooling",
    capacity: [1.008993522, 0.006512749, 0, 0.003917566, -0.000222647, 0],
    input: [0.429214442, -0.003604842, 0.00004578, 0.026490876, -0.000159212, -0.000159063],
    ...coolingRanges,
    degradation: 0.25,
  },
  "air-source-heater": {
    moves: "heating",
    capacity: [0.878143655, -0.002914855, -0.00003337, 0.022386661, 0.000163944, -0.00002187],
    input: [0.716518071, 0.010275901, 0.000460734, -0.006480365, 0.000456354, -0.00069764],
    ...heatingRanges,
    degradation: 0.2,
  },
  "mini-split-heater": {
    moves: "heating",
    capacity: [1.002928121, -0.010386676, 0, 0.025961538, 0, 0],
    input: [0.966475473, 0.00591495, 0.000191202, -0.012965668, 0.00004225, -0.000524003],
    ...heatingRanges,
    degradation: 0.25,
  },
};

/** Heat moved at full speed over the rated heat. `indoor` is the wet bulb for a cooler ({@link wetBulb}), the dry bulb for a heater. */
export function capacityFactor(design: CompressorDesign, indoor: number, outdoor: number): number {
  return evaluate(design.capacity, design, indoor, outdoor);
}

/** Electricity per heat moved, over the rated one: what the rated COP is to be divided by. */
export function inputFactor(design: CompressorDesign, indoor: number, outdoor: number): number {
  return evaluate(design.input, design, indoor, outdoor);
}

/**
 * Heat moved per electricity, now.
 *
 * @param ratedCop of the plate, at full speed.
 * @param indoor as for {@link capacityFactor}.
 * @param roomTemperature dry bulb of the room.
 * @param gain of an inverter at its present speed ({@link partLoadGain}); 1 for a unit of one speed.
 */
export function actualCop(
  design: CompressorDesign,
  ratedCop: number,
  indoor: number,
  roomTemperature: number,
  outdoor: number,
  gain: number,
): number {
  const cop = (ratedCop * gain) / inputFactor(design, indoor, outdoor);
  return Math.min(cop, carnotCop(design.moves, roomTemperature, outdoor));
}

/** The most heat that a watt can move between room and outdoors; infinite where heat would flow so by itself. */
export function carnotCop(moves: "cooling" | "heating", roomTemperature: number, outdoor: number): number {
  const lift = moves === "cooling" ? outdoor - roomTemperature : roomTemperature - outdoor;
  return lift > 0 ? (roomTemperature + 273.15) / lift : Number.POSITIVE_INFINITY;
}

export type InverterGrade = "basic" | "good" | "best";

/** COP over capacity ratio as measured: coolers of 16, 20 and 24 SEER, and a heater of 9.2 HSPF. */
const coolerCop: Readonly<Record<InverterGrade, Curve>> = {
  basic: [
    [0.489, 4.34],
    [0.667, 3.66],
    [0.844, 3.33],
    [1.2, 2.99],
  ],
  good: [
    [0.489, 4.89],
    [0.667, 4.7],
    [0.844, 4.5],
    [1.2, 4.3],
  ],
  best: [
    [0.489, 7.96],
    [0.667, 6.88],
    [0.844, 5.77],
    [1.2, 4.25],
  ],
};
const heaterCop: Curve = [
  [0.4, 5.14],
  [0.6, 3.96],
  [0.8, 3.53],
  [1.2, 3.11],
];

/** COP of an inverter at its rated speed, ratio 1. */
export function ratedInverterCop(moves: "cooling" | "heating", grade: InverterGrade): number {
  return interpolate(copCurve(moves, grade), 1);
}

/** COP of an inverter at `ratio` of its rated capacity over that at ratio 1. Below 0.4 to 0.5, the slowest measured, it stays. */
export function partLoadGain(moves: "cooling" | "heating", grade: InverterGrade, ratio: number): number {
  const curve = copCurve(moves, grade);
  return interpolate(curve, ratio) / interpolate(curve, 1);
}

/** Share of its output that a unit of one speed keeps when it runs a share `load` of the time, 0 to 1. */
export function cyclingFactor(design: CompressorDesign, load: number): number {
  return 1 - design.degradation * (1 - load);
}

/**
 * Seconds at the start of each run in which no heat is moved, so that cycling costs what {@link cyclingFactor} says.
 *
 * With N = 4 n X (1 - X) cycles an hour at load X, and t lost in each, the share lost is N t / X = 4 n t (1 - X).
 *
 * @param cyclesPerHour n: how often it cycles at half load.
 */
export function startUpSeconds(design: CompressorDesign, cyclesPerHour: number): number {
  return (design.degradation * 3_600) / (4 * cyclesPerHour);
}

/** Share of the heat taken out that is sensible, in rooms neither dry nor damp; a unit of one speed is at ratio 1. */
export function sensibleShare(ratio: number): number {
  return interpolate(sensibleShares, ratio);
}

const sensibleShares: Curve = [
  [0.489, 0.863],
  [0.667, 0.799],
  [0.844, 0.757],
  [1.2, 0.703],
];

/** Wet-bulb temperature at sea level, within 0.7 K for 5 to 99 % humidity; never above the dry bulb. */
export function wetBulb(temperature: number, humidity: number): number {
  const wet =
    temperature * Math.atan(0.151977 * Math.sqrt(humidity + 8.313659)) +
    Math.atan(temperature + humidity) -
    Math.atan(humidity - 1.676331) +
    0.00391838 * humidity ** 1.5 * Math.atan(0.023101 * humidity) -
    4.686035;
  return Math.min(wet, temperature);
}

function copCurve(moves: "cooling" | "heating", grade: InverterGrade): Curve {
  return moves === "cooling" ? coolerCop[grade] : heaterCop;
}

function evaluate(form: Biquadratic, design: CompressorDesign, indoor: number, outdoor: number): number {
  const x = within(indoor, design.indoorRange);
  const y = within(outdoor, design.outdoorRange);
  return form[0] + x * (form[1] + form[2] * x + form[5] * y) + y * (form[3] + form[4] * y);
}

function within(value: number, range: readonly [low: number, high: number]): number {
  return value < range[0] ? range[0] : value > range[1] ? range[1] : value;
}

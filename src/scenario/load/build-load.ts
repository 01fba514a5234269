/** From the load as written to tracks of the plan: everything becomes straight lines. */
import { millis, type Duration } from "../../kernel/time.ts";
import { buildLength } from "../values/build-draw.ts";
import { defaults } from "../defaults.ts";
import { levelAt, phasesDuration } from "./load-shape.ts";
import type { ChurnPlan, LoadPhase, LoadTrack } from "../plan.ts";
import type { ScenarioFiles } from "../source/scenario-files.ts";
import type { LoadInput, PhaseInput, WaveInput } from "../scenario-input.ts";
import { parseRate, parseShare } from "../values/share.ts";
import { durationOf } from "../values/written-duration.ts";

/** What of a group the load is about. */
export interface LoadedGroup {
  readonly name: string;
  readonly devices: number;
}

/** The rest of the groups, where the load names some. */
export const others = "others";

/** Straight lines in one period of a wave: they are nowhere farther from the sine than 0.5 % of its height. */
export const linesOfWave = 24;

/**
 * @param groups all of the fleet, in its order
 * @param length cuts or stretches every load to exactly this
 */
export function buildLoad(
  load: LoadInput = defaults.load,
  groups: readonly LoadedGroup[],
  files?: ScenarioFiles | undefined,
  length?: Duration | undefined,
): readonly LoadTrack[] {
  return membersOf(load, groups).map(({ members, phases }) => {
    const total = members.reduce((sum, group) => sum + groups[group]!.devices, 0);
    return { groups: members, ...buildTrack(phases, total, files, length) };
  });
}

/** Which groups, by their positions, each of the lists is for; those of `others` come last, wherever it stands. */
function membersOf(
  load: LoadInput,
  groups: readonly LoadedGroup[],
): { readonly members: readonly number[]; readonly phases: readonly PhaseInput[] }[] {
  const all = [...groups.keys()];
  if (isList(load)) return [{ members: all, phases: load }];
  const named = Object.entries(load).filter(([name]) => name !== others);
  const rest = all.filter((group) => !named.some(([name]) => name === groups[group]!.name));
  const tracks = named.map(([name, phases]) => ({
    members: all.filter((group) => groups[group]!.name === name),
    phases,
  }));
  return rest.length === 0 ? tracks : [...tracks, { members: rest, phases: load[others] ?? [] }];
}

function isList(load: LoadInput): load is readonly PhaseInput[] {
  return Array.isArray(load);
}

type Track = Pick<LoadTrack, "phases" | "churn">;

function buildTrack(
  written: readonly PhaseInput[],
  total: number,
  files: ScenarioFiles | undefined,
  length: Duration | undefined,
): Track {
  const track = drawnTrack(written, total, files);
  const missing = length === undefined ? 0 : length - phasesDuration(track.phases);
  if (missing < 0) return cut(track, length!);
  if (missing === 0) return track;
  const lastHold = written.findLastIndex(({ hold }) => hold !== undefined);
  if (lastHold >= 0) return drawnTrack(written, total, files, { phase: lastHold, by: missing });
  return { ...track, phases: [...track.phases, { to: track.phases.at(-1)?.to ?? 0, over: millis(missing) }] };
}

/** @param longer a hold to be longer than it says */
function drawnTrack(
  written: readonly PhaseInput[],
  total: number,
  files: ScenarioFiles | undefined,
  longer?: { readonly phase: number; readonly by: number },
): Track {
  const lines = new Lines();
  const churn: ChurnPlan[] = [];
  const levelOf = (level: string | number): number =>
    typeof level === "number" ? Math.min(1, level / Math.max(1, total)) : parseShare(level)!;
  // Who only holds, holds the whole fleet.
  if (written[0]?.hold !== undefined) lines.jump(1);
  for (const [
    position,
    { ramp, over, rate, hold, churn: leaving, step, spike, wave, for: length },
  ] of written.entries()) {
    if (hold !== undefined) {
      const from = lines.end;
      lines.to(lines.level, durationOf(hold) + (longer?.phase === position ? longer.by : 0));
      if (leaving === undefined) continue;
      churn.push({
        from,
        to: lines.end,
        every: durationOf(leaving.every),
        share: parseShare(leaving.share)!,
        away: buildLength(leaving.away, files),
      });
    } else if (ramp !== undefined) {
      const to = levelOf(ramp);
      const devices = Math.abs(to - lines.level) * total;
      lines.to(to, rate === undefined ? durationOf(over!) : Math.round(devices / parseRate(rate)!));
    } else if (step !== undefined) {
      lines.jump(levelOf(step));
    } else if (spike !== undefined) {
      const [before, flank] = [lines.level, durationOf(over ?? "0s")];
      lines.to(levelOf(spike), flank);
      lines.to(levelOf(spike), durationOf(length!) - 2 * flank);
      lines.to(before, flank);
    } else {
      drawWave(lines, wave!, durationOf(length!), levelOf);
    }
  }
  return { phases: lines.phases, churn };
}

function drawWave(
  lines: Lines,
  { from, to, period }: WaveInput,
  length: Duration,
  levelOf: (level: string | number) => number,
): void {
  const low = from === undefined ? lines.level : levelOf(from);
  const half = (levelOf(to) - low) / 2;
  if (low !== lines.level) lines.jump(low);
  const once = durationOf(period);
  // On whole milliseconds, so that a wave is as long as it says.
  const turnedAt = (line: number): number => Math.round((line * once) / linesOfWave);
  const count = Math.round(length / once) * linesOfWave;
  for (let line = 1; line <= count; line++) {
    // A whole period ends exactly where it began.
    const turned = line % linesOfWave === 0 ? 0 : 1 - Math.cos((2 * Math.PI * turnedAt(line)) / once);
    lines.to(low + half * turned, turnedAt(line) - turnedAt(line - 1));
  }
}

class Lines {
  readonly phases: LoadPhase[] = [];
  level = 0;
  end: Duration = millis(0);

  to(level: number, over: number): void {
    if (over === 0) return this.jump(level);
    this.phases.push({ to: level, over: millis(over) });
    this.level = level;
    this.end = millis(this.end + over);
  }

  jump(level: number): void {
    this.phases.push({ to: level, over: millis(0) });
    this.level = level;
  }
}

function cut({ phases, churn }: Track, length: Duration): Track {
  const kept: LoadPhase[] = [];
  let start = 0;
  for (const phase of phases) {
    if (start + phase.over >= length) {
      const over = millis(length - start);
      kept.push({ to: over === phase.over ? phase.to : levelAt(phases, length), over });
      break;
    }
    kept.push(phase);
    start += phase.over;
  }
  const meanwhile = churn.filter(({ from }) => from < length);
  return { phases: kept, churn: meanwhile.map((one) => ({ ...one, to: millis(Math.min(one.to, length)) })) };
}

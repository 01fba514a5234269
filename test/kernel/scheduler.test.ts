import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../src/kernel/clock.ts";
import { FlotillaError } from "../../src/kernel/errors.ts";
import { RandomStream } from "../../src/kernel/random.ts";
import { noTicket, Scheduler, type Task, type Ticket } from "../../src/kernel/scheduler.ts";
import { instant, type Instant, never } from "../../src/kernel/time.ts";
import { HandClock } from "./hand-clock.ts";

const start = instant(1_000_000);
const after = (millis: number): Instant => instant(start + millis);

/** Writes down the slots that ran, and does what `then` says for a slot. */
function recorder(then: Record<number, () => void> = {}): Task & { readonly ran: number[] } {
  const ran: number[] = [];
  return {
    ran,
    onDue(slot) {
      ran.push(slot);
      then[slot]?.();
    },
  };
}

function virtual(): Scheduler {
  return new Scheduler(new VirtualClock(start));
}

describe("order", () => {
  test("entries run by due time, and equal due times in the order they were asked for", () => {
    const scheduler = virtual();
    const task = recorder();
    for (const [slot, due] of [30, 10, 20, 10, 30, 10].entries()) scheduler.at(after(due), task, slot);
    scheduler.runUntil(after(100));
    expect(task.ran).toEqual([1, 3, 5, 2, 0, 4]);
  });

  test("a million entries are scheduled, half of them cancelled, and the rest drained in order", () => {
    const scheduler = virtual();
    const random = new RandomStream(42, 0, "million");
    const tickets = new Float64Array(1_000_000);
    let ran = 0;
    let ordered = true;
    let previous: Instant = start;
    const task: Task = {
      onDue(_, due) {
        ordered &&= due >= previous && scheduler.now === due;
        previous = due;
        ran++;
      },
    };
    for (let n = 0; n < tickets.length; n++) tickets[n] = scheduler.at(after(random.next() * 3_600_000), task);
    expect(scheduler.size).toBe(1_000_000);
    let cancelled = 0;
    for (let n = 0; n < tickets.length; n += 2) if (scheduler.cancel(tickets[n]!)) cancelled++;
    expect(cancelled).toBe(500_000);
    expect(scheduler.size).toBe(500_000);
    scheduler.runUntil(never);
    expect(ran).toBe(500_000);
    expect(ordered).toBe(true);
    expect(scheduler.size).toBe(0);
  });
});

describe("virtual time", () => {
  test("inside a callback, now is its due time, and the clock says the same", () => {
    const scheduler = virtual();
    const seen: number[] = [];
    const task: Task = { onDue: (_, due) => void seen.push(due, scheduler.now, scheduler.clock.now()) };
    scheduler.at(after(10.25), task);
    scheduler.runUntil(after(100));
    expect(seen).toEqual([after(10.25), after(10.25), after(10.25)]);
    expect(scheduler.now).toBe(after(100));
  });

  test("an entry due exactly at the end runs, one just beyond does not", () => {
    const scheduler = virtual();
    const task = recorder();
    scheduler.at(after(100), task, 1);
    scheduler.at(after(100.001), task, 2);
    scheduler.runUntil(after(100));
    expect(task.ran).toEqual([1]);
    expect(scheduler.nextDue).toBe(after(100.001));
  });

  test("runNext jumps to the next entry however far away, and says when nothing waits", () => {
    const scheduler = virtual();
    const task = recorder();
    scheduler.at(after(86_400_000), task);
    expect(scheduler.runNext()).toBe(true);
    expect(scheduler.now).toBe(after(86_400_000));
    expect(scheduler.runNext()).toBe(false);
  });

  test("running until never drains the queue and leaves the clock at the last entry", () => {
    const scheduler = virtual();
    scheduler.at(after(5), recorder());
    scheduler.runUntil(never);
    expect(scheduler.clock.now()).toBe(after(5));
  });

  test("running from inside a callback is refused, and the run it tried to disturb goes on", () => {
    const scheduler = virtual();
    const refused: unknown[] = [];
    const task = recorder({
      1: () => {
        try {
          scheduler.runUntil(after(50));
        } catch (error) {
          refused.push(error);
        }
      },
    });
    scheduler.at(after(10), task, 1);
    scheduler.at(after(20), task, 2);
    scheduler.runUntil(after(100));
    expect(refused).toEqual([expect.any(FlotillaError)]);
    expect(task.ran).toEqual([1, 2]);
  });
});

describe("the past", () => {
  test("an entry asked for the past runs at now, after what is due then already", () => {
    const scheduler = virtual();
    const dues: Instant[] = [];
    const task: Task & { ran: number[] } = {
      ran: [],
      onDue(slot, due) {
        task.ran.push(slot);
        dues.push(due);
        if (slot === 1) scheduler.at(after(3), task, 4);
      },
    };
    scheduler.at(after(10), task, 1);
    scheduler.at(after(10), task, 2);
    scheduler.at(after(11), task, 3);
    scheduler.runUntil(after(100));
    expect(task.ran).toEqual([1, 2, 4, 3]);
    expect(dues).toEqual([10, 10, 10, 11].map(after));
  });

  test("time does not go back for an entry asked for the past between two runs", () => {
    const scheduler = virtual();
    const task = recorder();
    scheduler.runUntil(after(100));
    scheduler.at(after(50), task);
    expect(scheduler.nextDue).toBe(after(100));
    scheduler.runNext();
    expect(scheduler.now).toBe(after(100));
  });
});

describe("tickets", () => {
  test("a cancelled entry does not run, and is cancelled once", () => {
    const scheduler = virtual();
    const task = recorder();
    const ticket = scheduler.at(after(10), task, 1);
    scheduler.at(after(20), task, 2);
    expect(scheduler.cancel(ticket)).toBe(true);
    expect(scheduler.cancel(ticket)).toBe(false);
    scheduler.runUntil(after(100));
    expect(task.ran).toEqual([2]);
  });

  test("the ticket of an entry that ran does not cancel the one that took its place", () => {
    const scheduler = virtual();
    const task = recorder();
    const stale = scheduler.at(after(10), task, 1);
    scheduler.runUntil(after(10));
    const fresh = scheduler.at(after(20), task, 2);
    expect(fresh).not.toBe(stale);
    expect(scheduler.cancel(stale)).toBe(false);
    scheduler.runUntil(after(20));
    expect(task.ran).toEqual([1, 2]);
  });

  test("a moved entry keeps its ticket and runs at its new time, behind what was asked for that time before", () => {
    const scheduler = virtual();
    const task = recorder();
    const ticket = scheduler.at(after(10), task, 1);
    scheduler.at(after(20), task, 2);
    expect(scheduler.move(ticket, after(20))).toBe(true);
    expect(scheduler.move(ticket, after(20))).toBe(true);
    scheduler.runUntil(after(100));
    expect(task.ran).toEqual([2, 1]);
    expect(scheduler.move(ticket, after(200))).toBe(false);
    expect(scheduler.size).toBe(0);
  });

  test("an entry moved to never is taken back", () => {
    const scheduler = virtual();
    const ticket = scheduler.at(after(10), recorder());
    expect(scheduler.move(ticket, never)).toBe(false);
    expect(scheduler.size).toBe(0);
  });

  test("no ticket cancels nothing, nor does one that was never given out", () => {
    const scheduler = virtual();
    scheduler.at(after(10), recorder());
    for (const ticket of [noTicket, 2, 1e15, -1, Number.NaN]) expect(scheduler.cancel(ticket)).toBe(false);
    expect(scheduler.size).toBe(1);
  });

  test.each([never, instant(Number.NEGATIVE_INFINITY), instant(Number.NaN)])("an entry due at %d is refused", (due) => {
    const scheduler = virtual();
    expect(scheduler.at(due, recorder())).toBe(noTicket);
    expect(scheduler.size).toBe(0);
  });
});

describe("inside a callback", () => {
  test("an entry can cancel those behind it, at the same due time too, but not itself", () => {
    const scheduler = virtual();
    const tickets: Ticket[] = [];
    const answers: boolean[] = [];
    const task = recorder({ 0: () => answers.push(...tickets.map((ticket) => scheduler.cancel(ticket))) });
    for (const [slot, due] of [10, 10, 20, 30].entries()) tickets.push(scheduler.at(after(due), task, slot));
    scheduler.at(after(40), task, 4);
    scheduler.runUntil(after(100));
    expect(answers).toEqual([false, true, true, true]);
    expect(task.ran).toEqual([0, 4]);
  });

  test("an entry can ask for itself again, and keeps its rhythm exactly", () => {
    const scheduler = virtual();
    const dues: number[] = [];
    const task: Task = {
      onDue(slot, due) {
        dues.push(due - start);
        scheduler.at(instant(due + 30), task, slot);
      },
    };
    scheduler.at(after(30), task);
    scheduler.runUntil(after(100));
    expect(dues).toEqual([30, 60, 90]);
  });

  test("a stop drops everything else and accepts nothing more", () => {
    const scheduler = virtual();
    const task = recorder({ 1: () => scheduler.stop() });
    scheduler.at(after(10), task, 1);
    const other = scheduler.at(after(10), task, 2);
    scheduler.runUntil(after(100));
    expect(task.ran).toEqual([1]);
    expect(scheduler.at(after(200), task)).toBe(noTicket);
    expect(scheduler.cancel(other)).toBe(false);
    expect(scheduler.runNext()).toBe(false);
  });

  test("what a callback throws reaches whoever ran it, and the rest still runs", () => {
    const scheduler = virtual();
    const task = recorder({
      1: () => {
        throw new RangeError("broken");
      },
    });
    scheduler.at(after(10), task, 1);
    scheduler.at(after(20), task, 2);
    expect(() => scheduler.runUntil(after(100))).toThrow(RangeError);
    expect(scheduler.now).toBe(after(10));
    scheduler.runUntil(after(100));
    expect(task.ran).toEqual([1, 2]);
  });
});

describe("real time", () => {
  test("the timer is set for the nearest entry and moved only when a nearer one comes", () => {
    const clock = new HandClock(start);
    const scheduler = new Scheduler(clock);
    const task = recorder();
    scheduler.at(after(50), task);
    scheduler.at(after(70), task);
    expect([clock.timer, clock.changes]).toEqual([after(50), 1]);
    scheduler.at(after(20), task);
    expect([clock.timer, clock.changes]).toEqual([after(20), 2]);
  });

  test("asking again for the time the timer is set for leaves the timer be", () => {
    const clock = new HandClock(start);
    const scheduler = new Scheduler(clock);
    const first = scheduler.at(after(50), recorder());
    scheduler.at(after(70), recorder());
    scheduler.cancel(first);
    scheduler.at(after(50), recorder());
    expect([clock.timer, clock.changes]).toEqual([after(50), 1]);
  });

  test("entries asked for inside callbacks move the timer once, when the turn is over", () => {
    const clock = new HandClock(start);
    const scheduler = new Scheduler(clock);
    const task = recorder({ 1: () => [90, 60, 80].forEach((due) => scheduler.at(after(due), task, 2)) });
    scheduler.at(after(10), task, 1);
    clock.spend(10);
    clock.turn();
    expect([clock.timer, clock.changes]).toEqual([after(60), 2]);
  });

  test("moving an entry to the front sets the timer for it", () => {
    const clock = new HandClock(start);
    const scheduler = new Scheduler(clock);
    scheduler.at(after(50), recorder());
    const ticket = scheduler.at(after(80), recorder());
    scheduler.move(ticket, after(10));
    expect([clock.timer, clock.changes]).toEqual([after(10), 2]);
  });

  test("cancelling the last entry clears the timer", () => {
    const clock = new HandClock(start);
    const scheduler = new Scheduler(clock);
    scheduler.cancel(scheduler.at(after(50), recorder()));
    expect(clock.timer).toBeUndefined();
  });

  test("a timer for an entry that was cancelled, or one that fires early, runs nothing and is set again", () => {
    const clock = new HandClock(start);
    const scheduler = new Scheduler(clock);
    const task = recorder();
    const first = scheduler.at(after(10), task, 1);
    scheduler.at(after(50), task, 2);
    scheduler.cancel(first);
    clock.spend(10);
    expect(clock.turn()).toBe(true);
    expect([task.ran, clock.timer]).toEqual([[], after(50)]);
    clock.fireEarly();
    expect([task.ran, clock.timer]).toEqual([[], after(50)]);
    clock.spend(40);
    clock.turn();
    expect(task.ran).toEqual([2]);
  });

  test("an entry that runs late still sees its due time, and its lateness is heard in real milliseconds", () => {
    const clock = new HandClock(start, 10);
    const late: number[] = [];
    const scheduler = new Scheduler(clock, (millis) => late.push(millis));
    const seen: number[] = [];
    const task: Task = { onDue: (_, due) => void seen.push(due - start, scheduler.now - start) };
    scheduler.at(after(100), task);
    scheduler.at(after(150), task);
    clock.spend(17);
    clock.turn();
    expect(seen).toEqual([100, 100, 150, 150]);
    expect(late).toEqual([7, 2]);
  });

  test("simulated time does not pass an entry that has yet to run, so it never goes back for one", () => {
    const clock = new HandClock(start);
    const scheduler = new Scheduler(clock);
    const seen: Instant[] = [];
    scheduler.at(after(10), { onDue: () => void seen.push(scheduler.now) });
    clock.spend(25);
    seen.push(scheduler.now);
    clock.turn();
    seen.push(scheduler.now);
    expect(seen).toEqual([after(10), after(10), after(25)]);
  });

  test("a backlog is served in turns that leave the event loop room, and in order", () => {
    const clock = new HandClock(start);
    const scheduler = new Scheduler(clock);
    const ran: number[] = [];
    const task: Task = {
      onDue(slot) {
        clock.spend(3);
        ran.push(slot);
      },
    };
    for (let slot = 0; slot < 10; slot++) scheduler.at(after(slot), task, slot);
    clock.spend(20);
    clock.turn();
    expect([ran, clock.timer]).toEqual([[0, 1, 2], "next turn"]);
    scheduler.at(after(0), task, 10);
    expect(clock.timer).toBe("next turn");
    while (clock.turn());
    expect(ran).toEqual([0, 1, 2, 3, 10, 4, 5, 6, 7, 8, 9]);
    expect(clock.timer).toBeUndefined();
  });

  test("what a callback throws passes through the timer, and the rest runs in the next turn", () => {
    const clock = new HandClock(start);
    const scheduler = new Scheduler(clock);
    const task = recorder({
      1: () => {
        throw new RangeError("broken");
      },
    });
    scheduler.at(after(10), task, 1);
    scheduler.at(after(11), task, 2);
    clock.spend(20);
    expect(() => clock.turn()).toThrow(RangeError);
    expect(clock.timer).toBe(after(11));
    clock.turn();
    expect(task.ran).toEqual([1, 2]);
  });

  test("a stop clears the timer, from inside a callback and in the middle of a backlog", () => {
    const clock = new HandClock(start);
    const scheduler = new Scheduler(clock);
    const task = recorder({ 1: () => clock.spend(20), 2: () => scheduler.stop() });
    for (let slot = 0; slot < 5; slot++) scheduler.at(after(slot), task, slot);
    clock.spend(5);
    clock.turn();
    expect(clock.timer).toBe("next turn");
    clock.turn();
    expect(clock.timer).toBeUndefined();
    expect(task.ran).toEqual([0, 1, 2]);
  });
});

test("a ticket tells when its entry is due, as long as it waits", () => {
  const scheduler = virtual();
  const task = recorder();
  const [first, second, third] = [10, 20, 30].map((due) => scheduler.at(after(due), task));
  scheduler.move(second!, after(40));
  scheduler.cancel(third!);
  expect([first, second, third, noTicket].map((ticket) => scheduler.dueOf(ticket!))).toEqual([
    after(10),
    after(40),
    undefined,
    undefined,
  ]);
  scheduler.runUntil(after(15));
  expect([first, second].map((ticket) => scheduler.dueOf(ticket!))).toEqual([undefined, after(40)]);
});

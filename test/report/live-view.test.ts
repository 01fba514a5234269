import { describe, expect, test } from "vitest";
import { LiveView } from "../../src/report/live-view.ts";
import { noHistory, remember } from "../../src/report/live/history.ts";
import { renderLive } from "../../src/report/live/render-live.ts";
import { info, notice, progressAt, totalsWith } from "./samples.ts";
import { Screen } from "./screen.ts";

const size = { columns: 79, rows: 23, colour: false };

describe("the live view on a terminal", () => {
  test("is there from the start", () => {
    const screen = new Screen(80, 24);
    new LiveView(screen).started(info);
    expect(screen.shown).toEqual(renderLive(info, noHistory, undefined, [], size));
  });

  test("is redrawn in place, also when it gets longer or shorter in the middle", () => {
    const screen = new Screen(80, 40);
    const roomy = { ...size, rows: 39 };
    const view = new LiveView(screen);
    view.started(info);
    view.noticed(notice(1, "first"));
    let history = noHistory;
    const news = [notice(1, "first")];
    const trouble = totalsWith({ connections: { lost: 5 }, messages: { dropped: 3 } });
    for (const second of [1, 2, 3, 4, 5, 6]) {
      const progress = progressAt(second, second % 3 === 0 ? { totals: trouble } : {});
      if (second === 4) {
        news.push(notice(4, "second"));
        view.noticed(news[1]!);
      }
      history = remember(history, progress);
      view.progressed(progress);
      expect(screen.shown).toEqual(renderLive(info, history, progress, news, roomy));
    }
  });

  test("shows news with the next redraw, the latest of many", () => {
    const screen = new Screen(80, 24);
    const view = new LiveView(screen);
    view.started(info);
    for (let number = 1; number <= 1_000; number++) view.noticed(notice(1, `news ${number}`));
    expect(screen.shown.join("\n")).not.toContain("news");
    view.progressed(progressAt(2));
    expect(screen.shown.at(-1)).toBe("00:01  news 1000");
  });

  test("leaves nothing behind", () => {
    const screen = new Screen(80, 24);
    const view = new LiveView(screen);
    view.started(info);
    view.progressed(progressAt(1));
    view.finished();
    expect(screen.shown).toEqual([]);
    screen.write("PASS\n");
    expect(screen.shown).toEqual(["PASS"]);
  });

  test("follows the terminal's size", () => {
    const screen = new Screen(120, 40);
    const view = new LiveView(screen);
    view.started(info);
    screen.rows = 12;
    view.progressed(progressAt(1));
    expect(screen.shown.length).toBeLessThan(12);
  });

  test("writes no colours when told not to", () => {
    const written: string[] = [];
    const terminal = { write: (text: string) => void written.push(text), isTTY: true, columns: 80, rows: 24 };
    new LiveView(terminal, { colour: false }).started(info);
    new LiveView(terminal).started(info);
    expect(written[0]).not.toContain("\u001b[1m");
    expect(written[1]).toContain("\u001b[1m");
  });
});

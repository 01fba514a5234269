/**
 * `npm run realism`: measures every row of the realism table with a fixed seed, prints it, and writes docs/realism.md with its plots.
 *
 *     npm run realism                        1,000 homes, 14 simulated days of each season
 *     npm run realism -- --homes 200         smaller, and nothing is written
 *     npm run realism -- --rows 11,19-22     these rows alone, and nothing is written
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { writeDocument } from "./document.ts";
import { find, type Finding } from "./row.ts";
import { rows } from "./rows.ts";
import { fullStudy, Study } from "./study.ts";
import { findingLine, verdictLine } from "./table.ts";

const { values } = parseArgs({
  options: {
    homes: { type: "string", default: String(fullStudy.homes) },
    days: { type: "string", default: String(fullStudy.days) },
    seed: { type: "string", default: String(fullStudy.seed) },
    rows: { type: "string" },
  },
});
const size = { ...fullStudy, homes: Number(values.homes), days: Number(values.days), seed: Number(values.seed) };
const study = new Study(size);
const wanted = values.rows === undefined ? rows : rows.filter(({ number }) => includes(values.rows!, number));

const findings: Finding[] = [];
for (const row of wanted) {
  const finding = await find(row, study);
  findings.push(finding);
  console.log(findingLine(finding));
}
console.log(verdictLine(findings));
const whole = wanted === rows && JSON.stringify(size) === JSON.stringify(fullStudy);
if (whole) console.log(`written: ${(await writeDocument(findings, study)).join(", ")}`);
process.exitCode = findings.every(({ passes }) => passes) ? 0 : 1;

/** `11,19-22` */
function includes(list: string, number: number): boolean {
  return list.split(",").some((part) => {
    const [from, to = from] = part.split("-").map(Number);
    return number >= from! && number <= to!;
  });
}

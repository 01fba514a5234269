/**
 * `npm run bench`: what things cost on this machine, as a table and as JSON. Not part of the tests: nothing fails here.
 *
 * The fleet is measured on the built bin, in processes of its own.
 */
import { cpus, totalmem } from "node:os";
import { fleetFigures } from "./fleet.ts";
import { kernelFigures } from "./kernel.ts";
import { recordFigures } from "./record.ts";
import { simulateFigures } from "./simulate.ts";
import { virtualTimeFigures } from "./virtual-time.ts";

const figures = [
  ...kernelFigures(),
  ...(await virtualTimeFigures()),
  ...(await simulateFigures()),
  ...(await fleetFigures()),
  ...(await recordFigures()),
];
const machine = `${cpus().length} x ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
if (process.argv.includes("--json")) console.log(JSON.stringify({ machine, figures }, null, 2));
else {
  const width = Math.max(...figures.map(({ name }) => name.length));
  console.log(`${machine}\n`);
  for (const { name, value, unit, limit } of figures) {
    const number = value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
    console.log(`${name.padEnd(width)}  ${number} ${unit}${limit === undefined ? "" : `  (limit ${limit})`}`);
  }
}

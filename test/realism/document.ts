/** docs/realism.md: the table with its plots, written by `npm run realism` and by nobody else. */
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { plots } from "./plots.ts";
import type { Finding } from "./row.ts";
import type { Study } from "./study.ts";
import { boundsOf, shown, verdictLine } from "./table.ts";

const docs = new URL("../../docs/", import.meta.url);

/** @returns the paths written, relative to the repository. */
export async function writeDocument(findings: readonly Finding[], study: Study): Promise<string[]> {
  await mkdir(new URL("realism/", docs), { recursive: true });
  const written: string[] = [];
  const write = async (path: string, text: string): Promise<void> => {
    await writeFile(fileURLToPath(new URL(path, docs)), text);
    written.push(`docs/${path}`);
  };
  const drawn = await plots(study);
  for (const { file, svg } of drawn) await write(`realism/${file}`, svg);
  await write("realism.md", documentOf(findings, study, drawn));
  return written;
}

function documentOf(findings: readonly Finding[], study: Study, drawn: Awaited<ReturnType<typeof plots>>): string {
  return [
    "# How real the devices are",
    "",
    "Written by `npm run realism`; do not edit. Each row measures simulated homes and holds the figure against what is known of real",
    `ones. Seed ${study.seed}, ${study.homes} homes, ${study.days} simulated days of each season unless the row says otherwise.`,
    "",
    `**${verdictLine(findings)}.** Rows marked *design target* rest on a value this project set itself, for want of a published one.`,
    "",
    "| # | statistic | measured | target | source | |",
    "|---|---|---|---|---|---|",
    ...findings.map(tableRow),
    "",
    ...failures(findings),
    "## Curves people know by sight",
    "",
    ...drawn.flatMap(({ file, title, text }) => [`### ${title}`, "", text, "", `![${title}](realism/${file})`, ""]),
  ].join("\n");
}

function tableRow({ row, measured, passes }: Finding): string {
  const values = measured.map((one) => `${one.name} **${shown(one.value)}** (${boundsOf(one)})`).join("<br>");
  const source = row.basis === "design target" ? `${row.source} *(design target)*` : row.source;
  const cells = [String(row.number), row.statistic, values === "" ? "not measured" : values, row.target, source];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} | ${passes ? "pass" : "**fail**"} |`;
}

function failures(findings: readonly Finding[]): string[] {
  const failing = findings.filter(({ passes }) => !passes);
  if (failing.length === 0) return [];
  return [
    "## What fails, and why",
    "",
    ...failing.map(({ row }) => `- Row ${row.number}, ${row.statistic}: ${row.reason ?? "not known yet."}`),
    "",
  ];
}

/**
 * What the build makes of the processes that live a part of a fleet: a few files each, of what is loaded together. Many such processes
 * are started at once, and reading some 250 modules was half of what the start of each cost.
 *
 * 1. Made of what `tsc` built, for each process into a folder of its own, in which all lies as in `dist`: what is found from there is
 *    found from here.
 * 2. Whatever is loaded only when needed stays so.
 * 3. Packages that such a process always needs are made part of it, with their licences; others stay packages.
 * 4. As CommonJS, and of few files: Node's loader of ECMAScript modules takes 8 ms and 1 MB of a process, and what it does to every path
 *    soon wakes the optimizing compiler, 3 MB, before there is a device.
 * 5. Sources are small and in ASCII: V8 keeps them for good, with two bytes for each character if there is one beyond Latin-1.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("..", import.meta.url);
const packages = ["@marcbachmann/cel-js", "fastest-levenshtein", "hdr-histogram-js", "semver", "ws"];
const kinds = readdirSync(new URL("devices", root), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `devices/${name}/${name}`);

/** Each with what all its runs load sooner or later. */
export default [
  bundle("processes/shard-process", [
    "library/processes/living-shard",
    "shards/shard-server",
    "library/processes/process-channel",
    "wire/transport/ws-transport",
  ]),
  bundle("simulation/simulation-process", ["library/simulation/simulation-slice", "library/processes/process-channel"]),
];

/** @param module of `src/library` */
function bundle(module, needed) {
  const name = module.split("/").at(-1);
  return {
    cwd: fileURLToPath(root),
    input: Object.fromEntries([`src/library/${module}`, ...kinds].map((entry) => [entry, `dist/${entry}.js`])),
    platform: "node",
    external: isExternal,
    // The index of `ws` has its server and all of TLS with it, and only its parts are used here.
    treeshake: { moduleSideEffects: [{ test: /node_modules[/\\]ws[/\\]/, sideEffects: false }] },
    output: {
      dir: `dist/${name}`,
      cleanDir: true,
      format: "cjs",
      entryFileNames: "[name].cjs",
      chunkFileNames: "src/parts/[name]-[hash].cjs",
      // Only smaller: names stay, for whoever reads a trace.
      minify: { mangle: false, compress: false, codegen: { removeWhitespace: true } },
      comments: false,
      codeSplitting: { groups: [{ name: alwaysLoaded(needed), debugName: "always" }] },
    },
    plugins: [
      { name: "known", load: loadKnown },
      { name: "process", transform: withoutImport },
      { name: "ascii", generateBundle: writeAscii },
      { name: "licences", generateBundle: addLicences },
    ],
  };
}

/** Names one file for all that `needed` load with them, and for what kinds do. */
function alwaysLoaded(needed) {
  let found;
  return (id, context) => {
    found ??= loadedWith(
      new Set(
        [...needed.map((path) => `src/${path}`), ...kinds].map((path) =>
          fileURLToPath(new URL(`dist/${path}.js`, root)),
        ),
      ),
      context,
    );
    if (id.startsWith("\0rolldown")) return "always";
    return found.has(id) && !id.includes("/dist/devices/") ? "always" : null;
  };
}

/** A set goes on with what is added while it is gone through. */
function loadedWith(ids, context) {
  for (const id of ids) for (const imported of context.getModuleInfo(id)?.importedIds ?? []) ids.add(imported);
  return ids;
}

function isExternal(id) {
  const ours = id.startsWith(".") || id.startsWith("/") || id.startsWith("flotilla/");
  return !ours && !packages.some((name) => id === name || id.startsWith(`${name}/`));
}

/** Modules that look for what is elsewhere, and here need not: to have a `require` of their own they load half of Node's loader. */
const known = {
  "library/package-version.js": () => {
    const { version } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
    return `export const packageVersion = ${JSON.stringify(version)};`;
  },
  "wire/transport/node-tls.js": () => `export const nodeTls = () => require("node:tls");`,
};

function loadKnown(id) {
  const path = Object.keys(known).find((name) => id.replaceAll("\\", "/").endsWith(`/dist/src/${name}`));
  return path === undefined ? null : known[path]();
}

/** It is there without: to import it takes more than the few lines that are to be run before anything is loaded. */
function withoutImport(code) {
  return code.replace(/^import process from "node:process";$/m, "");
}

/** Comments are gone: what is left beyond ASCII stands in texts and patterns. */
function writeAscii(_, files) {
  for (const file of Object.values(files))
    if (file.type === "chunk")
      file.code = file.code.replaceAll(
        /[^\0-\x7F]/g,
        (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
      );
}

/** Each of them asks that its notice is in every copy. */
function addLicences() {
  const texts = packages.map((name) => `# ${name}\n\n${licenceOf(new URL(`node_modules/${name}/`, root))}`);
  this.emitFile({ type: "asset", fileName: "LICENSES.md", source: texts.join("\n") });
}

function licenceOf(folder) {
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  return readFileSync(new URL(file, folder), "utf8");
}

/**
 * What the build makes of the processes that live a part of a fleet: a few files each, of what is loaded together. Many such processes
 * are started at once, and reading some 250 modules was half of what the start of each cost.
 *
 * 1. Made of what `tsc` built, for each process into a folder of its own, in which all lies as in `dist`: what is found from there is
 *    found from here.
 * 2. Whatever is loaded only when needed stays so.
 * 3. Packages that such a process always needs are made part of it, with their licences; others stay packages.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("..", import.meta.url);
const packages = ["@marcbachmann/cel-js", "fastest-levenshtein", "hdr-histogram-js", "semver", "ws"];

/** Each with what all its runs load sooner or later. */
export default [
  bundle("shard-process", [
    "library/living-shard",
    "shards/shard-server",
    "library/process-channel",
    "wire/transport/ws-transport",
  ]),
  bundle("simulation-process", ["library/simulation-slice", "library/process-channel"]),
];

function bundle(name, needed) {
  return {
    cwd: fileURLToPath(root),
    input: Object.fromEntries([`src/library/${name}`, ...kinds()].map((entry) => [entry, `dist/${entry}.js`])),
    platform: "node",
    external: isExternal,
    // The index of `ws` has its server and all of TLS with it, and only its parts are used here.
    treeshake: { moduleSideEffects: [{ test: /node_modules[/\\]ws[/\\]/, sideEffects: false }] },
    output: {
      dir: `dist/${name}`,
      cleanDir: true,
      entryFileNames: "[name].js",
      chunkFileNames: "src/parts/[name]-[hash].js",
      // Only smaller: names stay, for whoever reads a trace.
      minify: { mangle: false, compress: false, codegen: { removeWhitespace: false } },
      comments: false,
      codeSplitting: { groups: [{ name: alwaysLoaded(needed), debugName: "always" }] },
    },
    plugins: [{ name: "licences", generateBundle: addLicences }],
  };
}

/** Names one file for all that `needed` load with them. */
function alwaysLoaded(needed) {
  let found;
  return (id, context) => {
    found ??= loadedWith(new Set(needed.map((path) => fileURLToPath(new URL(`dist/src/${path}.js`, root)))), context);
    return found.has(id) ? "always" : null;
  };
}

/** A set goes on with what is added while it is gone through. */
function loadedWith(ids, context) {
  for (const id of ids) for (const imported of context.getModuleInfo(id)?.importedIds ?? []) ids.add(imported);
  return ids;
}

function kinds() {
  return readdirSync(new URL("devices", root), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `devices/${name}/${name}`);
}

function isExternal(id) {
  const ours = id.startsWith(".") || id.startsWith("/") || id.startsWith("flotilla/");
  return !ours && !packages.some((name) => id === name || id.startsWith(`${name}/`));
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

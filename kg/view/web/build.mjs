// Bundles src/ into kg/view/assets/explorer.js. The bundle begins with a digest of what it was made of, so that a stale
// one is found without Node (tests/view/test_explorer_bundle.py), and writes the licences of what it contains beside it.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const here = (path) => new URL(path, import.meta.url);
const sources = readdirSync(here("src")).filter((f) => f.endsWith(".ts")).sort().map((f) => `src/${f}`);
const digest = createHash("sha256");
for (const file of [...sources, "build.mjs", "package-lock.json"]) digest.update(`${file}\0`).update(readFileSync(here(file))).update("\0");

const made = await build({
  entryPoints: [here("src/main.ts").pathname],
  bundle: true, write: false, minify: true, charset: "utf8", target: "es2022", format: "iife", legalComments: "none", metafile: true,
  absWorkingDir: here(".").pathname,
});
const text = made.outputFiles[0].text;
if (/<\/script|<!--/i.test(text)) throw new Error("the bundle would close its own element");
const names = new Set(Object.keys(made.metafile.inputs).map((f) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(f)?.[1]).filter(Boolean));
const licences = [...names].sort().map((name) => {
  const { version, license } = JSON.parse(readFileSync(here(`node_modules/${name}/package.json`), "utf8"));
  const file = readdirSync(here(`node_modules/${name}`)).find((f) => /^licen[cs]e/i.test(f));
  return [`${name} ${version} (${license})`, readFileSync(here(`node_modules/${name}/${file}`), "utf8").trim()];
});
const credits = licences.map(([title]) => title).join(", ");
writeFileSync(here("../assets/explorer.js"),
  `/* Built by "make web" from kg/view/web; sources ${digest.digest("hex")}.\n   Contains ${credits}; licences in explorer.licences.txt. */\n${text}`);
writeFileSync(here("../assets/explorer.licences.txt"),
  `explorer.js contains these packages, under these licences.\n\n${licences.map(([title, body]) => `== ${title}\n\n${body}\n`).join("\n")}`);
console.log(`${text.length} characters, with ${credits}`);

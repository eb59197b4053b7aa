// Bundles the TypeScript modules into classic scripts: node build.mjs OUTDIR
//
// Classic (IIFE) because module scripts do not load from file://. Each page kind loads xreport.js and at most one
// more; a run page with logged objects loads viewers.js besides, the runs page runcurves.js when curves are
// wanted and runmenus.js when a menu is, and any page with charts picture.js when one is saved.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "..", "assets", "xr");

const result = await build({
  absWorkingDir: here,
  entryPoints: [
    "src/xreport.ts",
    "src/search.ts",
    "src/charts.ts",
    "src/viewers.ts",
    "src/runs.ts",
    "src/runcurves.ts",
    "src/runmenus.ts",
    "src/picture.ts",
    "src/compare.ts",
    "src/explore.ts",
    "css/xreport.css",
  ],
  entryNames: "[name]",
  outdir: out,
  bundle: true,
  format: "iife",
  target: ["chrome111", "firefox113", "safari16.4"],
  charset: "utf8",
  minify: true,
  legalComments: "none",
  banner: { js: "/* licences of bundled libraries: THIRD-PARTY.txt */" },
  metafile: true,
  plugins: [withoutLocale()],
  logLevel: "warning",
});

writeFileSync(join(out, "THIRD-PARTY.txt"), notices(Object.keys(result.metafile.inputs)));

/**
 * uPlot without the formatter and the time zone of the reader's locale, which it makes when it is loaded and our charts
 * never ask for: they cost a page 15 ms before its first chart, and a browser whose language is no language throws.
 */
function withoutLocale() {
  const replaced = [
    ["new Intl.NumberFormat(domEnv ? nav.language : 'en-US')", "{ format: String }"],
    ["new Intl.DateTimeFormat().resolvedOptions().timeZone", "undefined"],
  ];
  return {
    name: "without-locale",
    setup: ({ onLoad }) =>
      onLoad({ filter: /uPlot\.esm\.js$/ }, ({ path }) => {
        let contents = readFileSync(path, "utf8");
        for (const [from, to] of replaced) {
          if (!contents.includes(from)) throw new Error(`${path}: no longer holds ${from}`);
          contents = contents.replace(from, to);
        }
        return { contents, loader: "js" };
      }),
  };
}

/** The licence texts of every package of which something was bundled, in the order of their names. */
function notices(inputs) {
  const packages = new Set();
  for (const input of inputs) {
    const match = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input.replaceAll("\\", "/"));
    if (match) packages.add(match[1]);
  }
  const parts = [...packages].sort().map((name) => {
    const folder = join(here, "node_modules", name);
    const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${relative(here, folder)}: no licence file to pass on`);
    const text = readFileSync(join(folder, file), "utf8").trim();
    return `${name} ${about.version} (${about.license})\n${"-".repeat(72)}\n${text}\n`;
  });
  return `The scripts and styles beside this file contain parts of these packages.\n\n${parts.join("\n\n")}`;
}

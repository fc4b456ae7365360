import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

// KaTeX offers each font three times; every browser that runs this app takes woff2.
const woff2Only: Plugin = {
  name: "woff2-only",
  enforce: "pre",
  transform(code, id) {
    if (!id.includes("katex") || !id.endsWith(".css")) return null;
    return code.replace(/,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\([^)]*\)/g, "");
  },
};

/** A screen's file is named after its room, not after how many others are called screen. */
const nameOf = ({ name, facadeModuleId }: { name: string; facadeModuleId?: string | null }): string =>
  /\/src\/(\w+)\/(\w+)\.tsx?$/.exec(facadeModuleId ?? "")?.slice(1).join("-") ?? name;

// File names are stable, so that a change of the source is all that changes in
// dist; the server puts them below a path that holds the build's hash. All that
// one file says of another is relative, for the same reason.
export default defineConfig(({ command }) => ({
  base: command === "serve" ? "/app/" : "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [woff2Only],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // a data: address is not of 'self'
    cssCodeSplit: false, // one small file: no screen flashes up without its own
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: {
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: (chunk) => `${nameOf(chunk)}.js`,
        assetFileNames: "[name][extname]",
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: "katex", test: /node_modules\/katex/, priority: 3 },
            { name: "preact", test: /node_modules\/@?preact/, priority: 3 },
            { name: "record", test: /node_modules\/idb|src\/interaction/, priority: 3 },
            { name: "question", test: /src\/(question|ui\/(math|figure|text))/, priority: 2 },
            { name: "app", test: /src\/(ui|api|account\/me|session\/words|app\/(title|router))|vite\/preload/, priority: 1 },
          ],
        },
      },
    },
  },
  // The app itself comes from here, all else from a server that runs beside.
  server: { proxy: { "^/(?!app/)": { target: "http://localhost:8000", ws: true } } },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
}));

import type { Options } from "tsup";

/**
 * Settings of the declarations. `Symbol.dispose` has to be known in projects whose own `lib` does not have it; the
 * bundler of declarations drops such a line from the sources.
 */
export const declarations = { banner: '/// <reference lib="esnext.disposable" />' };

/** What every package's build has in common; a package adds its entries. */
export const base: Options = {
  format: ["esm"],
  target: "node20",
  platform: "neutral",
  dts: declarations,
  sourcemap: true,
  clean: true,
  // With splitting on, two entries share one copy of a class, so that `instanceof` holds across them.
  splitting: true,
  tsconfig: "tsconfig.build.json",
};

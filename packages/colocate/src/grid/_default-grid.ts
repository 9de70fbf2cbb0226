import { PolderGrid } from "./polder-grid.ts";

/** The full-resolution grid, for all functions that are given none: its tables are made once. */
export const defaultGrid: PolderGrid = /* @__PURE__ */ Object.freeze(/* @__PURE__ */ new PolderGrid()) as PolderGrid;

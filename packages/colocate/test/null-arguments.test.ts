import { expect, test } from "vitest";
import * as colocate from "../src/index.ts";

const grid = new colocate.PolderGrid(360);
const patch = colocate.definePatch({ centerLat: 0, centerLon: 0, size: 4, grid });
const track = { lat: [0], lon: [0] };
const utc = colocate.parseTime("2008-06-03");
const words = Int16Array.of(0);
const scenario = colocate.decodeCloudScenario(words);
const image = Float32Array.of(1);
const shape = { height: 1, width: 1, channels: 1, layout: "HWC" } as const;
const turn = colocate.quarterTurn;
const none = null as never;
const nviews = { name: "Nviews", data: Uint8Array.of(14) };

/** Every object of options or arguments that a function takes apart. */
const calls: Record<string, () => unknown> = {
  "bilinearCorners extent": () => colocate.bilinearCorners([0, 0], none),
  "boxesAlongTrack track": () => colocate.boxesAlongTrack(grid, none),
  "boxesAlongTrack options": () => colocate.boxesAlongTrack(grid, track, none),
  composeTransforms: () => colocate.composeTransforms(none),
  "cutPatch patch": () => colocate.cutPatch(none, []),
  "cutPatch options": () => colocate.cutPatch(patch, [], none),
  dateTimeToken: () => colocate.dateTimeToken(none),
  "daysTouched options": () => colocate.daysTouched(utc, none),
  "decodeCloudScenario options": () => colocate.decodeCloudScenario(words, none),
  definePatch: () => colocate.definePatch(none),
  encodeCloudScenario: () => colocate.encodeCloudScenario(none),
  "encodeCloudScenario options": () => colocate.encodeCloudScenario(scenario, none),
  "findCorners track": () => colocate.findCorners(none),
  "findCorners options": () => colocate.findCorners(track, none),
  formatGranuleName: () => colocate.formatGranuleName(none),
  "formatTime options": () => colocate.formatTime(utc, none),
  granuleDirectory: () => colocate.granuleDirectory(none),
  invertTransform: () => colocate.invertTransform(none),
  matchGranules: () => colocate.matchGranules(none),
  "matchGranules options": () => colocate.matchGranules({ sync: [], cldclass: [], parasol: [] }, none),
  "nearestInTime options": () => colocate.nearestInTime(utc, [], none),
  "patchLabels patch": () => colocate.patchLabels(none, track),
  "patchLabels options": () => colocate.patchLabels(patch, track, none),
  patchLatLon: () => colocate.patchLatLon(none),
  patchMarginM: () => colocate.patchMarginM(none),
  "patchPositions patch": () => colocate.patchPositions(none, track),
  productDirectory: () => colocate.productDirectory(none),
  "productDirectory version": () => colocate.productDirectory({ product: "PARASOL_L1B" }, none),
  "randomTransform options": () => colocate.randomTransform(Math.random, none),
  "samplePatches options": () => colocate.samplePatches(track, none),
  "trackCandidates options": () => colocate.trackCandidates(track, none),
  transformCorners: () => colocate.transformCorners([], none, turn),
  "transformCorners corners": () => colocate.transformCorners(none, shape, turn),
  "transformImage image": () => colocate.transformImage(none, shape, ["phi"], turn),
  "transformImage shape": () => colocate.transformImage(image, none, ["phi"], turn),
  "transformImage fields": () => colocate.transformImage(image, shape, none, turn),
  "transformImage transform": () => colocate.transformImage(image, shape, ["phi"], none),
  "transformImage options": () => colocate.transformImage(image, shape, ["phi"], turn, none),
  transformPatch: () => colocate.transformPatch(none, turn),
  transformPositions: () => colocate.transformPositions([], none, turn),
  "transformPositions positions": () => colocate.transformPositions(none, shape, turn),
  "validFraction patch": () => colocate.validFraction(none, { data: new Uint8Array(1) }),
  "validFraction mask": () => colocate.validFraction(patch, none),
  viewCounts: () => colocate.viewCounts(none),
  "validPixels options": () => colocate.validPixels(nviews, none),
  viewMask: () => colocate.viewMask(none),
  "withinTimeOffset options": () => colocate.withinTimeOffset([1], none),
};

test.each(Object.entries(calls))("null is a TypeError of ours: %s", (_, call) => {
  expect(call).toThrow(TypeError);
  // The engine's own say "Cannot read properties of null", "null is not iterable" or "Cannot destructure".
  expect(call).not.toThrow(/cannot|not iterable/i);
});

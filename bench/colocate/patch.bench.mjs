// Cutting a patch of 100 x 100 x 294 from windows in memory, against a plain int16-to-float32 gather loop.

import { performance } from "node:perf_hooks";
import { cutPatch, definePatch } from "@atcs/colocate";
import { median, row } from "../harness.mjs";

const size = 100;
const views = 16;
const radiances =
  "I443NP I490P Q490P U490P I565NP I670P Q670P U670P I763NP I765NP I865P Q865P U865P I910NP I1020NP".split(" ");
const counts = ["Nviews", "cloud_indicator", "land_sea_flag"];
// The default fields: 18 of 16 views and 6 of one.
const channels = 18 * views + 6;

export default function run() {
  return [compare("sinusoidal", 2), compare("equirectangular", 8)];
}

function compare(projection, target) {
  const definition = { projection, centerLat: 45, centerLon: 20 };
  const input = makeInput(definePatch(definition));
  // Every cut begins with its plan, as in a dataset, where no two patches have the same centre.
  const ours = () => cutPatch(definePatch(definition), input.fields, input);
  const plain = plainGather(input);
  const times = { ours: [], peer: [] };
  for (let i = 0; i < 60; i++) {
    const [oursTime, peerTime] = [timeOf(ours), timeOf(plain)];
    if (i < 20) continue;
    times.ours.push(oursTime);
    times.peer.push(peerTime);
  }
  const what = `cut ${size} x ${size} x ${channels}, ${projection}, with its plan; peer: a plain gather loop`;
  return row(what, "ms", { ours: median(times.ours), peer: median(times.peer) }, target);
}

function timeOf(action) {
  const begin = performance.now();
  action();
  return performance.now() - begin;
}

/**
 * The least that a cut can be: for each element one int16 that becomes a float32, channels last. It reads the same
 * number of elements from windows of the same size, without masks, codes, scales or interpolation.
 */
function plainGather({ patch }) {
  const { pixels } = patch.window;
  const sources = [
    ...Array.from({ length: 18 }, () => ({ data: new Int16Array(pixels * views).fill(7), views })),
    ...Array.from({ length: 6 }, () => ({ data: new Int16Array(pixels).fill(7), views: 1 })),
  ];
  const cells = Int32Array.from({ length: size * size }, (_, i) => Math.floor((i * pixels) / (size * size)));
  return () => {
    const out = new Float32Array(size * size * channels);
    let channel = 0;
    for (const { data, views } of sources) {
      for (let i = 0; i < cells.length; i++) {
        const from = cells[i] * views;
        const to = i * channels + channel;
        for (let view = 0; view < views; view++) out[to + view] = data[from + view];
      }
      channel += views;
    }
    return out;
  };
}

/** A window like a real one: 14 of 16 views, angles that change slowly, some pixels without a value. */
function makeInput(patch) {
  const { boxes, pixels } = patch.window;
  const [{ cols }] = boxes;
  const directional = (value, type, none) =>
    type.from({ length: pixels * views }, (_, i) => {
      const pixel = Math.floor(i / views);
      return value(Math.floor(pixel / cols), pixel % cols, i % views) ?? none;
    });
  const radiance = (seed) =>
    directional(
      (y, x, view) =>
        view < 14 && (y * 131 + x * 17 + seed) % 997 > 0 ? 1500 + ((y * 7 + x * 3 + seed) % 900) : undefined,
      Int16Array,
      -32767,
    );
  const single = (name, type, invalid) => ({ name, data: new type(pixels).fill(14), invalid });
  const angle = (value) => directional((y, x, view) => (view < 14 ? value(y, x, view) : 0), Uint16Array, 0);
  const angles = (name, scale, value) => ({ name, data: angle(value), views, scale, invalid: [65535, 65534] });
  const zenith = (y, x, view) => 700 + Math.abs(view - 7) * 5300 + y * 9 + x * 4;
  const fields = [
    ...radiances.map((name, i) => ({ name, data: radiance(i), views, scale: 1e-4, invalid: [32767, -32767] })),
    angles("phi", 0.006, (y, x, view) => (view < 7 ? 39_500 : 9_400) + y * 5 + x * 3),
    angles("thetas", 0.0015, (y, x) => 14_880 + y * 3 + x),
    angles("thetav", 0.0015, zenith),
    ...counts.map((name) => single(name, Uint8Array, [255, 254])),
    single("surface_altitude", Int16Array, [32767, -32767]),
    ...["Latitude", "Longitude"].map((name) => ({ ...single(name, Int32Array, [-2147483647]), scale: 1e-7 })),
  ];
  const viewMask = directional((_y, _x, view) => (view < 14 ? 1 : 0), Uint8Array, 0);
  const find = (name) => fields.find((field) => field.name === name);
  return {
    patch,
    fields,
    valid: { boxes, data: new Uint8Array(pixels).fill(1) },
    viewMask,
    viewAngles: { thetav: find("thetav"), phi: find("phi") },
  };
}

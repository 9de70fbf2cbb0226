// Windows of a POLDER field (3240 x 6480 x 16 int16, chunks 54 x 108 x 16, shuffle + gzip), against h5py.

import { execFileSync } from "node:child_process";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { open } from "@atcs/hdf";
import { compare, row } from "../harness.mjs";

const granule = fileURLToPath(
  new URL("../../fixtures/granules/POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5", import.meta.url),
);
const name = "Data_Directional_Fields/I670P";
// Two places on the swath whose windows have no chunk in common.
const [firstPlace, secondPlace] = [
  [1150, 3560],
  [1280, 3590],
];

export default async function run() {
  return [
    await newChunks("HDF5, window 100 x 100 x 16 after a first read elsewhere"),
    await sameWindow("HDF5, the same window again"),
    row("HDF5, window: peak memory above the start", "MB", { ours: peakMemory() }, 100),
  ];
}

const window = ([row, column]) => [[row, row + 100], [column, column + 100], null];
const pythonWindow = ([row, column]) => `dataset[${row}:${row + 100}, ${column}:${column + 100}, :]`;

/** The file is opened anew each time; only the second read is timed, and none of its chunks is in a cache. */
async function newChunks(what) {
  const ours = async () => {
    const file = await open(granule);
    const dataset = file.dataset(name);
    await dataset.read(window(firstPlace));
    const begin = performance.now();
    await dataset.read(window(secondPlace));
    const time = performance.now() - begin;
    await file.close();
    return time;
  };
  const peer = `
import h5py
def action(i):
    with h5py.File(args[0], "r") as file:
        dataset = file[args[1]]
        ${pythonWindow(firstPlace)}
        begin = time.perf_counter()
        ${pythonWindow(secondPlace)}
        return time.perf_counter() - begin
`;
  return row(what, "ms", await compare(ours, peer, [granule, name], { runs: 10, warmup: 30, timed: true }), 2);
}

async function sameWindow(what) {
  const file = await open(granule);
  const dataset = file.dataset(name);
  const peer = `
import h5py
dataset = h5py.File(args[0], "r")[args[1]]
def action(i):
    ${pythonWindow(secondPlace)}
`;
  const times = await compare(() => dataset.read(window(secondPlace)), peer, [granule, name], { runs: 20, warmup: 30 });
  await file.close();
  return row(what, "ms", times, 2);
}

/** Resident memory that opening the file and reading one window adds to a fresh process, at its peak. */
function peakMemory() {
  const script = `
    import { open } from "@atcs/hdf";
    globalThis.gc();
    const before = process.memoryUsage().rss;
    const file = await open(process.argv[1]);
    await file.dataset("${name}").read([[1280, 1380], [3590, 3690], null]);
    const peak = process.resourceUsage().maxRSS * 1024;
    console.log((peak - before) / 1e6);
  `;
  return Number(
    execFileSync(process.execPath, ["--expose-gc", "--input-type=module", "-e", script, granule], {
      cwd: fileURLToPath(new URL("../..", import.meta.url)),
      encoding: "utf8",
    }),
  );
}

// What the benchmarks share: timing, the Python peers, and the table.

import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline/promises";

/**
 * Medians of the times in ms of our action and of the peer's. The two take turns, so that whatever else the machine
 * does in the meantime meets both.
 *
 * @param ours `(i) => Promise`; or with `timed: true` one that returns the ms that count
 * @param peer Python: has `args` (a list of strings) and defines `action(i)`, which may return the seconds that count
 */
export async function compare(ours, peer, args, { rounds = 5, runs = 9, warmup = 3, timed = false } = {}) {
  const python = new PythonPeer(peer, args);
  const times = { ours: [], peer: [] };
  try {
    await timesOf(ours, warmup, timed);
    await python.times(warmup);
    for (let round = 0; round < rounds; round++) {
      times.ours.push(...(await timesOf(ours, runs, timed)));
      times.peer.push(...(await python.times(runs)));
    }
  } finally {
    python.close();
  }
  return { ours: median(times.ours), peer: median(times.peer) };
}

let count = 0;

async function timesOf(action, runs, timed) {
  const times = [];
  for (let i = 0; i < runs; i++) {
    const begin = performance.now();
    const own = await action(count++);
    times.push(timed ? own : performance.now() - begin);
  }
  return times;
}

/** A Python process that times its action as often as it is told. */
class PythonPeer {
  #process;
  #lines;

  constructor(script, args) {
    const program = `
import sys, json, time
args = json.loads(sys.argv[1])
${script}
i = 0
for line in sys.stdin:
    times = []
    for _ in range(int(line)):
        begin = time.perf_counter()
        own = action(i)
        times.append((time.perf_counter() - begin if own is None else own) * 1e3)
        i += 1
    print(json.dumps(times), flush=True)
`;
    this.#process = spawn(findPython(), ["-c", program, JSON.stringify(args)], { stdio: ["pipe", "pipe", "inherit"] });
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  async times(runs) {
    this.#process.stdin.write(`${runs}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("the peer ended: see its message above");
    return JSON.parse(value);
  }

  close() {
    this.#process.stdin.end();
  }
}

/** Run a Python program; its standard output. */
export function runPython(program, args = []) {
  const result = spawnSync(findPython(), ["-c", program, ...args], { encoding: "utf8", maxBuffer: 2 ** 28 });
  if (result.status !== 0) throw new Error(`the peer failed:\n${result.stderr}`);
  return result.stdout;
}

/**
 * The highest resident set of this process in MB (of 2^20 bytes), by the words of Linux. That of `resourceUsage()` begins with what
 * the process had that started this one.
 */
export function peakMegabytes() {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1024;
}

/** The same in Python, an expression. */
export const pythonPeakMegabytes = `int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0]) / 1024`;

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A row of the table: our figure, the peer's if there is one, their ratio, and the most that it may be, if that was said. */
export function row(what, unit, { ours, peer }, target) {
  return { what, unit, ours, peer, target, ratio: peer === undefined ? undefined : ours / peer };
}

export function printTable(rows) {
  const cells = rows.map(({ what, unit, ours, peer, ratio, target }) => {
    const met = target === undefined ? "" : (ratio ?? ours) <= target ? "yes" : "NO";
    const most = target === undefined ? "" : `${+target.toFixed(3)}${ratio === undefined ? ` ${unit}` : ""}`;
    return [
      what,
      `${format(ours)} ${unit}`,
      peer === undefined ? "" : `${format(peer)} ${unit}`,
      ratio === undefined ? "" : ratio.toFixed(2),
      most,
      met,
    ];
  });
  const header = ["", "ours", "peer", "ratio", "at most", "met"];
  const widths = header.map((name, i) => Math.max(name.length, ...cells.map((cell) => cell[i].length)));
  const line = (cell) => `| ${cell.map((text, i) => text.padEnd(widths[i])).join(" | ")} |`;
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  process.stdout.write(`${[line(header), rule, ...cells.map(line)].join("\n")}\n`);
}

function format(value) {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

let found;
function findPython() {
  if (found !== undefined) return found;
  for (const candidate of [process.env.PYTHON, "python3", "/usr/bin/python3"]) {
    if (candidate && spawnSync(candidate, ["-c", "import pyhdf.SD, h5py, numpy, scipy, geopy"]).status === 0) {
      found = candidate;
      return found;
    }
  }
  throw new Error("no Python with what bench/README.md lists: install it, or name an interpreter with PYTHON");
}

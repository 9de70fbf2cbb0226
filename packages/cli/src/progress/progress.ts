import { escapeControls } from "../format/escape.ts";
import type { Io, OutputStream } from "../io.ts";
import { createWriter } from "./_writer.ts";
import { type Bar, type BarState, createBar } from "./bar.ts";
import { barLines } from "./bar-line.ts";

/** A bar; drawing is throttled, so it may be updated as often as one likes. */
export interface ProgressBar {
  update(state: BarState): void;
}

/** The bar of one of several things that go on at once. */
export interface PartBar extends ProgressBar {
  /** It is done, or given up. */
  remove(): void;
}

/** The bars of a command, on standard error. */
export interface Progress {
  /**
   * The whole of the work: the last line, with the time that is left. Where there is no terminal it is a line of text
   * now and then, and the bars of parts are not shown.
   */
  readonly total: ProgressBar;
  /** Add the bar of a part, such as a transfer. */
  add(label: string): PartBar;
  /** Print a line that stays, above the bars. */
  line(text: string): void;
  /** Take the bars away; resolves when everything is written. Nothing is drawn afterwards. May be called again. */
  stop(): Promise<void>;
}

/** Options of {@link createProgress}. */
export interface ProgressOptions {
  /** Of the bar of the whole, and of the lines without a terminal. */
  readonly label: string;
  /** A clock in milliseconds. @default performance.now */
  readonly now?: () => number;
}

/** Between two drawings on a terminal, and between two lines elsewhere: milliseconds. */
const redrawMs = 100;
const lineMs = 10_000;
const laterLineMs = 60_000;

/** Bars on a terminal, plain lines otherwise. */
export function createProgress({ stderr, env }: Io, options: ProgressOptions): Progress {
  const { label, now = () => performance.now() } = options;
  return stderr.isTTY === true && env.TERM !== "dumb"
    ? terminalProgress(stderr, label, now)
    : plainProgress(stderr, label, now);
}

function terminalProgress(stream: OutputStream, label: string, now: () => number): Progress {
  const writer = createWriter(stream);
  const total = createBar(label, now, update);
  const parts = new Set<Bar>();
  let linesDrawn = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  function update(): void {
    if (isStopped || timer !== undefined) return;
    const wait = drawnAt + redrawMs - now();
    // A slow terminal gets fewer drawings, not a queue of them.
    if (wait <= 0 && !writer.isBusy) draw();
    else timer = setTimeout(draw, Math.max(wait, redrawMs / 4)).unref();
  }

  function draw(): void {
    clearTimeout(timer);
    timer = undefined;
    drawnAt = now();
    writer.write(frame());
  }

  /** The bars, in place of those that are there. */
  function frame(): string {
    const before = erase();
    // More lines than the terminal has could not be taken back, nor one that wraps: behind the last comes a "^C".
    const rows = Math.max(1, (stream.rows ?? 24) - 1);
    const width = Math.max(20, stream.columns ?? 80) - 3;
    const bars = [...[...parts].slice(0, rows - 1), total].filter(({ isBegun }) => isBegun);
    const views = bars.map((bar) => bar.view(bar === total));
    linesDrawn = views.length;
    return before + barLines(views, width).join("\n");
  }

  /** To the beginning of the first line, and nothing from there on. */
  function erase(): string {
    if (linesDrawn === 0) return "";
    const up = linesDrawn > 1 ? `\u001b[${linesDrawn - 1}A` : "";
    linesDrawn = 0;
    return `\r${up}\u001b[J`;
  }

  return {
    total,
    add(partLabel) {
      const bar = createBar(partLabel, now, update);
      parts.add(bar);
      const remove = (): void => {
        if (parts.delete(bar)) update();
      };
      return { update: bar.update, remove };
    },
    line(text) {
      if (!isStopped) writer.write(`${erase()}${escapeControls(text)}\n${frame()}`);
    },
    async stop() {
      clearTimeout(timer);
      isStopped = true;
      writer.write(erase());
      await writer.flush();
    },
  };
}

function plainProgress(stream: OutputStream, label: string, now: () => number): Progress {
  const writer = createWriter(stream);
  const startedAt = now();
  let printedAt = startedAt;
  let isStopped = false;
  const print = (text: string): void => {
    if (!isStopped) writer.write(`${escapeControls(text)}\n`);
  };
  const total = createBar(label, now, () => {
    const time = now();
    // Who waits for long wants to know less often.
    if (time - printedAt < (time - startedAt <= laterLineMs ? lineMs : laterLineMs)) return;
    printedAt = time;
    const { share, details } = total.view(true);
    const percent = share === undefined ? [] : [`${Math.floor(100 * share)} %`];
    print(`${label}: ${[...percent, ...details.filter((text) => text !== "")].join(", ")}`);
  });
  return {
    total,
    add: () => ({ update: () => {}, remove: () => {} }),
    line: print,
    async stop() {
      isStopped = true;
      await writer.flush();
    },
  };
}

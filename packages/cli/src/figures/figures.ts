import { join, resolve } from "node:path";
import type * as dataset from "@atcs/dataset";
import type { Context } from "../command.ts";
import { CommandError, UsageError } from "../errors.ts";
import { openOutput } from "../output.ts";
import { createProgress } from "../progress/progress.ts";
import { chooseExamples } from "./choose-examples.ts";
import { type Drawing, type DrawnFigure, drawCalendar, drawCoverage } from "./draw-dataset.ts";
import { drawExamples } from "./draw-examples.ts";
import type { FiguresOptions } from "./options.ts";
import { readSplit } from "./read-split.ts";
import type { RenderPng } from "./render-png.ts";

/** What the figures are made with. */
export interface FigureTools {
  readonly dataset: Pick<typeof dataset, "openSource" | "splitFile" | "parseSplit" | "DatasetError">;
  readonly drawing: Drawing;
  readonly renderPng: RenderPng;
}

/** What was drawn. */
export interface FiguresSummary {
  readonly dataset: string;
  readonly instances: number;
  /** Ids of those that have figures of their own. */
  readonly examples: readonly number[];
  /** Paths, in the order in which they were written. */
  readonly files: readonly string[];
  /** The dataset lacks the visible bands: there are no images. */
  readonly withoutImages: boolean;
}

/** Draw the figures of a dataset and write each when it is done. */
export async function makeFigures(
  directory: string,
  options: FiguresOptions,
  tools: FigureTools,
  { io, signal }: Context,
): Promise<FiguresSummary> {
  const { source, store } = await tools.dataset.openSource(directory, { signal });
  const progress = createProgress(io, { label: "atcs figures" });
  try {
    const split = await readSplit(tools.dataset, store, options.split, signal);
    const examples = exampleIds(source, options);
    if (source.ids.length === 0) throw noInstances(directory);
    await makeOutputDirectory(options.out);
    const files: string[] = [];
    const write = async (figure: DrawnFigure): Promise<void> => {
      for (const path of await writeFigure(figure, options, tools.renderPng)) files.push(path);
    };
    const report =
      (detail: string) =>
      (done: number, total: number): void =>
        progress.total.update({ done, total, detail: `${detail} ${done + 1} of ${total}` });
    const content = { source, split, widthMm: options.width, signal };
    await write(await drawCoverage(tools.drawing, { ...content, onProgress: report("place") }));
    for (const figure of drawCalendar(tools.drawing, { ...content, onProgress: report("day") })) await write(figure);
    const wanted = { ...content, ids: examples, onProgress: report("example") };
    for await (const figure of drawExamples(tools.drawing, wanted)) await write(figure);
    const withoutImages = tools.drawing.trueColourChannels(source.generation.fields).length === 0;
    return { dataset: directory, instances: source.ids.length, examples, files, withoutImages };
  } finally {
    await progress.stop();
    await source.close();
  }
}

function exampleIds(source: dataset.InstanceSource, { instances, examples }: FiguresOptions): readonly number[] {
  const unknown = instances?.find((id) => !source.has(id));
  if (unknown !== undefined) throw new UsageError(`--instances: the dataset has no instance ${unknown}`);
  return instances ?? chooseExamples(source.ids, examples);
}

/** In each format; a figure appears, or is replaced, only when it is complete. */
async function writeFigure(
  { name, svg }: DrawnFigure,
  { out, format, dpi }: FiguresOptions,
  renderPng: RenderPng,
): Promise<string[]> {
  const paths: string[] = [];
  for (const ending of format) {
    const path = join(out, `${name}.${ending}`);
    // Bytes before the file is begun: an error in between has nothing to tidy up.
    const content = ending === "svg" ? svg : await renderPng(svg, dpi);
    const output = await openOutput(path, process.stdout);
    try {
      await output.write(content);
      await output.finish();
    } finally {
      await output.abort();
    }
    paths.push(path);
  }
  return paths;
}

async function makeOutputDirectory(path: string): Promise<void> {
  // On demand: it comes with the whole of @atcs/icare-fetch/disk.
  const { makeDirectory } = await import("@atcs/icare-fetch/disk");
  try {
    makeDirectory(resolve(path));
  } catch (cause) {
    const code = (cause as { code?: string }).code ?? String(cause);
    const reason = code === "EEXIST" || code === "ENOTDIR" ? "a file is in the way" : code;
    throw new CommandError(`${path}: the directory cannot be made (${reason})`, {
      code: "OUTPUT",
      hint: "Choose another place with -o.",
      file: path,
      cause,
    });
  }
}

function noInstances(directory: string): CommandError {
  return new CommandError(`${directory}: the dataset has no instance`, {
    code: "FIGURES_EMPTY",
    hint: "skipped.jsonl says why granules gave none.",
    file: directory,
  });
}

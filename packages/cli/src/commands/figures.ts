import type { Command } from "commander";
import type { CommandDefinition, Context } from "../command.ts";
import { parseText } from "../fetch/session-options.ts";
import { makeFigures } from "../figures/figures.ts";
import { type FiguresOptions, parseFormats, parseInstances } from "../figures/options.ts";
import { renderPng } from "../figures/render-png.ts";
import { summaryJson, summaryText } from "../figures/summary.ts";
import { jsonText } from "../format/json.ts";
import { writeTo } from "../io.ts";
import { joinPieces } from "../output.ts";
import { parseDirectory, parseWhole } from "../simulate/options.ts";

/** `atcs figures`: pictures of a dataset, as for a paper. */
export const figuresCommand: CommandDefinition = {
  name: "figures",
  summary: "draw a dataset: map, calendar, images, labels",
  description:
    "Draw figures of a dataset as one would put them in a paper: a map of where its patches are, a calendar of its days, " +
    "images in true colours with the track of the labels, the labels of some instances as curtains of cloud types, and " +
    "each curtain standing on its image. SVG for print, PNG for everything else; the same dataset gives the same bytes. " +
    "Files of the same names in OUT are replaced.",
  jsonHelp: "print what was drawn as JSON",
  examples: [
    { command: "atcs figures dataset --out figures", does: "All figures, with four instances as examples" },
    { command: "atcs figures dataset --out figures --instances 3,17", does: "With the instances 3 and 17" },
    {
      command: "atcs figures dataset --out figures --format svg --width 88",
      does: "For a single column, SVG alone",
    },
  ],
  configure(command: Command): void {
    command
      .argument("<dataset>", "directory, or file such as atrain.h5")
      .requiredOption("-o, --out <dir>", "directory of the figures; made when it does not exist", parseDirectory)
      .option("--split <name>", "parts that the map tells apart (default: default, if it is there)", parseText)
      .option("--examples <n>", "instances that are drawn, evenly chosen", parseWhole(0, 1000), 4)
      .option("--instances <ids>", "draw these instances, with commas between", parseInstances)
      .option("--format <names>", "svg, png or both (default: svg,png)", parseFormats)
      .option("--dpi <n>", "pixels per inch of PNG", parseWhole(36, 1000), 300)
      .option("--width <mm>", "width on paper in mm", parseWhole(60, 300), 180);
  },
  async run([directory = ""], raw, context: Context): Promise<void> {
    // Only here, because it brings much that other commands do not need.
    const [dataset, drawing] = await Promise.all([import("@atcs/dataset"), import("@atcs/dataset/figures")]);
    const options = { format: ["svg", "png"], ...raw } as unknown as FiguresOptions;
    const summary = await makeFigures(directory, options, { dataset, drawing, renderPng }, context);
    const pieces = context.json ? [...jsonText(summaryJson(summary)), "\n"] : summaryText(summary);
    for (const block of joinPieces(pieces)) await writeTo(context.io.stdout, block);
  },
};

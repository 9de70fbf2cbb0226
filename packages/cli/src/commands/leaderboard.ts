import type { Command } from "commander";
import type { CommandDefinition, Context } from "../command.ts";
import { parseText } from "../fetch/session-options.ts";
import { leaderboard } from "../leaderboard/leaderboard.ts";
import { type RawLeaderboardOptions, toLeaderboardRequest } from "../leaderboard/options.ts";

/** `atcs leaderboard`: submissions compared. */
export const leaderboardCommand: CommandDefinition = {
  name: "leaderboard",
  summary: "compare predictions: submit, verify, build",
  description:
    "Compare predictions at labels, whoever made them. submit makes a submission of predictions: a directory with a copy, their " +
    "scores and their digests. verify recomputes every score of submissions from their predictions, and refuses missing " +
    "instances, wrong shapes, NaN, other scores than stated, and another dataset. build verifies submissions and makes a " +
    "page and a Markdown table of those that are accepted.",
  jsonHelp: "print what came of it as JSON",
  examples: [
    {
      command:
        "atcs leaderboard submit --predictions runs/first/predictions/val --dataset dataset --name simple_conv --out submissions/first",
      does: "A submission of a run, after atcs evaluate or atcs predict",
    },
    { command: "atcs leaderboard verify submissions/first --dataset dataset", does: "Is it what it says?" },
    {
      command: "atcs leaderboard build submissions/* --dataset dataset --out leaderboard --metric cloud_mask_accuracy",
      does: "A page of all, the best first",
    },
  ],
  configure(command: Command): void {
    command
      .argument("<action>", "submit, verify or build")
      .argument("[submissions...]", "directories of submissions, to verify or build")
      .option("--dataset <dataset>", "directory, file such as atrain.h5, or URL", parseText)
      .option("--predictions <dir>", "submit: predictions at labels, with their meta.json", parseText)
      .option("--name <text>", "submit: of what made them", parseText)
      .option("--authors <text>", "submit: who made them", parseText)
      .option("--description <text>", "submit: in a few sentences", parseText)
      .option("--url <url>", "submit: where more is to be read", parseText)
      .option("--out <dir>", "submit, build: directory of the submission, of the page", parseText)
      .option("--metric <name>", "build: by which it is sorted (default: dice)", parseText)
      .option("--title <text>", "build: of the page", parseText)
      .option("--unverified", "build: show scores as they are stated, without a dataset");
  },
  async run([action = "", submissions], raw, context: Context): Promise<void> {
    const options = raw as unknown as RawLeaderboardOptions;
    const request = toLeaderboardRequest(action, (submissions ?? []) as unknown as string[], options);
    // Only here, because it brings tfjs.
    await leaderboard(request, await import("@atcs/train"), context);
  },
};

import type { BuildLeaderboardOptions, SubmitOptions, VerifyOptions } from "@atcs/train";
import { UsageError } from "../errors.ts";
import { checkUsage, type Usage } from "../train/usage.ts";

/** Options of `atcs leaderboard` as commander parsed them. */
export interface RawLeaderboardOptions extends Readonly<Record<string, unknown>> {
  readonly dataset?: string;
  readonly predictions?: string;
  readonly name?: string;
  readonly authors?: string;
  readonly description?: string;
  readonly url?: string;
  readonly out?: string;
  readonly metric?: string;
  readonly title?: string;
  readonly unverified?: boolean;
}

/** What to do. */
export type LeaderboardRequest =
  | { readonly kind: "submit"; readonly options: SubmitOptions }
  | {
      readonly kind: "verify";
      readonly submissions: readonly string[];
      readonly options: Pick<VerifyOptions, "dataset">;
    }
  | { readonly kind: "build"; readonly options: BuildLeaderboardOptions };

/** What there is to do. */
export const leaderboardActions = ["submit", "verify", "build"] as const;

const usages = {
  submit: {
    name: "leaderboard submit",
    required: ["predictions", "dataset", "name", "out"],
    optional: ["authors", "description", "url"],
  },
  verify: { name: "leaderboard verify", required: ["dataset"], optional: [] },
  build: { name: "leaderboard build", required: ["dataset", "out"], optional: ["metric", "title"] },
  buildUnverified: {
    name: "leaderboard build --unverified",
    required: ["unverified", "out"],
    optional: ["dataset", "metric", "title"],
  },
} as const satisfies Record<string, Usage>;

/** @throws UsageError for options that do not belong together */
export function toLeaderboardRequest(
  action: string,
  submissions: readonly string[],
  raw: RawLeaderboardOptions,
): LeaderboardRequest {
  const kind = leaderboardActions.find((each) => each === action);
  if (kind === undefined)
    throw new UsageError(`there is no "${action}" to do: expected ${leaderboardActions.join(", ")}`);
  const { dataset = "", predictions = "", name = "", out = "", unverified = false, ...rest } = raw;
  checkUsage(raw, usages[kind === "build" && unverified ? "buildUnverified" : kind]);
  const { authors, description, url, metric, title } = rest;
  if (kind === "submit") {
    if (submissions.length > 0) throw new UsageError("leaderboard submit makes one submission, named by --out");
    return { kind, options: { predictions, dataset, name, out, authors, description, url } };
  }
  if (submissions.length === 0)
    throw new UsageError(`leaderboard ${kind} needs submissions, such as atcs leaderboard submit makes`);
  if (kind === "verify") return { kind, submissions, options: { dataset } };
  return { kind, options: { submissions, dataset: raw.dataset, out, metric, title, verify: !unverified } };
}

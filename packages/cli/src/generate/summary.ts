import type { GenerationPlan, GenerationPreview, GenerationSummary, MergeSummary } from "@atcs/dataset/generate";
import { escapeControls } from "../format/escape.ts";
import type { JsonValue } from "../format/json.ts";
import { byteSizeText, countText } from "../format/value.ts";
import { durationText } from "../progress/duration.ts";
import type { GenerateRequest } from "./options.ts";

/** What a generation prints for people. */
export function summaryText(summary: GenerationSummary): Iterable<string> {
  const { directory, granules, instances, skipped, kept, bytesFetched } = summary;
  const reasons = Object.entries(skipped).map(([reason, count]) => `${reason} ${count}`);
  const count = Object.values(skipped).reduce((sum, each) => sum + each, 0);
  return lines([
    ["dataset", directory],
    ["granules", `${granules}${kept > 0 ? `, ${kept} of them made before` : ""}`],
    ["instances", String(instances)],
    ...(bytesFetched > 0 ? [["fetched", byteSizeText(bytesFetched)] as const] : []),
    ...(count > 0
      ? [["skipped", `${countText(count, "granule")} (${reasons.join(", ")}): see skipped.jsonl`] as const]
      : []),
  ]);
}

export function summaryJson({ skipped, ...summary }: GenerationSummary): JsonValue {
  return { ...summary, skipped: { ...skipped } };
}

/** What a dry run prints for people. */
export function previewText({ options }: GenerateRequest, preview: GenerationPreview): Iterable<string> {
  const { archive, days, granules, files, bytes, here, plan, mostInstances, mostImageBytes } = preview;
  return lines([
    ["archive", archive],
    ["plan", planSource(options.out, preview)],
    ["days", daysText(days)],
    ["granules", `${granules}${options.shard ? ` of ${plan.granules.length}, shard ${shardText(options.shard)}` : ""}`],
    ...unmatchedLine(plan),
    ["files", `${files}, ${byteSizeText(bytes)}`],
    ["here", `${here.files} of them, ${byteSizeText(here.bytes)}`],
    ["to fetch", `${files - here.files}, ${byteSizeText(bytes - here.bytes)}`],
    ["instances", `at most ${mostInstances}, ${byteSizeText(mostImageBytes)} of disk`],
  ]);
}

function planSource(out: string, { isFrozen, listedAt }: GenerationPreview): string {
  if (isFrozen) return `${out}/plan.json, made before`;
  const source = listedAt === undefined ? "as the archive is now" : `as the archive was up to ${ageText(listedAt)} ago`;
  return `${source}; it is frozen by a run`;
}

/** "2 h 5 min". */
export function ageText(then: Date): string {
  return durationText((Date.now() - then.getTime()) / 1000);
}

export function previewJson({ options }: GenerateRequest, preview: GenerationPreview): JsonValue {
  const { archive, days, granules, files, bytes, here, plan, isFrozen, listedAt, mostInstances, mostImageBytes } =
    preview;
  return {
    archive,
    out: options.out,
    frozen: isFrozen,
    listedAt: listedAt?.toISOString() ?? null,
    days: [...days],
    granules,
    unmatched: plan.unmatched.map((each) => ({ ...each })),
    files,
    bytes,
    here: { ...here },
    mostInstances,
    mostImageBytes,
  };
}

/** What `--plan-only` prints for people. */
export function planText({ options }: GenerateRequest, plan: GenerationPlan): Iterable<string> {
  return lines([
    ["plan", `${options.out}/plan.json`],
    ["days", daysText([...new Set(plan.granules.map(({ day }) => day))])],
    ["granules", String(plan.granules.length)],
    ...unmatchedLine(plan),
  ]);
}

export function planJson({ options }: GenerateRequest, plan: GenerationPlan): JsonValue {
  return {
    plan: `${options.out}/plan.json`,
    days: [...new Set(plan.granules.map(({ day }) => day))],
    granules: plan.granules.length,
    unmatched: plan.unmatched.map((each) => ({ ...each })),
  };
}

/** What `atcs generate merge` prints for people. */
export function mergeText(out: string, { shards, granules, instances }: MergeSummary): Iterable<string> {
  return lines([
    ["dataset", out],
    ["shards", String(shards)],
    ["granules", String(granules)],
    ["instances", String(instances)],
  ]);
}

export function mergeJson(out: string, summary: MergeSummary): JsonValue {
  return { directory: out, ...summary };
}

function unmatchedLine({ unmatched }: GenerationPlan): (readonly [string, string])[] {
  if (unmatched.length === 0) return [];
  const counts = new Map<string, number>();
  for (const { reason } of unmatched) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const reasons = [...counts].map(([reason, count]) => `${reason} ${count}`).join(", ");
  return [["without", `${countText(unmatched.length, "sync granule")} without partners (${reasons})`]];
}

function daysText(days: readonly string[]): string {
  const ends = [...new Set([days[0], days.at(-1)])].filter((day) => day !== undefined);
  return days.length === 0 ? "0" : `${days.length}, ${ends.join(" to ")}`;
}

function shardText({ index, of }: { readonly index: number; readonly of: number }): string {
  return `${index}/${of}`;
}

function lines(pairs: readonly (readonly [name: string, value: string])[]): string[] {
  return pairs.map(([name, value]) => `${name.padEnd(10)}${escapeControls(value)}\n`);
}

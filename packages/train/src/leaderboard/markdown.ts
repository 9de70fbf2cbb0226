import { noValue } from "../report/_format.ts";
import type { LeaderboardEntry, LeaderboardGroup } from "./groups.ts";
import { groupNote, groupTitle, thresholdText } from "./text.ts";

/** What a leaderboard is made of. */
export interface LeaderboardContent {
  readonly title: string;
  readonly groups: readonly LeaderboardGroup[];
  /** Name of the score that was chosen. */
  readonly metric: string;
  /** Submissions that were refused. */
  readonly refused: number;
}

/** A leaderboard as Markdown: a table for each group. */
export function leaderboardMarkdown({ title, groups, metric, refused }: LeaderboardContent): string {
  const parts = groups.map((group) => [
    `## ${escapeMarkdown(groupTitle(group))}`,
    tableOf(group),
    noteOf(group, metric),
  ]);
  const none = groups.length === 0 ? ["There is no submission yet."] : [];
  return [`# ${escapeMarkdown(title)}`, ...none, ...parts.flat(), ...refusedNote(refused)].join("\n\n").concat("\n");
}

/** What is said of submissions that are not shown. */
export function refusedNote(refused: number): string[] {
  if (refused === 0) return [];
  return [refused === 1 ? "One submission was refused." : `${refused} submissions were refused.`];
}

/**
 * Text that stands for itself in Markdown and in a cell of a table: neither markup, nor HTML, nor the end of the cell.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[&<>]/g, (character) => entities[character]!)
    .replace(/[\\`*_{}[\]()#+!|~$^:@]/g, "\\$&");
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

function noteOf(group: LeaderboardGroup, metric: string): string {
  return escapeMarkdown(groupNote(group, metric));
}

function tableOf({ metric, others, entries }: LeaderboardGroup): string {
  const metrics = [metric, ...others];
  const head = ["#", "submission", ...metrics.map(({ title }) => title), "model", "threshold"];
  const lines = ["---:", "---", ...metrics.map(() => "---:"), "---", "---:"];
  const rows = entries.map((entry, i) => [
    String(i + 1),
    nameOf(entry),
    ...metrics.map(({ name, text }) => text(entry.scores[name])),
    escapeMarkdown(entry.settings.model.name),
    thresholdText(entry.settings.threshold) || noValue,
  ]);
  return [head, lines, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function nameOf({ about, evaluation }: LeaderboardEntry): string {
  const name = escapeMarkdown(about.name);
  // In angle brackets only what ends a cell of a table has a meaning.
  const address = about.url?.replaceAll("|", "%7C");
  const linked = address === undefined ? name : `[${name}](<${address}>)`;
  return evaluation === null ? `${linked} (not verified)` : linked;
}

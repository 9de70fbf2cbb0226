import { barChart } from "../_bar-chart.ts";
import { type Markup, markup } from "../_escape.ts";
import { countText, numberText, scoreText } from "../_format.ts";
import { beside, note, type PageSection } from "../_page.ts";
import { table } from "../_table.ts";
import type { GroupScores, ReportContent, ReportSummary, SubsetEvaluation } from "../content.ts";

/** Of a break-down; each usual one has fewer. */
const mostGroups = 40;
const mostBreakdowns = 20;
const mostCharacters = 80;

/** The usual break-downs in the order in which they are told. */
const titles: Readonly<Record<string, string>> = {
  cloudType: "Uppermost cloud",
  layers: "Cloud layers",
  latitude: "Latitude, degrees north",
  surface: "Surface",
  views: "Valid views",
};

/** Scores of groups of label points. */
export function breakdownsSection({ evaluations }: ReportContent): PageSection {
  const section = { id: "breakdowns", title: "Break-downs" };
  const [evaluation] = evaluations;
  if (evaluation === undefined) return { ...section, content: note("There are no break-downs without an evaluation.") };
  const parts = breakdownsOf(evaluation).map(breakdown);
  const hint = "No Dice is given where the truth has no cloud; the mask accuracy tells of false ones.";
  return { ...section, content: parts.length === 0 ? note("The evaluation has no break-downs.") : [note(hint), parts] };
}

/** A break-down as it is told. */
export interface Breakdown {
  /** Its name in the evaluation: `cloudType`. */
  readonly name: string;
  readonly title: string;
  readonly groups: readonly { readonly name: string; readonly scores: GroupScores }[];
}

/** The break-downs of an evaluation, the usual ones first. */
export function breakdownsOf({ groups, overall }: Pick<SubsetEvaluation, "groups" | "overall">): Breakdown[] {
  const known = Object.keys(titles).filter((name) => Object.hasOwn(groups, name));
  const others = Object.keys(groups).filter((name) => !Object.hasOwn(titles, name));
  return [...known, ...others].slice(0, mostBreakdowns).map((name) => ({
    name,
    title: (titles[name] ?? name).slice(0, mostCharacters),
    groups: sorted(groups[name]!, overall).map(([group, scores]) => ({ name: groupName(group), scores })),
  }));
}

/** Dice of each group. */
export function breakdownChart({ title, groups }: Breakdown): Markup {
  const bars = groups
    .slice(0, mostGroups)
    .map(({ name, scores }) => ({ name, value: diceOf(scores), text: scoreText(diceOf(scores)) }));
  return barChart(bars, { title: `Dice by ${title.toLowerCase()}` });
}

/** Cloud types in the order of their numbers; all else as it is. */
function sorted(
  groups: Readonly<Record<string, GroupScores>>,
  { cloudTypes }: ReportSummary,
): [name: string, scores: GroupScores][] {
  const order = cloudTypes.map(({ name }) => name);
  return Object.entries(groups).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
}

function breakdown(one: Breakdown): Markup {
  const { title, groups } = one;
  const shown = groups.slice(0, mostGroups);
  const rest =
    groups.length > shown.length ? note(`${countText(groups.length - shown.length, "more group")} left out.`) : "";
  const rows = shown.map(({ name, scores }) => [
    name,
    numberText(scores.points),
    scoreText(diceOf(scores)),
    scoreText(scores.precision),
    scoreText(scores.recall),
    scoreText(scores.cloud_mask_accuracy),
  ]);
  const numbers = ["points", "Dice", "precision", "recall", "mask accuracy"];
  const columns = [{ title: "group" }, ...numbers.map((name) => ({ title: name, align: "right" as const }))];
  return markup`<h3>${title}</h3>
${beside(breakdownChart(one), [table({ columns, rows }), rest])}`;
}

/** Of clear groups the Dice would be 0 for a single false cloud, and says nothing. */
export function diceOf({ dice, tp, fn }: GroupScores): number | null {
  return tp + fn === 0 ? null : dice;
}

/** "-10..0" as "−10 to 0". */
function groupName(name: string): string {
  const band = /^(-?\d+)\.\.(-?\d+)$/.exec(name);
  return band === null ? name.slice(0, mostCharacters) : `${band[1]} to ${band[2]}`.replaceAll("-", "\u2212");
}

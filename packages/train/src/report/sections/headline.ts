import { type Markup, markup } from "../_escape.ts";
import { countText, noValue, numberText, scoreText } from "../_format.ts";
import { note, type PageSection, type Tile, tiles } from "../_page.ts";
import { table } from "../_table.ts";
import type { ReportContent } from "../content.ts";

interface Headline {
  readonly name: string;
  readonly title: string;
  /** @default a share from 0 to 1 */
  readonly text?: (value: number) => string;
}

const headlines: readonly Headline[] = [
  { name: "dice", title: "Dice" },
  { name: "iou", title: "IoU" },
  { name: "precision", title: "Precision" },
  { name: "recall", title: "Recall" },
  { name: "cloud_mask_accuracy", title: "Cloud mask accuracy" },
  { name: "cloud_scenario_accuracy", title: "Cloud scenario accuracy" },
  { name: "cloud_top_height_bin_accuracy", title: "Cloud top height bin accuracy" },
  {
    name: "cloud_top_height_bin_offset",
    title: "Cloud top height bin offset",
    text: (value) => `${value.toFixed(2)} bins`,
  },
  {
    name: "cloud_top_height_bin_offset_m",
    title: "Cloud top height offset",
    text: (value) => `${numberText(value)} m`,
  },
];

type Scores = Readonly<Record<string, unknown>>;

/** The scores that tell most: of the evaluations, or of the best epoch where there are none. */
export function headlineSection(content: ReportContent): PageSection {
  const { evaluations, epochs } = content;
  const [first] = evaluations;
  const best = epochs.findLast((epoch) => epoch.best && epoch.val !== null);
  return { id: "scores", title: "Scores", content: [bestText(content), ...body()] };

  function body(): Markup[] {
    if (first !== undefined) {
      const [instances, points] = [first.instances.length, first.overall.points];
      const what = `Subset ${first.subset}: ${countText(instances, "instance")}, ${countText(points, "label point")}.`;
      const all = evaluations.map(({ subset, overall }) => ({ subset, scores: overall as unknown as Scores }));
      const others = all.length > 1 ? [comparison(all)] : [];
      return [
        tiles(tilesOf(all[0]!.scores)),
        note([what, " Counts and rates are about cloud or no cloud."]),
        ...others,
      ];
    }
    const hint = "There is no evaluation in the run: make one with `atcs evaluate`.";
    if (best?.val == null) return [note(hint)];
    const told = `Of the validation in epoch ${best.epoch}, the best one. ${hint}`;
    return [tiles(tilesOf(best.val.scores)), note(told)];
  }
}

/** What the run came to. */
function bestText({ epochs, config }: ReportContent): Markup {
  const last = epochs.at(-1);
  if (last === undefined) return note("No epoch is complete yet.");
  const best = epochs.findLast((epoch) => epoch.best);
  const found =
    best?.val == null
      ? epochs.some(({ val }) => val !== null)
        ? "None of the evaluations has a Dice: the truth is not known in any bin."
        : "None was evaluated."
      : markup`The best validation Dice is ${scoreText(best.val.dice)}, of epoch ${best.epoch}.`;
  return markup`<p>${last.epoch} of ${config.training.epochs} epochs are complete. ${found}</p>
`;
}

function tilesOf(scores: Scores): Tile[] {
  return headlines
    .filter(({ name }) => scores[name] !== undefined)
    .map((headline) => ({ name: headline.title, value: textOf(headline, scores) }));
}

function textOf({ name, text = scoreText }: Headline, scores: Scores): string {
  const value = scores[name];
  return typeof value === "number" ? text(value) : noValue;
}

function comparison(evaluations: readonly { readonly subset: string; readonly scores: Scores }[]): Markup {
  const shown = headlines.filter(({ name }) => evaluations.some(({ scores }) => scores[name] !== undefined));
  return table({
    caption: "All evaluated subsets",
    columns: [
      { title: "subset" },
      { title: "points", align: "right" },
      ...shown.map(({ title }) => ({ title, align: "right" as const })),
    ],
    rows: evaluations.map(({ subset, scores }) => [
      subset,
      numberText(Number(scores.points)),
      ...shown.map((headline) => textOf(headline, scores)),
    ]),
  });
}

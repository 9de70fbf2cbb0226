import { byDice } from "../_choose-instances.ts";
import { type Markup, markup, trusted } from "../_escape.ts";
import { countText, numberText, scoreText } from "../_format.ts";
import { gallery, note, type PageSection, tablesBeside } from "../_page.ts";
import { table } from "../_table.ts";
import type { DrawnInstance, ReportContent, SubsetEvaluation } from "../content.ts";

/** At either end of the list. */
const mostRows = 8;

/** The worst and the best instances, some of them drawn. */
export function instancesSection({ evaluations, drawn, notDrawn }: ReportContent): PageSection {
  const section = { id: "instances", title: "Instances" };
  const [evaluation] = evaluations;
  if (evaluation === undefined) {
    return { ...section, content: note("There are no scores of instances without an evaluation.") };
  }
  return { ...section, content: [drawn.map(figuresOf), notDrawn.map((why) => note(why)), extremes(evaluation)] };
}

function figuresOf({ id, rank, dice, place, figures }: DrawnInstance): Markup {
  return markup`<h3>Instance ${id}, ${rank}: Dice ${scoreText(dice)}</h3>
${place === "" ? "" : note(place)}${gallery(figures.map((svg) => trusted(svg)))}`;
}

function extremes({ instances }: SubsetEvaluation): Markup {
  const sorted = byDice(instances);
  const scores = new Map(instances.map((one) => [one.id, one.scores]));
  const columns = [
    { title: "instance" },
    ...["points", "Dice", "precision", "recall", "mask accuracy"].map((title) => ({ title, align: "right" as const })),
  ];
  const names = ["dice", "precision", "recall", "cloud_mask_accuracy"];
  const tableOf = (caption: string, some: readonly { readonly id: number }[]): Markup => {
    const rows = some.map(({ id }) => {
      const own = scores.get(id)!;
      return [String(id), numberText(own.points ?? 0), ...names.map((name) => scoreText(own[name]))];
    });
    return table({ caption, columns, rows });
  };
  const without = instances.length - sorted.length;
  const rest = without === 0 ? "" : note(`${countText(without, "instance")} without a Dice: no bin is known there.`);
  if (sorted.length <= 2 * mostRows) return markup`${tableOf("All instances, the worst first", sorted)}${rest}`;
  return markup`${tablesBeside([
    tableOf("Worst instances", sorted.slice(0, mostRows)),
    tableOf("Best instances", sorted.slice(-mostRows).reverse()),
  ])}${rest}`;
}

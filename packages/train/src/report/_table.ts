import { type Markup, type MarkupValue, markup } from "./_escape.ts";
import { noValue } from "./_format.ts";

/** A column and how its cells stand. */
export interface TableColumn {
  readonly title: string;
  /** Numbers stand at the right. @default "left" */
  readonly align?: "left" | "right" | undefined;
  /** Told where a pointer rests on the title. */
  readonly note?: string | undefined;
}

/** What a table is made of. */
export interface TableParts {
  readonly columns: readonly TableColumn[];
  /** Cells of each row; the first one names the row. Null is a dash. */
  readonly rows: readonly (readonly MarkupValue[])[];
  readonly caption?: string | undefined;
}

/**
 * A table of HTML that scrolls within the page when it is wider.
 * @throws RangeError for a row with another number of cells than there are columns
 */
export function table({ columns, rows, caption }: TableParts): Markup {
  const head = columns.map(({ title, note, align }) => {
    const title_ = note === undefined ? "" : markup` title="${note}"`;
    return markup`<th scope="col"${alignment(align)}${title_}>${title}</th>`;
  });
  const body = rows.map((cells, row) => {
    if (cells.length !== columns.length) {
      throw new RangeError(`row ${row} of the table has ${cells.length} cells: expected ${columns.length}`);
    }
    return markup`<tr>${cells.map((value, i) => tableCell(value, i, columns[i]!.align))}</tr>\n`;
  });
  const name = caption === undefined ? "" : markup`<caption>${caption}</caption>`;
  return markup`<div class="scroll"><table>${name}<thead><tr>${head}</tr></thead><tbody>
${body}</tbody></table></div>
`;
}

function tableCell(value: MarkupValue, column: number, align: TableColumn["align"]): Markup {
  const content = value === null || value === undefined || value === "" ? noValue : value;
  return column === 0
    ? markup`<th scope="row"${alignment(align)}>${content}</th>`
    : markup`<td${alignment(align)}>${content}</td>`;
}

function alignment(align: TableColumn["align"]): Markup | "" {
  return align === "right" ? markup` class="number"` : "";
}

// HTML and SVG as text, with all values escaped that are not markup.

class Markup {
  constructor(text) {
    this.text = text;
  }
}

/** A template whose values are escaped, unless they are markup or lists of it. */
export function html(parts, ...values) {
  return new Markup(parts.reduce((all, part, i) => all + textOf(values[i - 1]) + part));
}

/** Markup of our own making. */
export function trusted(text) {
  return new Markup(text);
}

const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function textOf(value) {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(textOf).join("");
  return value === undefined || value === null ? "" : String(value).replace(/[&<>"']/g, (each) => entities[each]);
}

/** A table; the first cell of a row names it, numbers stand at the right. */
export function table(columns, rows) {
  const cell = (value, i) => (i === 0 ? html`<th scope="row">${value}</th>` : html`<td>${value}</td>`);
  return html`<div class="scroll"><table><thead><tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map(cell)}</tr>\n`)}</tbody></table></div>
`;
}

/** A figure of its own file or of a library, as an image: its styles and names stay its own. */
export function figure(svg, caption) {
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  return html`<figure><img src="${source}" alt="${caption}"><figcaption>${caption}</figcaption></figure>
`;
}

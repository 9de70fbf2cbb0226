// Small helpers for figures as SVG text.

/** An element; attributes that are numbers are rounded to what a screen can show. */
export function element(name, attributes = {}, ...children) {
  const text = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? round(value) : escapeText(value)}"`)
    .join("");
  const inner = children.flat(Infinity).join("");
  return inner === "" ? `<${name}${text}/>` : `<${name}${text}>${inner}</${name}>`;
}

export const group = (attributes, ...children) => element("g", attributes, ...children);

export const label = (x, y, content, attributes = {}) =>
  element("text", { x, y, "font-size": 12, fill: "#222", ...attributes }, escapeText(content));

/** "M x y L x y ..." of points, `undefined` among them lifts the pen. */
export function path(points, closed = false) {
  let pen = "M";
  const parts = [];
  for (const point of points) {
    if (point !== undefined) parts.push(`${pen}${round(point[0])} ${round(point[1])}`);
    pen = point === undefined ? "M" : "L";
  }
  return parts.join("") + (closed ? "Z" : "");
}

/** A whole figure on a white ground, so that it can be read on a dark page too. */
export function figure(width, height, title, ...children) {
  return `${element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "img",
      "font-family": "system-ui, 'DejaVu Sans', sans-serif",
    },
    element("title", {}, escapeText(title)),
    element("rect", { width, height, fill: "#fff" }),
    ...children,
  )}\n`;
}

function round(value) {
  return String(Math.round(value * 100) / 100);
}

function escapeText(value) {
  return String(value).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

import { decode } from "fast-png";

/** An element of a figure as it is written, its attributes by name. */
export interface SvgElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Directly in it. */
  readonly text: string;
  /** Sum of the translations of the groups that it is in, and of its own. */
  readonly shift: readonly [x: number, y: number];
}

/**
 * All elements in the order of their beginnings.
 * @throws Error when tags do not match or a name of an attribute is there twice
 */
export function svgElements(svg: string): SvgElement[] {
  const found: { name: string; attributes: Record<string, string>; text: string; shift: [number, number] }[] = [];
  const open: (typeof found)[number][] = [];
  const tag = /<(\/?)([a-z]+)((?: [\w:-]+="[^"<]*")*)(\/?)>|([^<]+)/gi;
  let at = 0;
  for (const match of svg.matchAll(tag)) {
    if (match.index !== at) throw new Error(`no SVG at ${at}: ${svg.slice(at, at + 40)}`);
    at += match[0].length;
    const [, closing, name = "", attributes = "", empty, text] = match;
    if (text !== undefined) {
      const parent = open.at(-1);
      if (parent !== undefined) parent.text += text;
    } else if (closing === "/") {
      if (open.pop()?.name !== name) throw new Error(`</${name}> at ${match.index} closes something else`);
    } else {
      const one = { name, attributes: parseAttributes(attributes), text: "", shift: shiftIn(open.at(-1)?.shift) };
      const own = /translate\((\S+) (\S+)\)/.exec(one.attributes.transform ?? "");
      if (own !== null) one.shift = [one.shift[0] + Number(own[1]), one.shift[1] + Number(own[2])];
      found.push(one);
      if (empty !== "/") open.push(one);
    }
  }
  if (at !== svg.length || open.length > 0) throw new Error(`the SVG ends too early, at ${at}`);
  return found;
}

function shiftIn(parent: readonly [number, number] = [0, 0]): [number, number] {
  return [parent[0], parent[1]];
}

function parseAttributes(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/ ([\w:-]+)="([^"]*)"/g)].map(([, name, value]) => [name!, value!] as const);
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) throw new Error(`an attribute is there twice:${text}`);
  return Object.fromEntries(pairs);
}

/** Where a text is on the page. */
export function placeOfText(svg: string, content: string): [x: number, y: number] {
  const found = svgElements(svg).find(({ name, text }) => name === "text" && text === content);
  if (found === undefined) throw new Error(`there is no text ${JSON.stringify(content)}`);
  return [found.shift[0] + Number(found.attributes.x), found.shift[1] + Number(found.attributes.y)];
}

/** All texts, in order. */
export function svgTexts(svg: string): string[] {
  return svgElements(svg).flatMap(({ name, text }) => (name === "text" ? [text] : []));
}

/** Red, green, blue and opacity at a place of an image, by parts of its width and height. */
export type PixelAt = (x: number, y: number) => number[];

/** The images of a figure. */
export function svgImages(svg: string): PixelAt[] {
  return svgElements(svg).flatMap(({ name, attributes }) => {
    if (name !== "image") return [];
    const base64 = /^data:image\/png;base64,(.*)$/.exec(attributes.href ?? "")![1]!;
    const { width, height, data } = decode(Buffer.from(base64, "base64"));
    return [
      (x: number, y: number): number[] => {
        const pixel = Math.floor(y * height) * width + Math.floor(x * width);
        return [...data.subarray(4 * pixel, 4 * pixel + 4)];
      },
    ];
  });
}

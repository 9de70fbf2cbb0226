import { checkLength, checkOptions, checkWidth } from "./_check.ts";
import { imageKey } from "./_image-key.ts";
import { hasTransparent, imageElement, type RgbaImage } from "./_png.ts";
import { element, figure, fontSize, frame, hatching, heading, ink, inPoints, moved, text } from "./_svg.ts";
import { fittingSize } from "./_text-width.ts";
import { trackMarkup, trackPath } from "./_track-line.ts";

/** An image and the track of its labels. */
export interface ImagePanel {
  /** One or two lines, parted by a line feed. */
  readonly title: string;
  readonly image: RgbaImage;
  /** Shape [P, 2]: rows and columns of the label points, such as of {@link labelPositions}. */
  readonly positions?: ArrayLike<number> | undefined;
}

/** Options of {@link imagePanels}. */
export interface ImagePanelOptions {
  /** @default "True-colour images" */
  readonly title?: string | undefined;
  /** Width on paper in mm, from 40. @default 180 */
  readonly widthMm?: number | undefined;
  /** Images side by side. @default one for each 44 mm, or as many as there are */
  readonly columns?: number | undefined;
  /** Size of a pixel in km, for the scale bar. @default 6.18, that of POLDER's grid */
  readonly pixelKm?: number | undefined;
}

/** Kilometres between the rows of POLDER's grid, 1/18 of a degree. */
export const polderPixelKm = 6.18;

const margin = { side: 6, top: 20, bottom: 5 };
const gap = 8;
/** Above an image with a title of one line, of two. */
const captionHeights = [11, 19] as const;
const mostColumns = 12;
/** Of an image with a time and a place above it. */
const panelMm = 44;

/**
 * Images side by side at one scale, north up, each with its label track in green: SVG text. Transparent pixels are
 * hatched.
 * @throws RangeError for images whose size is not what they say
 */
export function imagePanels(panels: readonly ImagePanel[], options: ImagePanelOptions = {}): string {
  checkOptions("imagePanels", options, ["title", "widthMm", "columns", "pixelKm"]);
  const { title = "True-colour images", widthMm = 180, pixelKm = polderPixelKm } = options;
  checkWidth(widthMm);
  const { columns = Math.min(panels.length, Math.max(1, Math.floor(widthMm / panelMm))) } = options;
  if (panels.length === 0) throw new RangeError("there is no image: expected at least one");
  if (!(Number.isInteger(columns) && columns >= 1 && columns <= mostColumns)) {
    throw new RangeError(`columns is ${columns}: expected a whole number from 1 to ${mostColumns}`);
  }
  if (!(pixelKm > 0 && pixelKm < 1000)) throw new RangeError(`pixelKm is ${pixelKm}: expected kilometres above 0`);
  for (const { title: name, image } of panels) {
    checkLength(`the image ${JSON.stringify(name)}`, image.rgba, 4 * image.width * image.height);
  }
  const widest = Math.max(...panels.map(({ image }) => image.width));
  const cell = (inPoints(widthMm) - 2 * margin.side - (columns - 1) * gap) / columns;
  const scale = cell / widest;
  const rows = Array.from({ length: Math.ceil(panels.length / columns) }, (_, r) =>
    panels.slice(r * columns, (r + 1) * columns),
  );
  const captionHeight = captionHeights[panels.some(({ title: name }) => name.includes("\n")) ? 1 : 0];
  let y = margin.top;
  const children = rows.map((row) => {
    const markup = row.map((panel, i) =>
      moved(margin.side + i * (cell + gap), y, panelMarkup(panel, { scale, cell, captionHeight })),
    );
    y += captionHeight + scale * Math.max(...row.map(({ image }) => image.height)) + gap;
    return markup;
  });
  const full = inPoints(widthMm) - 2 * margin.side;
  const hasTrack = panels.some(({ positions = [] }) => positions.length > 0);
  const hasGaps = panels.some(({ image }) => hasTransparent(image));
  const key = imageKey({ scaleWidth: cell / 2, pointsPerKm: scale / pixelKm, hasTrack, hasGaps, width: full });
  return figure({
    widthMm,
    height: y + key.height + margin.bottom,
    title,
    children: [heading(margin.side, 12, title, full), children, moved(margin.side, y, key.markup)],
  });
}

interface PanelSize {
  /** Points per pixel. */
  readonly scale: number;
  /** Width for a panel, of which a narrow image leaves some free. */
  readonly cell: number;
  readonly captionHeight: number;
}

function panelMarkup({ title, image, positions = [] }: ImagePanel, size: PanelSize): string {
  const { scale, cell, captionHeight } = size;
  const [width, height] = [image.width * scale, image.height * scale];
  const [first = "", second] = title.split("\n");
  const small = (content: string): number => fittingSize(content, fontSize.small, cell);
  const d = trackPath(positions, (row, col) => [(col + 0.5) * scale, (row + 0.5) * scale]);
  return [
    text(0, captionHeight - (second === undefined ? 4 : 12), first, {
      "font-size": small(first),
      "font-weight": 700,
    }),
    second === undefined ? "" : text(0, captionHeight - 4, second, { "font-size": small(second) }),
    moved(
      0,
      captionHeight,
      element("rect", { width, height, fill: ink.page }),
      hatching(width, height),
      imageElement(image, { width, height }),
      d === "" ? "" : trackMarkup(d),
      frame(width, height),
    ),
  ].join("");
}

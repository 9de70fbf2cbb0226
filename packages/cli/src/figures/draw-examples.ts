import type { InstanceInfo, InstanceSource, StoredLabels } from "@atcs/dataset";
import type { ImagePanel } from "@atcs/dataset/figures";
import { CommandError } from "../errors.ts";
import type { Drawing, DrawnFigure } from "./draw-dataset.ts";

/** Instances whose figures are wanted. */
export interface ExampleContent {
  readonly source: InstanceSource;
  readonly ids: readonly number[];
  readonly widthMm: number;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * For each instance its curtain and the curtain over the image, then all images together. Without the visible bands
 * there are only the curtains.
 */
export async function* drawExamples(drawing: Drawing, content: ExampleContent): AsyncGenerator<DrawnFigure> {
  const { source, ids, widthMm, signal, onProgress } = content;
  const { fields } = source.generation;
  const channels = drawing.trueColourChannels(fields);
  const panels: ImagePanel[] = [];
  for (const [i, id] of ids.entries()) {
    onProgress(i, ids.length);
    signal.throwIfAborted();
    const heading = headingOf(source.info(id));
    const labels = await source.readLabels(id, { signal });
    const title = heading.join(", ");
    yield drawn(id, `curtain-${id}`, () => curtain(drawing, labels, title, widthMm));
    if (channels.length === 0) continue;
    const stored = await source.readImage(id, channels, { signal });
    const image = drawing.storedTrueColour(stored, fields);
    stored.release?.();
    const positions = drawing.labelPositions(labels);
    panels.push({ title: heading.join("\n"), image, positions });
    const { count, bins, height, cloudScenario: values } = labels;
    const view = { image, count, bins, positions, height, values };
    yield drawn(id, `view-${id}`, () => drawing.curtainView(view, { title, widthMm: viewMm(widthMm) }));
  }
  if (panels.length > 0)
    yield { name: "images", svg: drawing.imagePanels(panels, { widthMm: imagesMm(widthMm, panels.length) }) };
}

/** What cannot be drawn, such as points that lie nowhere, is wrong with the instance: it is named. */
function drawn(id: number, name: string, draw: () => string): DrawnFigure {
  try {
    return { name, svg: draw() };
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new CommandError(`instance ${id} cannot be drawn: ${cause.message}`, {
      code: "FIGURES_INSTANCE",
      hint: "atcs validate DIR tells what is wrong with it; choose others with --instances.",
      cause,
    });
  }
}

function curtain({ labelCurtain }: Drawing, labels: StoredLabels, title: string, widthMm: number): string {
  return labelCurtain(labels, [{ title, values: labels.cloudScenario }], { title, widthMm });
}

/** A view is about as high as wide: across a whole page it would be too large. */
function viewMm(widthMm: number): number {
  return Math.min(widthMm, 140);
}

/** A few images are not enlarged to fill the page. */
function imagesMm(widthMm: number, count: number): number {
  return Math.max(60, Math.min(widthMm, 45 * count));
}

/** Which one it is, and when and where. */
function headingOf({ id, dateTime, centerLat, centerLon }: InstanceInfo): string[] {
  const when = dateTime === undefined ? [] : [`${dateTime.slice(0, 16)} UTC`];
  const where = centerLat === undefined || centerLon === undefined ? [] : [placeText(centerLat, centerLon)];
  const rest = [...when, ...where].join(", ");
  return rest === "" ? [`Instance ${id}`] : [`Instance ${id}`, rest];
}

function placeText(lat: number, lon: number): string {
  const degrees = (value: number, sides: string): string =>
    `${Math.abs(value).toFixed(1)}° ${sides[value < 0 ? 1 : 0]}`;
  return `${degrees(lat, "NS")} ${degrees(lon, "EW")}`;
}

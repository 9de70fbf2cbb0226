import { commandOf, fieldsText, isUNet } from "../_command.ts";
import { markup } from "../_escape.ts";
import { countText } from "../_format.ts";
import type { PageSection } from "../_page.ts";
import { table } from "../_table.ts";
import type { Facts, ReportContent } from "../content.ts";

/** What was trained, on what and how, and the command that does it again. */
export function configurationSection({ config }: ReportContent): PageSection {
  const content = [
    table({ columns: [{ title: "setting" }, { title: "value" }], rows: factsOf(config) }),
    markup`<h3>To repeat it</h3>
<pre>${commandOf(config)}</pre>
`,
  ];
  return { id: "configuration", title: "Configuration", content };
}

function factsOf({ dataset, task, network, loss, training, engine, loader }: ReportContent["config"]): Facts {
  const { channels, bins, baseWidth, maxWidth, blocks } = network.config;
  const [first, end] = dataset.heightBins;
  const weights = loss.classWeights.map((weight) => Number(weight.toPrecision(4))).join(", ");
  const { evaluateEvery } = training;
  const everyText = evaluateEvery === 1 ? "every epoch" : `every ${evaluateEvery} epochs`;
  const widths = [
    ["base width", baseWidth],
    ["widest", maxWidth],
    ["blocks", isUNet(network.name) ? blocks : undefined],
  ].flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]));
  return [
    ["task", task],
    ["network", [network.name, ...widths].join(", ")],
    ["dataset", dataset.path],
    ["fingerprint", dataset.fingerprint],
    ["statistics", dataset.statistics],
    ["split", dataset.split],
    ["fields", fieldsText(dataset.fields).replaceAll(",", ", ")],
    ["channels", String(channels)],
    ["omitted angles", dataset.omitAngles.join(", ") || "none"],
    ["height bins", `${first} to ${end - 1} (${bins ?? end - first} bins)`],
    ["input", `clip ${dataset.clip}, angles ${dataset.angles}${dataset.validityMask ? ", validity mask" : ""}`],
    ["augmentation", dataset.augment ? "quarter turns and mirror images" : "none"],
    ["loss", loss.kind],
    ["class weights", weights],
    ...(loss.alpha === undefined ? [] : [["alpha", loss.alpha.join(", ")] as const]),
    ...(loss.gamma === undefined ? [] : [["gamma", String(loss.gamma)] as const]),
    ["smoothness weight", String(loss.smoothnessWeight)],
    ["batch", `${countText(training.batchSize, "instance")}, ${training.microBatch} at once`],
    ["learning rate", `${training.learningRate}; times ${training.factor} on a plateau of ${training.patience}`],
    ["epochs", String(training.epochs)],
    ["evaluation", `${everyText}, threshold ${training.threshold}`],
    ["seed", String(training.seed)],
    ["engine", `${engine.name}, ${countText(engine.workers, "worker")}`],
    ["loader", `${countText(loader.workers, "worker")}, ${loader.prefetch} batches ahead`],
  ];
}

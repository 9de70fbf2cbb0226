import { createHash } from "node:crypto";
import { describeNetwork, graphParameters, type Parameter } from "@atcs/models";
import { identityDifference, runIdentity } from "../config/identity.ts";
import type { RunConfig } from "../config/run-config.ts";
import { checkState } from "../engines/state/check-state.ts";
import { parameterLayout } from "../engines/state/parameter-layout.ts";
import type { TrainingState } from "../engines/types.ts";
import { TrainError } from "../errors.ts";
import type { Progress } from "../run/progress.ts";
import { writeWhole } from "../run/write-file.ts";
import type { SafetensorsHeader } from "./_safetensors-header.ts";
import { formatProgress, parseProgress } from "./progress-json.ts";
import { bytesOf, encodeSafetensors, headerText, type NamedTensor, readSafetensors } from "./safetensors.ts";

/** With the configuration of the run, all that is needed to go on. */
export interface Checkpoint {
  readonly state: TrainingState;
  readonly progress: Progress;
}

/** Groups of a state, and the names that they have in files, before that of the parameter. */
const groups = [
  ["parameters", "parameters"],
  ["firstMoments", "first_moments"],
  ["secondMoments", "second_moments"],
] as const;

/**
 * The bytes of a checkpoint, in the format safetensors: `parameters/<name>`, and of what is learned `first_moments/<name>` and
 * `second_moments/<name>`, which are Adam's. Metadata are texts: `identity` says what was trained, `progress` how far it is,
 * and `sha256` is of everything else.
 *
 * Two trainings that went the same way have the same bytes, but for `times`, which are 0 between epochs.
 */
export function encodeCheckpoint({ state, progress }: Checkpoint, config: RunConfig): Uint8Array[] {
  const tensors = expectedTensors(config).map(({ name, shape, group, parameter }): NamedTensor => {
    const values = state[group].get(parameter);
    if (values === undefined) throw new RangeError(`the state has no ${group} of ${parameter}`);
    return { name, shape, values };
  });
  const metadata = {
    format: "atcs-checkpoint-1",
    identity: runIdentity(config),
    step: String(state.step),
    ...formatProgress(progress),
  };
  return encodeSafetensors(tensors, { ...metadata, sha256: digest(tensors, metadata) });
}

/**
 * Write bytes of {@link encodeCheckpoint}; a checkpoint that is there stays until they are on the disk.
 * @throws TrainError TRAIN_IO
 */
export function writeCheckpoint(file: string, bytes: readonly Uint8Array[]): Promise<void> {
  return writeWhole(file, bytes);
}

/**
 * Read a checkpoint of a run.
 * @throws TrainError TRAIN_CHECKPOINT for one that is damaged, or of another configuration; TRAIN_IO
 */
export async function readCheckpoint(file: string, config: RunConfig): Promise<Checkpoint> {
  const refuse = (problem: string): TrainError => new TrainError("TRAIN_CHECKPOINT", problem, { file });
  const expected = expectedTensors(config);
  const { tensors, metadata } = await readSafetensors(file, (header) => {
    checkIdentity(header.metadata, config, refuse);
    checkTensors(header, expected, refuse);
  });
  const { sha256, ...others } = metadata;
  if (sha256 !== digest([...tensors.values()], others)) {
    throw refuse("it is damaged: its bytes are not those that were written (SHA-256)");
  }
  const { progress = "", times = "", step = "" } = metadata;
  if (!/^\d{1,15}$/.test(step)) throw refuse(`step is ${JSON.stringify(step)}: expected a number`);
  const ofGroup = (group: string): ReadonlyMap<string, Float32Array> =>
    new Map(
      expected
        .filter((each) => each.group === group)
        .map(({ name, parameter }): [string, Float32Array] => [parameter, tensors.get(name)!.values]),
    );
  const state: TrainingState = {
    parameters: ofGroup("parameters"),
    firstMoments: ofGroup("firstMoments"),
    secondMoments: ofGroup("secondMoments"),
    step: Number(step),
  };
  checkState(state, parameterLayout({ network: config.network.name, config: config.network.config }), file);
  return { state, progress: parseProgress({ progress, times }, refuse) };
}

interface ExpectedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly group: (typeof groups)[number][0];
  readonly parameter: string;
}

/** In the order of the file. */
function expectedTensors({ network }: RunConfig): ExpectedTensor[] {
  const parameters = graphParameters(describeNetwork(network.name, network.config));
  return groups.flatMap(([group, folder]) =>
    parameters
      .filter(({ trainable }) => trainable || group === "parameters")
      .map(({ name, shape }: Parameter) => ({ name: `${folder}/${name}`, shape, group, parameter: name })),
  );
}

type Refuse = (problem: string) => TrainError;

function checkIdentity(
  { format, identity }: Readonly<Record<string, string>>,
  config: RunConfig,
  refuse: Refuse,
): void {
  if (format !== "atcs-checkpoint-1") {
    throw refuse(
      `its format is ${JSON.stringify(format ?? null)}: expected "atcs-checkpoint-1", as training writes it`,
    );
  }
  let difference: string | undefined;
  try {
    difference = identityDifference(identity ?? "", runIdentity(config));
  } catch {
    throw refuse("it does not say what it is a checkpoint of");
  }
  if (difference !== undefined) throw refuse(`it is of another training: ${difference}`);
}

function checkTensors({ tensors }: SafetensorsHeader, expected: readonly ExpectedTensor[], refuse: Refuse): void {
  for (const [i, { name, shape }] of expected.entries()) {
    const found = tensors[i];
    if (found?.name === name && found.shape.join() === shape.join()) continue;
    const what = found === undefined ? "nothing" : `${JSON.stringify(found.name)} of shape [${found.shape.join(", ")}]`;
    throw refuse(`tensor ${i} is ${what}: expected "${name}" of shape [${shape.join(", ")}]`);
  }
  if (tensors.length === expected.length) return;
  throw refuse(`it has ${tensors.length} tensors: expected ${expected.length}`);
}

function digest(tensors: readonly NamedTensor[], metadata: Readonly<Record<string, string>>): string {
  const hash = createHash("sha256").update(headerText(tensors, metadata));
  for (const { values } of tensors) hash.update(bytesOf(values));
  return hash.digest("hex");
}

import { basename } from "node:path";
import { formatTime } from "@atcs/colocate";
import type { Task } from "@atcs/dataset";
import type { ParasolGranule } from "@atcs/dataset/granules";
import type { Predictor } from "../predictor.ts";
import type { GranuleSettings, PredictGranuleOptions } from "./options.ts";

const titles: Readonly<Record<Task, string>> = {
  seg_3d: "Cloud types in three dimensions, predicted from PARASOL/POLDER-3 images",
  bin_seg_3d: "Probability of clouds in three dimensions, predicted from PARASOL/POLDER-3 images",
  bin_seg_2d: "Probability of clouds, predicted from PARASOL/POLDER-3 images",
};

const inputInstitution = "CNES (PARASOL), distributed by the AERIS/ICARE Data and Services Center";

/** Global attributes by the CF conventions, and times by those of ACDD. */
export function fileAttributes(
  { config, model, data }: Pick<Predictor, "config" | "model" | "data">,
  { fileName, start, end }: Pick<ParasolGranule, "fileName" | "start" | "end">,
  { size, overlap, minViews }: GranuleSettings,
  { institution = inputInstitution, now = new Date() }: Pick<PredictGranuleOptions, "institution" | "now">,
): Record<string, string> {
  const { name, checkpoint, weights } = model;
  return {
    title: titles[config.task],
    institution,
    source: `PARASOL/POLDER-3 level 1B granule ${basename(fileName)}; network ${name}, weights ${checkpoint} (SHA-256 ${weights})`,
    history: `${now.toISOString()} predicted by @atcs/train, tiles of ${size} x ${size} pixels that overlap by ${overlap}`,
    references: "Foley et al., Atmos. Meas. Tech. 17, 7027-7047, 2024, doi:10.5194/amt-17-7027-2024",
    comment: `Made by a network that learned from CloudSat 2B-CLDCLASS along the track (dataset ${config.dataset.fingerprint}), which is near the middle of the swath: far from it directions of view are others than those of any label, and predictions extrapolate. Pixels with fewer than ${minViews} views have no prediction. Rows are those of the sinusoidal POLDER grid; the columns of a row are consecutive cells of it, counted from the meridian in the middle of the swath: polder_column says which.${trainedBetween(data.generation.args)}`,
    acknowledgement:
      "Data provided by CNES and NASA. We thank the AERIS/ICARE Data and Services Center for providing access to the data used in this study.",
    ...(start && { time_coverage_start: formatTime(start, { digits: 0 }) }),
    ...(end && { time_coverage_end: formatTime(end, { digits: 0 }) }),
  };
}

/** Beyond the latitudes of its dataset a network has seen nothing like it. */
function trainedBetween({ latRange }: Readonly<Record<string, unknown>>): string {
  if (!Array.isArray(latRange) || latRange.length !== 2) return "";
  return ` The images of the dataset lie between ${latRange[0]} and ${latRange[1]} degrees north; predictions beyond are extrapolations.`;
}

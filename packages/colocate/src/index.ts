export { findCorners } from "./corners/find-corners.ts";
export { defaultMaxDistanceM } from "./corners/max-distance.ts";
export type { CornerOptions, Corners } from "./corners/types.ts";
export {
  ColocateError,
  type ColocateErrorCode,
  type ColocateErrorOptions,
  CoordinateError,
  GranuleNameError,
  IndexError,
  isColocateError,
  PatchError,
  ShapeError,
  TimeError,
  ValueError,
} from "./errors.ts";
export { type FieldKind, fieldKind } from "./fields/field-kind.ts";
export {
  isRadianceName,
  type PolderCodes,
  type PolderCountType,
  type PolderField,
  polderCodes,
  polderFields,
  polderViews,
  radianceNames,
} from "./fields/polder-layout.ts";
export { maxShortGeodesicM, shortGeodesicDistance } from "./geodesy/short-geodesic.ts";
export { type ArchiveProduct, granuleDirectory, productDirectory } from "./granule-names/archive-directories.ts";
export { dateTimeToken, formatGranuleName } from "./granule-names/format-granule-name.ts";
export { parseGranuleName, tryParseGranuleName } from "./granule-names/parse-granule-name.ts";
export type {
  CaltrackName,
  CloudSatName,
  GranuleName,
  GranuleNameParts,
  GranuleVersion,
  ParasolName,
} from "./granule-names/types.ts";
export { wrapLongitude } from "./grid/longitude.ts";
export { fullResolutionRows, PolderGrid } from "./grid/polder-grid.ts";
export { boxesAlongTrack, type TrackBoxOptions } from "./grid/track-boxes.ts";
export {
  cloudBaseHeight,
  cloudLayerCount,
  cloudTopHeight,
  highestCloudyBin,
  labelledProfiles,
  missingHeight,
} from "./labels/cloud-layers.ts";
export { type CloudType, cloudScenarioFlagNames, cloudTypes, unknownCloudType } from "./labels/cloud-types.ts";
export {
  type CloudScenario,
  type DecodeCloudScenarioOptions,
  decodeCloudScenario,
  unknownLabel,
} from "./labels/decode-cloud-scenario.ts";
export { type CloudScenarioParts, encodeCloudScenario } from "./labels/encode-cloud-scenario.ts";
export {
  type BinArray,
  cloudSatBinCount,
  selectHeightBins,
  usualHeightBins,
} from "./labels/height-bins.ts";
export { daysTouched } from "./matching/days-touched.ts";
export { type GranuleFile, granuleFile, type NameOf } from "./matching/granule-file.ts";
export { type GranuleGroups, groupGranules } from "./matching/group-granules.ts";
export {
  type GranuleLists,
  type GranuleMatch,
  type GranuleMatches,
  type MatchGranulesOptions,
  matchGranules,
  type SyncFile,
} from "./matching/match-granules.ts";
export { type NearestGranule, nearestInTime } from "./matching/nearest-in-time.ts";
export { pairByToken, type TokenPairs } from "./matching/pair-by-token.ts";
export { defaultMaxTimeOffsetSec, type TimeOffsetOptions } from "./matching/time-offset.ts";
export type { UnmatchedGranule } from "./matching/unmatched.ts";
export { type WithinTimeOffsetOptions, withinTimeOffset } from "./matching/within-time-offset.ts";
export { type BilinearCorners, bilinearCorners } from "./patches/bilinear-corners.ts";
export { type CoordinateField, type CutOptions, type CutPatch, cutPatch } from "./patches/cut.ts";
export { missingValue } from "./patches/missing-value.ts";
export {
  defaultPatchSize,
  definePatch,
  type Patch,
  type PatchDefinition,
  type Projection,
  patchLatLon,
} from "./patches/patch.ts";
export { type PatchLabelOptions, type PatchLabels, patchLabels } from "./patches/patch-labels.ts";
export { patchPositions } from "./patches/patch-positions.ts";
export type { CandidateOptions, SamplingOptions } from "./patches/sampling/options.ts";
export { patchMarginM } from "./patches/sampling/patch-margin.ts";
export type { ReasonCounts, SamplingReason } from "./patches/sampling/reasons.ts";
export { type PatchSample, type SampledPatch, samplePatches } from "./patches/sampling/sample-patches.ts";
export { type TrackCandidates, trackCandidates } from "./patches/sampling/track-candidates.ts";
export type { TrackSegment } from "./patches/sampling/track-segment.ts";
export { defaultMinViews, type ValidPixelOptions, validFraction, validPixels } from "./patches/validity.ts";
export { maxViewDifferenceDeg, type ViewAngles } from "./patches/view-geometry.ts";
export { type ViewCounts, type ViewMask, type ViewMaskInput, viewCounts, viewMask } from "./patches/view-mask.ts";
export type { PatchWindow } from "./patches/window.ts";
export type { FieldArray, WindowField } from "./patches/window-field.ts";
export { type Random, seededRandom } from "./random.ts";
export { fromDate, toDate } from "./time/date.ts";
export { dayOfYear, eachDay } from "./time/days.ts";
export { type FormatTimeOptions, formatTime, type TimeStyle } from "./time/format-time.ts";
export { parseTime } from "./time/parse-time.ts";
export { tai93ToUtc, utcToTai93 } from "./time/tai93.ts";
export type { UtcTime } from "./time/utc-time.ts";
export type { ImageExtent, ImageShape } from "./transforms/image-shape.ts";
export {
  allTransforms,
  composeTransforms,
  horizontalFlip,
  identityTransform,
  invertTransform,
  quarterTurn,
  type RandomTransformOptions,
  randomTransform,
  type Transform,
  verticalFlip,
} from "./transforms/transform.ts";
export { type TransformedImage, type TransformImageOptions, transformImage } from "./transforms/transform-image.ts";
export { type TransformablePatch, type TransformedPatch, transformPatch } from "./transforms/transform-patch.ts";
export { transformCorners, transformPositions } from "./transforms/transform-positions.ts";
export type { GeoPoint, GridBox, Numbers, Pixel, PixelMask, Track } from "./types.ts";

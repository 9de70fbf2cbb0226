export { cutImage } from "../generate/granule/cut-image.ts";
export type { FieldAttributes } from "./_attributes.ts";
export { type CheckGranuleOptions, checkGranule } from "./check/check-granule.ts";
export type { CheckProgress } from "./check/context.ts";
export type {
  Answer,
  Certainty,
  CheckCause,
  CheckedField,
  Conclusion,
  Finding,
  FindingStatus,
  GranuleProduct,
  GranuleReport,
  ValueSample,
} from "./check/types.ts";
export { type CldclassGranule, type CloudLabels, openCldclassGranule } from "./cldclass.ts";
export type { Deviation, DeviationCode } from "./deviations.ts";
export {
  FieldNotFoundError,
  GranuleAttributeError,
  GranuleError,
  type GranuleErrorCode,
  type GranuleErrorDetails,
  GranuleLayoutError,
  isGranuleError,
  NoCloudDataError,
} from "./errors.ts";
export type { FieldWindow, GridBoxes, PhysicalWindow } from "./field-window.ts";
export type { Granule, OpenGranuleOptions } from "./granule.ts";
export { type PackedValues, toPhysical } from "./packing.ts";
export { openParasolGranule, type ParasolGranule, type ValidMaskOptions, type ViewMaskOptions } from "./parasol.ts";
export type { ParasolField } from "./parasol-field.ts";
export type { ProfileTrack } from "./profile-track.ts";
export {
  type SelectedProfiles,
  selectProfiles,
  type UsableProfileOptions,
  usableProfiles,
} from "./select-profiles.ts";
export { openSyncGranule, type SyncGranule, type SyncProfiles } from "./sync.ts";

export { shown as printable } from "./_text.ts";
export { openArchive } from "./archive/open-archive.ts";
export type {
  Archive,
  FetchAllOptions,
  FetchOptions,
  FetchResult,
  ListedFile,
  OpenArchiveOptions,
  TransferProgress,
} from "./archive/types.ts";
export {
  ArchiveError,
  type ArchiveErrorCode,
  type ArchiveErrorOptions,
  CacheError,
  ConnectionError,
  CredentialsError,
  HostKeyError,
  isArchiveError,
  RemotePathError,
  type RemotePathErrorOptions,
  TransferError,
} from "./errors.ts";
export { type ArchiveProduct, archiveProducts, findProduct } from "./products/catalogue.ts";
export type { ArchiveDay } from "./products/days.ts";
export { type ListProductOptions, listProduct, type ProductDay, type ProductGranule } from "./products/list-product.ts";
export type { RetryOptions } from "./session/retry.ts";
export type {
  ArchiveEvent,
  KeptListOptions,
  ListOptions,
  ListProgress,
  Logger,
  OperationOptions,
  RemoteEntry,
  RemoteKind,
  RemoteStat,
} from "./types.ts";
export {
  type ArchiveLocation,
  defaultArchiveUrl,
  type LocalLocation,
  type ParseArchiveUrlOptions,
  parseArchiveUrl,
  type RemoteLocation,
} from "./url.ts";

/**
 * Every version that bindstack pins and every border between versions that it knows. A border is the first
 * release with the behaviour; where it was ported back, one entry a minor series.
 */

/** Weaviate server: default image tag and default binary of the target `embedded`. */
// renovate: datasource=docker depName=weaviate packageName=semitechnologies/weaviate
export const WEAVIATE_VERSION = '1.39.3';

/** An older supported series that the tests run on as well. */
// renovate: datasource=docker depName=weaviate-older packageName=semitechnologies/weaviate
export const OLDER_WEAVIATE_VERSION = '1.38.14';

/** Official Helm chart (weaviate/weaviate-helm, folder `weaviate/`); the chart's own default tag is older. */
// renovate: datasource=helm depName=weaviate-chart packageName=weaviate registryUrl=https://weaviate.github.io/weaviate-helm
export const CHART_VERSION = '17.8.3';

/** Where the official chart is published. */
export const CHART_REPOSITORY = 'https://weaviate.github.io/weaviate-helm';

/**
 * The minor series that Weaviate's release notes list as supported (docs.weaviate.io/weaviate/release-notes, read in
 * November 2026); fixes go to no other.
 */
export const SUPPORTED_WEAVIATE_SERIES = ['1.40', '1.39', '1.38'] as const;

/**
 * Tag of the inference image, pinned: another release may hold another model, whose vectors do not fit to those that
 * are stored. Releases are tagged `imagebind-VERSION` (multi2vec-bind-inference cicd/docker_push.sh).
 */
export const INFERENCE_TAG = 'imagebind-1.0.2';

/** The tag in Weaviate's documentation and the chart's default. It moves: each release overwrites it. */
export const FLOATING_INFERENCE_TAG = 'imagebind';

/** Node image that runs the stand-in inference server in a container. */
// renovate: datasource=docker depName=stand-in-node packageName=node
export const STUB_NODE_IMAGE = 'docker.io/library/node:22-alpine';

/** Image of the chart's init container that raises vm.max_map_count (values `initContainers.sysctlInitContainer`). */
export const SYSCTL_IMAGE = 'docker.io/alpine:latest';

/** Whether a tag of the inference image names another image after the next release (cicd/docker_push.sh has two). */
export function isFloatingInferenceTag(tag: string): boolean {
  return tag === FLOATING_INFERENCE_TAG || tag === `${FLOATING_INFERENCE_TAG}-latest`;
}

interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** Borders of the Weaviate server. */
export const WEAVIATE_BORDERS = {
  /** gRPC (port 50051). */
  grpc: ['1.19.0'],
  /** First release with the module multi2vec-bind (2023-08-17). */
  bindModule: ['1.21.0'],
  /** Named vectors (`vectorConfig`). */
  namedVectors: ['1.24.0'],
  /** Raft, so that the node's name belongs to its data. */
  raft: ['1.25.0'],
  /** Properties are vectorized in alphabetical order (entities/moduletools/helper.go); before, in any order. */
  sortedProperties: ['1.25.0'],
  /** `GOMEMLIMIT` counts, and not the share of `LIMIT_RESOURCES` (go.mod: automemlimit 0.3.0 becomes 0.7.0). */
  ownMemoryLimitCounts: ['1.29.0'],
  /** Rotational quantization (`rq`) for hnsw, with 8 bits only (entities/vectorindex/hnsw/rq_config.go). */
  rotational: ['1.32.0'],
  /** `DEFAULT_QUANTIZATION` (usecases/config/environment.go). */
  defaultQuantization: ['1.32.5'],
  /** `rq` with 1 bit. */
  oneBit: ['1.33.0'],
  /** `rq` for flat (entities/vectorindex/flat/config.go). */
  rotationalFlat: ['1.34.0'],
  /** The index hfresh without EXPERIMENTAL_HFRESH_ENABLED (usecases/config/environment.go). */
  hfresh: ['1.36.0'],
  /** The MCP server at `/v1/mcp`. */
  mcp: ['1.37.0'],
  /** `DEFAULT_VECTOR_INDEX` (usecases/config/environment.go). */
  defaultVectorIndex: ['1.37.3'],
  /** `rq` with 4 bits for hnsw. */
  fourBits: ['1.39.0'],
  /** Whose release notes name `rq` with 4 bits beyond hnsw: what flat and hfresh take there is not measured. */
  fourBitsBeyondHnsw: ['1.40.0'],
  /** The data type `blobHash`. */
  blobHash: ['1.37.0'],
  /** Property names that end like those of internal indexes are refused (weaviate#11122, found by its tags). */
  reservedSuffixes: ['1.35.20', '1.36.15', '1.37.5', '1.38.0'],
  /** `MODULES_VALIDATE_BASE_URL` also guards the connections to inference servers (base_client.go). */
  dialGuard: ['1.36.19', '1.37.10', '1.38.2', '1.39.0'],
  /** Oldest server that weaviate-client 3.9 and newer, and the Python client 4.23, talk to. */
  clients: ['1.27.0'],
  /**
   * From here a collection may have neither text nor image fields; before, it is refused with `textFields
   * or imageFields setting needs to be present` (base_class_multimodal_settings.go).
   */
  collectionWithoutTextAndImage: ['1.31.21', '1.32.18', '1.33.6', '1.34.1', '1.35.0'],
} as const;

/**
 * The version in an image tag such as `1.39.3`, `v1.39.3`, `1.39.3-amd64` or `1.39.3@sha256:…`;
 * undefined where the tag does not say it (`latest`, `stable`, a digest alone).
 */
export function versionInTag(tag: string): string | undefined {
  return /^v?(\d+\.\d+\.\d+)(?![\d.])/.exec(tag)?.[1];
}

function parse(version: string): Version {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return { major, minor, patch };
}

/**
 * Whether a version has what came with a border: at least the border of its own minor series or, where
 * that series has none, newer than the newest border below it.
 */
export function hasReached(version: string, border: readonly string[]): boolean {
  const have = parse(version);
  const same = border.map(parse).find((b) => b.major === have.major && b.minor === have.minor);
  if (same) return have.patch >= same.patch;
  const newest = parse(border.at(-1) ?? '0.0.0');
  return have.major > newest.major || (have.major === newest.major && have.minor > newest.minor);
}

/** Whether one version is newer than another. */
export function isNewer(version: string, than: string): boolean {
  const a = parse(version);
  const b = parse(than);
  return (
    a.major - b.major > 0 ||
    (a.major === b.major && (a.minor > b.minor || (a.minor === b.minor && a.patch > b.patch)))
  );
}

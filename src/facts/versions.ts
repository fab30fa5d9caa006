/** Every version that bindstack pins: what users get in their files unless they name another, and what the tests run on. */

/** Weaviate server: default image tag and default binary of the target `embedded`. */
// renovate: datasource=docker depName=weaviate packageName=semitechnologies/weaviate
export const WEAVIATE_VERSION = '1.39.3';

/** An older supported series that the tests run on as well. */
// renovate: datasource=docker depName=weaviate-older packageName=semitechnologies/weaviate
export const OLDER_WEAVIATE_VERSION = '1.38.14';

/** Official Helm chart (weaviate/weaviate-helm, folder `weaviate/`); the chart's own default tag is older. */
// renovate: datasource=helm depName=weaviate-chart packageName=weaviate registryUrl=https://weaviate.github.io/weaviate-helm
export const CHART_VERSION = '17.8.3';

/** The tag of Weaviate that this chart brings where the values name none (its values.yaml `image.tag`). */
export const CHART_WEAVIATE_TAG = '1.38.2';

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

/** Node image that runs the stub, the fake ImageBind, in a container. */
// renovate: datasource=docker depName=stand-in-node packageName=node
export const STUB_NODE_IMAGE = 'docker.io/library/node:22-alpine';

/** Image of the chart's init container that raises vm.max_map_count (values `initContainers.sysctlInitContainer`). */
export const SYSCTL_IMAGE = 'docker.io/alpine:latest';

/** Whether a tag of the inference image names another image after the next release (cicd/docker_push.sh has two). */
export function isFloatingInferenceTag(tag: string): boolean {
  return tag === FLOATING_INFERENCE_TAG || tag === `${FLOATING_INFERENCE_TAG}-latest`;
}

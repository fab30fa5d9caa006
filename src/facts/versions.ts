/* Every version that bindstack pins: the defaults in generated files, and the versions that the tests run on. */

/** Weaviate server: the default image tag, and the default binary of the target `embedded`. */
// renovate: datasource=docker depName=weaviate packageName=semitechnologies/weaviate
export const WEAVIATE_VERSION = '1.39.3';

/** An older supported series that the tests run on as well. */
// renovate: datasource=docker depName=weaviate-older packageName=semitechnologies/weaviate
export const OLDER_WEAVIATE_VERSION = '1.38.14';

/** The release from which the tests upgrade through two minor versions. */
export const OLDEST_TESTED_WEAVIATE_VERSION = '1.37.17';

/** Official Helm chart (weaviate/weaviate-helm, folder `weaviate/`); the chart's own default tag is older. */
// renovate: datasource=helm depName=weaviate-chart packageName=weaviate registryUrl=https://weaviate.github.io/weaviate-helm
export const CHART_VERSION = '17.8.3';

/** The default tag of Weaviate in this chart (its values.yaml `image.tag`). */
export const CHART_WEAVIATE_TAG = '1.38.2';

/** Where the official chart is published. */
export const CHART_REPOSITORY = 'https://weaviate.github.io/weaviate-helm';

/**
 * The minor series that Weaviate's release notes list as supported (docs.weaviate.io/weaviate/release-notes, read in
 * November 2026). Only these get fixes.
 */
export const SUPPORTED_WEAVIATE_SERIES = ['1.40', '1.39', '1.38'] as const;

/**
 * Tag of the inference image. Pinned, because another release may contain another model, whose vectors are not
 * compatible with stored ones. Releases are tagged `imagebind-VERSION` (multi2vec-bind-inference cicd/docker_push.sh).
 */
export const INFERENCE_TAG = 'imagebind-1.0.2';

/** The tag in Weaviate's documentation, and the chart's default. Each release overwrites it. */
export const FLOATING_INFERENCE_TAG = 'imagebind';

/** Node image in which the stub runs as a container. */
// renovate: datasource=docker depName=stub-node packageName=node
export const STUB_NODE_IMAGE = 'docker.io/library/node:22-alpine';

/** Library of the generated Python client; its self-test passes with this version and with the oldest one. */
// renovate: datasource=pypi depName=python-client packageName=weaviate-client
export const PYTHON_CLIENT_VERSION = '4.24.1';
export const OLDEST_PYTHON_CLIENT_VERSION = '4.16.0';

/** Library of the generated TypeScript client; its self-test passes with both. This one requires Node 22. */
// renovate: datasource=npm depName=typescript-client packageName=weaviate-client
export const TYPESCRIPT_CLIENT_VERSION = '3.14.0';
/** The newest one for Node 20. */
export const NODE_20_CLIENT_VERSION = '3.12.1';

/** Image of the chart's init container that raises vm.max_map_count (values `initContainers.sysctlInitContainer`). */
export const SYSCTL_IMAGE = 'docker.io/alpine:latest';

/** Whether the next release overwrites this tag of the inference image (cicd/docker_push.sh has two such tags). */
export function isFloatingInferenceTag(tag: string): boolean {
  return tag === FLOATING_INFERENCE_TAG || tag === `${FLOATING_INFERENCE_TAG}-latest`;
}

import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';
import { INFERENCE_TAG, STUB_NODE_IMAGE, WEAVIATE_VERSION } from '../../src/facts/versions.ts';
import { cachedBinary } from '../../src/targets/embedded/binary.ts';

/** A program that end-to-end tests need: returns why it is missing, or undefined. */
export type Requirement = () => string | undefined;

const WEAVIATE_IMAGE = `cr.weaviate.io/semitechnologies/weaviate:${WEAVIATE_VERSION}`;
const INFERENCE_IMAGE = `cr.weaviate.io/semitechnologies/multi2vec-bind:${INFERENCE_TAG}`;

function once<T>(look: () => T): () => T {
  let seen: { readonly value: T } | undefined;
  return () => {
    seen ??= { value: look() };
    return seen.value;
  };
}

/** Standard output of a program; undefined if it failed. */
function answerOf(command: string, ...args: string[]): string | undefined {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** A program of the operating system that a small one lacks. */
export function program(name: string): Requirement {
  return once(() =>
    spawnSync(name, ['--version']).error === undefined ? undefined : `no program ${name} on the PATH`,
  );
}

/** The Compose plugin; it reads files without an engine. */
export const compose: Requirement = once(() =>
  answerOf('docker', 'compose', 'version') === undefined ? 'no docker compose' : undefined,
);

/** An engine, and the images that the tests start. */
export const docker: Requirement = once(
  () =>
    compose() ??
    (answerOf('docker', 'info') === undefined ? 'no Docker engine responds' : undefined) ??
    imageFault(WEAVIATE_IMAGE, 'weaviate-image') ??
    imageFault(STUB_NODE_IMAGE, 'node-image') ??
    imageFault(INFERENCE_IMAGE, 'stub-image') ??
    // The real image takes minutes to load its model, and the tests expect the vectors of the stub.
    (labelOf(INFERENCE_IMAGE, 'io.bindstack.stand-in') === 'true'
      ? undefined
      : `${INFERENCE_IMAGE} is not the stub`),
);

/** The image of another version of Weaviate, in addition to the requirements of every test with the engine. */
export function weaviateImage(version: string): Requirement {
  const image = `cr.weaviate.io/semitechnologies/weaviate:${version}`;
  return once(() => docker() ?? imageFault(image, `weaviate-image ${version}`));
}

function imageFault(image: string, script: string): string | undefined {
  return answerOf('docker', 'image', 'inspect', image) === undefined
    ? `no image ${image}: scripts/lab/${script} makes it`
    : undefined;
}

function labelOf(image: string, label: string): string | undefined {
  return answerOf('docker', 'image', 'inspect', '--format', `{{index .Config.Labels "${label}"}}`, image);
}

/** Path at which the command caches the Weaviate server. */
export const weaviateBinary = cachedBinary(process.env, WEAVIATE_VERSION);

/** The Weaviate server of a version as a local process. */
export function weaviateOf(version: string): Requirement {
  const binary = cachedBinary(process.env, version);
  return once(() => {
    try {
      accessSync(binary, constants.X_OK);
      return undefined;
    } catch {
      return `no Weaviate server at ${binary}: scripts/lab/weaviate-binary ${version} makes it`;
    }
  });
}

/** The Weaviate server as a local process. */
export const weaviate: Requirement = weaviateOf(WEAVIATE_VERSION);

/** A lab script that finds or builds something and prints its path. */
function fromLab(name: string, ...args: string[]) {
  const script = fileURLToPath(new URL(`../../scripts/lab/${name}`, import.meta.url));
  const look = once(() => spawnSync(script, args, { encoding: 'utf8' }));
  const requirement: Requirement = () => {
    const { status, stderr, error } = look();
    if (status === 0) return undefined;
    return `no ${[name, ...args].join(' ')}: ${error?.message ?? stderr.trim().split('\n').at(-1)}`;
  };
  return { requirement, path: () => look().stdout.trim() };
}

const anyHelm = fromLab('helm');

/** helm: the one on the PATH, or the one from the lab. */
export const helm = anyHelm.requirement;

/** Path of helm, if there is one. */
export const helmPath = anyHelm.path;

/** helm of both major versions, which differ in post-rendering. */
export const HELMS = [
  { major: 3, ...fromLab('helm', '3') },
  { major: 4, ...fromLab('helm', '4') },
] as const;

const laboratoryBusybox = fromLab('busybox');

/** A static busybox, with the same wget as Weaviate's image. */
export const busybox = laboratoryBusybox.requirement;

/** Path of busybox, if there is one. */
export const busyboxPath = laboratoryBusybox.path;

/** A folder with actionlint, check-jsonschema, hadolint, pre-commit and shellcheck. */
export const linters = fromLab('linters');

/** A program that is a real S3 server. */
export const s3Server = fromLab('s3-server');

/** An image with Node and npm. */
export const npmImage = fromLab('npm-image');

/** The chart for tests: Weaviate's own if E2E_CHART points to it, otherwise a small one that reads the same values. */
export function chartPath(): string {
  return process.env['E2E_CHART'] || fileURLToPath(new URL('chart', import.meta.url));
}

/**
 * Why tests are skipped: the first requirement that is not met. With LAB_REQUIRED=1 it throws instead, so CI cannot pass
 * by skipping.
 */
export function missingOf(requirements: readonly Requirement[]): string | undefined {
  const missing = requirements.map((look) => look()).find((reason) => reason !== undefined);
  if (missing !== undefined && process.env['LAB_REQUIRED'] === '1') {
    throw new Error(`LAB_REQUIRED=1, and ${missing}`);
  }
  return missing;
}

/** A suite that runs if its requirements are met. Otherwise its name says why it is skipped. */
export function describeWith(requirements: readonly Requirement[], title: string, tests: () => void): void {
  const missing = missingOf(requirements);
  const name = missing === undefined ? title : `${title} [skipped: ${missing}]`;
  describe.skipIf(missing !== undefined)(name, tests);
}

/*
 * Checks the predicted limits on a real container: 10% below the minimum the import must fail, at the recommended limit
 * it must be complete. Writes one result file per variant.
 *
 *   nice -n 19 node scripts/measure/limit.js [--variants hnsw-none,hnsw-rq-8] [--objects 50000] [--out DIR]
 *
 * Needs Docker and the image of Weaviate.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { createCollection, importAll, isReady, shard } from './collection.js';
import { pinnedVersion } from './pinnedVersion.js';
import { TRAINING_LIMIT, VARIANTS } from './variants.js';
import { clusteredVectors } from './vectors.js';

const { values } = parseArgs({
  options: {
    variants: { type: 'string', default: 'hnsw-none,hnsw-rq-8' },
    objects: { type: 'string', default: '50000' },
    out: { type: 'string', default: fileURLToPath(new URL('results', import.meta.url)) },
    version: { type: 'string', default: pinnedVersion() },
    'first-port': { type: 'string', default: '19720' },
  },
});
const MIB = 1024 ** 2;
const objects = Number(values.objects);
const http = Number(values['first-port']);
const ports = { http, grpc: http + 1 };
const container = `bindstack-limit-${http}`;

/** @param {string[]} args */
const docker = (...args) => execFileSync('docker', args, { encoding: 'utf8' });

/**
 * Imports into a container with this memory limit, until the first error.
 * @param {string} name
 * @param {number} limit in bytes
 * @param {Float32Array} vectors
 */
async function importWithin(name, limit, vectors) {
  const variant = VARIANTS[name];
  if (!variant) throw new Error(`no variant ${name}; there are ${Object.keys(VARIANTS).join(', ')}`);
  const environment = {
    AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'true',
    AUTOSCHEMA_ENABLED: 'false',
    DEFAULT_VECTORIZER_MODULE: 'none',
    DISABLE_TELEMETRY: 'true',
    API_BASED_MODULES_DISABLED: 'true',
    PERSISTENCE_DATA_PATH: '/var/lib/weaviate',
    CLUSTER_HOSTNAME: 'node1',
    RAFT_TIMEOUTS_MULTIPLIER: '1',
    // As bindstack sets it for this limit.
    GOMEMLIMIT: `${Math.floor((limit * 0.9) / MIB)}MiB`,
    GO_PROFILING_DISABLE: 'true',
    ...variant.environment,
  };
  docker(
    ...['run', '--detach', '--name', container, '--memory', `${limit}`, '--memory-swap', `${limit}`],
    ...['--publish', `127.0.0.1:${ports.http}:8080`, '--publish', `127.0.0.1:${ports.grpc}:50051`],
    ...Object.entries(environment).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    `cr.weaviate.io/semitechnologies/weaviate:${values.version}`,
    ...['--host', '0.0.0.0', '--port', '8080', '--scheme', 'http'],
  );
  try {
    while (!(await isReady(ports))) await sleep(500);
    await createCollection(ports, variant);
    const started = Date.now();
    let sent = 0;
    let error = '';
    try {
      await importAll(ports, vectors, {
        media: 0,
        progress: (now) => {
          sent = now;
        },
      });
      while ((await shard(ports)).vectorQueueLength > 0) await sleep(1000);
    } catch (thrown) {
      error = thrown instanceof Error ? thrown.message : `${thrown}`;
    }
    const seconds = (Date.now() - started) / 1000;
    const state = JSON.parse(docker('inspect', '--format', '{{json .State}}', container));
    return { imported: sent, error, killed: state.OOMKilled, seconds: Math.round(seconds) };
  } finally {
    docker('rm', '--force', '--volumes', container);
  }
}

/** `predict` of src/sizing, which is TypeScript. */
async function prediction() {
  const scratch = mkdtempSync(join(tmpdir(), 'bindstack-limit-'));
  try {
    const outfile = join(scratch, 'predict.mjs');
    const entry = fileURLToPath(new URL('../../src/sizing/predict.ts', import.meta.url));
    await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm' });
    return (await import(pathToFileURL(outfile).href)).predict;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const predict = await prediction();
mkdirSync(values.out, { recursive: true });
for (const name of values.variants.split(',')) {
  const vectors = clusteredVectors(objects);
  const { minimumLimit, recommendedLimit } = predict(name, objects, { trainingLimit: TRAINING_LIMIT });
  const limits = { below: Math.round(minimumLimit * 0.9), recommended: recommendedLimit };
  /** @type {Record<string, unknown>} */
  const result = { variant: name, objects, version: values.version };
  for (const [which, limit] of Object.entries(limits)) {
    const outcome = await importWithin(name, limit, vectors);
    process.stderr.write(
      `${name}, ${objects} objects, ${which}, ${(limit / MIB).toFixed(0)} MiB: ${JSON.stringify(outcome)}\n`,
    );
    result[which] = { limit, ...outcome };
  }
  writeFileSync(
    join(values.out, `limit-${name}-${objects}.json`),
    `${JSON.stringify(result, undefined, 2)}\n`,
  );
}

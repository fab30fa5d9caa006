/*
 * Measures how much memory and disk space the real Weaviate server needs for vectors of 1,024 numbers: one result file
 * per variant and size. Finished ones are skipped, so it can be interrupted. Then run scripts/measure/fit.js.
 *
 *   nice -n 19 node scripts/measure/size.js [--variants hnsw-none,…] [--sizes 20000,50000] [--media BYTES] [--out DIR]
 *
 * Needs the server's program (scripts/lab/weaviate-binary) and, for 100,000 objects, 2 GiB of memory, 2 GiB of disk
 * space and about 5 minutes. Memory and disk use do not depend on other work on the machine; times do.
 */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createCollection, importAll, search, shard } from './collection.js';
import { pinnedVersion } from './pinnedVersion.js';
import { diskUse, Server } from './server.js';
import { VARIANTS } from './variants.js';
import { clusteredVectors, queries } from './vectors.js';

const { values } = parseArgs({
  options: {
    variants: { type: 'string', default: Object.keys(VARIANTS).join(',') },
    sizes: { type: 'string', default: '20000,50000' },
    out: { type: 'string', default: fileURLToPath(new URL('results', import.meta.url)) },
    version: { type: 'string', default: pinnedVersion() },
    media: { type: 'string', default: '0' },
    'first-port': { type: 'string', default: '19700' },
  },
});
const QUERIES_EACH = 100;
const media = Number(values.media);

/** @param {string} text */
const say = (text) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);

/**
 * @param {string} name
 * @param {number} objects
 */
async function measure(name, objects) {
  const variant = VARIANTS[name];
  if (!variant) throw new Error(`no variant ${name}; there are ${Object.keys(VARIANTS).join(', ')}`);
  const vectors = clusteredVectors(objects);
  const data = mkdtempSync(join(tmpdir(), 'bindstack-size-'));
  const { version } = values;
  const firstPort = Number(values['first-port']);
  const server = new Server({ version, data, firstPort, environment: variant.environment ?? {} });
  try {
    await server.start();
    const empty = { live: await server.liveHeap(), squeezed: await server.squeezedMemory() };
    await createCollection(server.ports, variant);
    const { seconds, cpuSeconds, growth } = await watchedImport(server, vectors, name);
    await server.settle();
    const { compressed } = await shard(server.ports);
    const peaks = { ...server.peaks };
    const imported = {
      ...server.memory(),
      live: await server.liveHeap(),
      squeezed: await server.squeezedMemory(),
    };
    await server.stop();
    const disk = diskUse(data);

    const ready = await server.start();
    const { near, random } = queries(vectors, QUERIES_EACH);
    const foundNear = await search(server.ports, near);
    const foundRandom = await search(server.ports, random);
    const restarted = {
      ...server.memory(),
      live: await server.liveHeap(),
      squeezed: await server.squeezedMemory(),
    };
    return {
      variant: name,
      objects,
      media,
      version,
      date: new Date().toISOString().slice(0, 10),
      machine: `${cpus().length} cores, ${cpus()[0]?.model.trim()}`,
      compressed,
      empty,
      importing: {
        peakLive: peaks.live,
        peakAnonymous: peaks.anonymous,
        peakResident: peaks.resident,
        peakDisk: peaks.disk,
      },
      growth,
      imported,
      restarted,
      disk,
      seconds: { import: seconds, importCpu: cpuSeconds, ready },
      recall: { near: foundNear.recall, random: foundRandom.recall },
      query: { p50: foundNear.p50, p95: foundNear.p95 },
    };
  } finally {
    await server.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

/**
 * Imports until everything is indexed, and forces a garbage collection every 5 s: by itself, Go collects only when the
 * heap has doubled, so its last word on the live heap may be from the first half of the import.
 * @param {Server} server
 * @param {Float32Array} vectors
 * @param {string} name
 */
async function watchedImport(server, vectors, name) {
  const cpuBefore = server.cpuSeconds();
  const started = Date.now();
  let importing = true;
  let sent = 0;
  /** @type {{ objects: number, live: number }[]} */
  const growth = [];
  const watching = (async () => {
    while (importing) {
      await sleep(5000);
      growth.push({ objects: sent, live: await server.liveHeap() });
    }
  })();
  await importAll(server.ports, vectors, {
    media,
    progress: (now) => {
      if (Math.floor(now / 10_000) > Math.floor(sent / 10_000)) say(`${name}: ${now} objects sent`);
      sent = now;
    },
  });
  while ((await shard(server.ports)).vectorQueueLength > 0) await sleep(1000);
  const seconds = (Date.now() - started) / 1000;
  importing = false;
  await watching;
  return { seconds, cpuSeconds: server.cpuSeconds() - cpuBefore, growth };
}

mkdirSync(values.out, { recursive: true });
for (const objects of values.sizes.split(',').map(Number)) {
  for (const name of values.variants.split(',')) {
    const file = join(values.out, `${name}-${objects}${media > 0 ? `-media-${media}` : ''}.json`);
    if (existsSync(file)) {
      say(`${name} ${objects}: already measured`);
      continue;
    }
    say(`${name} ${objects}: starts`);
    try {
      const result = await measure(name, objects);
      writeFileSync(`${file}.part`, `${JSON.stringify(result, undefined, 2)}\n`);
      renameSync(`${file}.part`, file);
      say(`${name} ${objects}: done`);
    } catch (error) {
      process.exitCode = 1;
      say(`${name} ${objects}: failed: ${error instanceof Error ? error.stack : error}`);
    }
  }
}

// A worker loads its code like the command (bin.ts).
import { join } from 'node:path';
import { chunkLoader } from './start/chunkLoader.ts';
import { openCodeCache } from './start/codeCache.ts';

const cache = openCodeCache(process.env, `${BINDSTACK_BUILD}-${process.version}-${process.arch}`, 'worker');
process.once('exit', (exitCode) => cache.save(exitCode));
chunkLoader(cache)(join(__dirname, 'checkWorker.js'));

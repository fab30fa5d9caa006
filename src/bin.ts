#!/usr/bin/env node
// The whole command is in main.js and its chunks. This file loads them with the code that V8 compiled in an earlier run.
import { join } from 'node:path';
import { chunkLoader } from './start/chunkLoader.ts';
import { openCodeCache } from './start/codeCache.ts';

const command = process.argv.slice(2).find((word) => BINDSTACK_COMMANDS.includes(word)) ?? 'bindstack';
const cache = openCodeCache(process.env, `${BINDSTACK_BUILD}-${process.version}-${process.arch}`, command);
process.once('exit', (exitCode) => cache.save(exitCode));
chunkLoader(cache)(join(__dirname, 'main.js'));

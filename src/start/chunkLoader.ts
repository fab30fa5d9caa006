import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { constants, Script } from 'node:vm';
import type { CodeCache } from './codeCache.ts';

type Require = (id: string) => unknown;

/**
 * `require` for the chunks of the build, which compiles none of their functions that an earlier run has compiled. Node's
 * own cache (`module.enableCompileCache`) is not in Node 20, and saved almost nothing: `generate` took 133 ms of CPU without
 * it, 135 ms with it and 100 ms with this one (Node 22).
 */
export function chunkLoader(cache: CodeCache): Require {
  const loaded = new Map<string, { exports: unknown }>();
  const load = (file: string): unknown => {
    const known = loaded.get(file);
    if (known) return known.exports;
    const module = { exports: {} };
    loaded.set(file, module);
    const directory = dirname(file);
    const local: Require = (id) => (id.startsWith('.') ? load(resolve(directory, id)) : require(id));
    const text = textOf(file);
    const script = new Script(`(function(exports,require,module,__filename,__dirname){${text}\n})`, {
      filename: file,
      cachedData: cache.get(file),
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    cache.add(file, script);
    script.runInThisContext()(module.exports, local, module, file, directory);
    return module.exports;
  };
  return load;
}

/** The build writes ASCII, which is decoded faster as Latin-1, and compresses large chunks that no fast command loads. */
function textOf(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'latin1');
  const { brotliDecompressSync } = process.getBuiltinModule('node:zlib');
  return brotliDecompressSync(readFileSync(`${file}.br`)).toString('latin1');
}

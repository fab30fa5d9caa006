import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isBuilt } from '../../scripts/freshness.js';
import { weaviate } from './requirements.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Before the end-to-end tests: the built command, and the Weaviate server, which `try` fetches or builds. */
export default function setup(): void {
  if (!isBuilt()) {
    const { status } = spawnSync(process.execPath, ['scripts/build.js'], { cwd: root, stdio: 'inherit' });
    if (status !== 0) throw new Error('the build failed');
  }
  // Where it cannot be had, the suites that need it say so.
  if (weaviate() !== undefined)
    spawnSync(process.execPath, ['dist/bin.js', 'try'], { cwd: root, stdio: 'inherit' });
}

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isBuilt } from '../../scripts/freshness.js';

/** Before tests of the command: builds it if a source file is newer. */
export default function setup(): void {
  if (isBuilt()) return;
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const { status } = spawnSync(process.execPath, ['scripts/build.js'], { cwd, stdio: 'inherit' });
  if (status !== 0) throw new Error('the build failed');
}

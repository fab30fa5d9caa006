import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { weaviate } from './requirements.ts';

/** Before the end-to-end tests: gets the Weaviate server as `try` does. If that fails, suites are skipped. */
export default function setup(): void {
  if (weaviate() === undefined) return;
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  spawnSync(process.execPath, ['dist/bin.js', 'try'], { cwd, stdio: 'inherit' });
}

// npm runs this after `npm ci`, before packing, and when it installs bindstack from a git repository. It builds dist/.
import { existsSync } from 'node:fs';
import { run } from './dependencies.js';

// `npm install --global git+…`, which pre-commit uses, passes `global` on to the npm that should install the development
// packages here, so they are missing (npm 11, pacote/lib/git.js).
if (!existsSync(new URL('../node_modules/esbuild', import.meta.url))) {
  const code = run('npm', [
    'ci',
    '--no-global',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]);
  if (code !== 0) process.exit(code);
}
await import('./build.js');

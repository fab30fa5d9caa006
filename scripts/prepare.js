// npm runs this after `npm ci`, before it packs, and where it installs bindstack from a git repository: it builds dist/.
import { existsSync } from 'node:fs';
import { run } from './dependencies.js';

// `npm install --global git+…`, which pre-commit uses, hands `global` on to the npm that should install the development
// packages here, so they are not here (npm 11, pacote/lib/git.js).
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

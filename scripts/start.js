// `npm start`: installs and builds what a fresh clone needs, then runs `bindstack try`; `npm start -- ARGS` runs bindstack ARGS.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { installDependencies } from './dependencies.js';
import { isBuilt } from './freshness.js';

installDependencies();
if (!isBuilt()) {
  process.stderr.write('Building bindstack …\n');
  await import('./build.js');
}

const args = process.argv.slice(2);
const bin = fileURLToPath(new URL('../dist/bin.js', import.meta.url));
const child = spawn(process.execPath, [bin, ...(args.length > 0 ? args : ['try'])], { stdio: 'inherit' });
// The terminal sends Ctrl-C to both processes; this one waits until bindstack has cleaned up and exited.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => {
    if (signal === 'SIGTERM') child.kill(signal);
  });
}
child.on('exit', (code, signal) => {
  process.exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
});

// Loaded with --import before the command: ends the process with SIGKILL at the Nth call that changes a file.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const at = Number(process.env['KILL_AT_CALL']);
let calls = 0;

function die() {
  process.kill(process.pid, 'SIGKILL');
  // The signal may take a moment to arrive; nothing may happen meanwhile.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/**
 * Counts the calls of a function, and dies before the one that is asked for.
 * @param {any} object any: file handles and the module are patched alike
 * @param {string} name
 * @param {(self: any, content: any) => void} [half] what is done of the call before
 */
function intercept(object, name, half) {
  const original = object[name];
  /**
   * @this {any}
   * @param {any[]} args
   */
  object[name] = function intercepted(...args) {
    calls += 1;
    if (calls === at) {
      half?.(this, args[0]);
      die();
    }
    return original.apply(this, args);
  };
}

const handle = await fs.promises.open(process.execPath, 'r');
const fileHandle = Object.getPrototypeOf(handle);
await handle.close();

intercept(fileHandle, 'writeFile', ({ fd }, content) => {
  const bytes = Buffer.from(content);
  fs.writeSync(fd, bytes.subarray(0, Math.floor(bytes.length / 2)));
});
for (const name of ['chmod', 'sync']) intercept(fileHandle, name);
for (const name of ['open', 'rename', 'rm', 'rmdir', 'mkdir']) intercept(fs.promises, name);
syncBuiltinESMExports();

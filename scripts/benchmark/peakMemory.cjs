// Loaded before a program (`node --require`): says at its end how much memory it has held at most, in KiB.
const { readFileSync, writeFileSync } = require('node:fs');

process.on('exit', () => {
  // Linux: what getrusage() tells begins with the memory of the parent (man 2 getrusage), this does not.
  const peak =
    process.platform === 'linux'
      ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
      : String(process.resourceUsage().maxRSS);
  writeFileSync(process.env['BENCHMARK_PEAK_FILE'] ?? '', peak ?? '');
});

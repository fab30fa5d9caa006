// Loaded before a program (`node --require`): prints the peak memory of the process when it exits, in KiB.
const { readFileSync, writeFileSync } = require('node:fs');

process.on('exit', () => {
  // Linux: getrusage() includes the memory of the parent (man 2 getrusage), this file does not.
  const peak =
    process.platform === 'linux'
      ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
      : String(process.resourceUsage().maxRSS);
  writeFileSync(process.env['BENCHMARK_PEAK_FILE'] ?? '', peak ?? '');
});

import type { Run } from './context.ts';

/** Stops a program and everything that it has started. */
function stopGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It has already exited.
  }
}

/**
 * Runs a program, and stops its process group when standard input is closed. The kernel closes it even if this process
 * is killed with a signal that it cannot handle. A shell is always available, except on Windows, which has no process
 * groups either.
 */
const ENDS_WITH_PARENT = `exec 3<&0 </dev/null
"$@" 3<&- &
program=$!
{ read -r _ <&3; kill -TERM 0; } >/dev/null 2>&1 &
watch=$!
exec 3<&-
wait "$program"
code=$?
kill "$watch" 2>/dev/null
exit "$code"`;

/** The exit code of a shell for a program that does not exist. */
const NOT_FOUND = 127;

/** Runs programs with execa; an interruption stops them, unless they clean up. */
export function makeRun(signal: AbortSignal): Run {
  return async (command, args, options = {}) => {
    const { cwd, env, timeout, input, onErrorLine, onLine, evenIfInterrupted = false } = options;
    const isWatched = options.isEndless === true && process.platform !== 'win32';
    // Loaded when needed: most commands run no program.
    const { execa } = await import('execa');
    if (!evenIfInterrupted) signal.throwIfAborted();
    const program = isWatched ? 'sh' : command;
    const words = isWatched ? ['-c', ENDS_WITH_PARENT, 'sh', command, ...args] : args;
    const subprocess = execa(program, words, {
      reject: false,
      // An endless program does not read its pipe, which closes when this process ends.
      ...(isWatched ? { stdin: 'pipe' } : input === undefined ? { stdin: 'ignore' } : { input }),
      // In a separate process group, so Ctrl-C in the terminal reaches only bindstack, which then decides.
      detached: true,
      // A log may be followed for days and must not fill the memory.
      ...(onLine && { buffer: { stdout: false } }),
      ...(cwd !== undefined && { cwd }),
      ...(env !== undefined && { env }),
    });
    const follow = async (from: 'stdout' | 'stderr', onEach: ((line: string) => void) | undefined) => {
      if (onEach) for await (const line of subprocess.iterable({ from })) onEach(line);
    };
    const followed = Promise.all([follow('stderr', onErrorLine), follow('stdout', onLine)]).catch(() => {});
    const interrupt = () => stopGroup(subprocess.pid);
    const signals = [...(evenIfInterrupted ? [] : [signal]), ...(options.signal ? [options.signal] : [])];
    for (const one of signals) one.addEventListener('abort', interrupt, { once: true });
    if (options.signal?.aborted) interrupt();
    // The whole group: a docker plugin that keeps running would keep the output open.
    const timer = timeout === undefined ? undefined : setTimeout(interrupt, timeout);
    const { exitCode, stdout, stderr, code } = await subprocess;
    clearTimeout(timer);
    await followed;
    for (const one of signals) one.removeEventListener('abort', interrupt);
    const notFound = code === 'ENOENT' || (isWatched && exitCode === NOT_FOUND);
    return { exitCode, stdout: stdout ?? '', stderr, notFound };
  };
}

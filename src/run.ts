import type { Run } from './context.ts';

/** Ends a program with all that it has started. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended already.
  }
}

/**
 * Runs a program, and ends its process group when standard input is closed: by the kernel, where this process is killed
 * with a signal that it cannot handle. Only a shell is sure to be there; Windows has none, and no groups.
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

/** What a shell ends with where there is no such program. */
const NOT_FOUND = 127;

/** Runs programs with execa; an interruption ends them, unless they clean up. */
export function makeRun(signal: AbortSignal): Run {
  return async (command, args, options = {}) => {
    const { cwd, env, timeout, input, onErrorLine, onLine, evenIfInterrupted = false } = options;
    const isWatched = options.isEndless === true && process.platform !== 'win32';
    // Read with the first program: most commands run none.
    const { execa } = await import('execa');
    if (!evenIfInterrupted) signal.throwIfAborted();
    const program = isWatched ? 'sh' : command;
    const words = isWatched ? ['-c', ENDS_WITH_PARENT, 'sh', command, ...args] : args;
    const subprocess = execa(program, words, {
      reject: false,
      // An endless program reads nothing: its pipe is held open, and closes with this process.
      ...(isWatched ? { stdin: 'pipe' } : input === undefined ? { stdin: 'ignore' } : { input }),
      // A group of its own: Ctrl-C in the terminal reaches bindstack alone, which then decides.
      detached: true,
      // A log that is followed for days must not fill the memory.
      ...(onLine && { buffer: { stdout: false } }),
      ...(cwd !== undefined && { cwd }),
      ...(env !== undefined && { env }),
    });
    const follow = async (from: 'stdout' | 'stderr', onEach: ((line: string) => void) | undefined) => {
      if (onEach) for await (const line of subprocess.iterable({ from })) onEach(line);
    };
    const followed = Promise.all([follow('stderr', onErrorLine), follow('stdout', onLine)]).catch(() => {});
    const interrupt = () => endGroup(subprocess.pid);
    const signals = [...(evenIfInterrupted ? [] : [signal]), ...(options.signal ? [options.signal] : [])];
    for (const one of signals) one.addEventListener('abort', interrupt, { once: true });
    if (options.signal?.aborted) interrupt();
    // With all that it has started: a plugin of docker that lives on would keep its output open.
    const late = timeout === undefined ? undefined : setTimeout(interrupt, timeout);
    const { exitCode, stdout, stderr, code } = await subprocess;
    clearTimeout(late);
    await followed;
    for (const one of signals) one.removeEventListener('abort', interrupt);
    const notFound = code === 'ENOENT' || (isWatched && exitCode === NOT_FOUND);
    return { exitCode, stdout: stdout ?? '', stderr, notFound };
  };
}

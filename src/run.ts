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

/** Runs programs with execa; an interruption ends them, unless they clean up. */
export function makeRun(signal: AbortSignal): Run {
  return async (command, args, options = {}) => {
    const { cwd, env, timeout, input, onErrorLine, onLine, evenIfInterrupted = false } = options;
    // Read with the first program: most commands run none.
    const { execa } = await import('execa');
    if (!evenIfInterrupted) signal.throwIfAborted();
    const subprocess = execa(command, args, {
      reject: false,
      ...(input === undefined ? { stdin: 'ignore' } : { input }),
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
    return { exitCode, stdout: stdout ?? '', stderr, notFound: code === 'ENOENT' };
  };
}

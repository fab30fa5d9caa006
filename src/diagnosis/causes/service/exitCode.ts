/** What shells, engines and the kernel mean by some exit codes (128 and the number of a signal). */
const MEANINGS: Readonly<Record<number, string>> = {
  0: 'It came to its end without an error.',
  126: 'Its program may not be executed.',
  127: 'Its program does not exist.',
  132: 'It met an instruction that this processor does not know (SIGILL).',
  134: 'It has broken itself off (SIGABRT).',
  139: 'It touched memory that is not its own (SIGSEGV), which is a fault of the program.',
  143: 'It was asked to end (SIGTERM), as docker stop does.',
};

/** Why it ended, as far as its exit code tells. */
export function meaningOf(exitCode: number | undefined): string {
  const known = exitCode === undefined ? undefined : MEANINGS[exitCode];
  return known ?? 'Its program ended by itself; the end of its log is all that tells why.';
}

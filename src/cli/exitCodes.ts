import { EXIT } from '../errors.ts';

const MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: 'done',
  failed: 'failed: a smoke check or a launch; for `status`, the stack has failed',
  usage: 'usage: unknown flag, invalid or missing value, invalid configuration, unreadable file',
  refused: 'refused: would overwrite something that bindstack did not write',
  findings:
    'findings: `validate` found errors, `check` found differences, `update --check` found newer versions',
  environment: 'environment: no engine, no helm, no cluster, too little memory',
  interrupted: 'interrupted',
};

/** The table of exit codes, as Markdown. */
export function exitCodeTable(): string {
  const rows = Object.entries(MEANINGS).map(([kind, meaning]) => {
    const code = EXIT[kind as keyof typeof EXIT];
    return `| ${code} | ${meaning} |`;
  });
  return ['| code | meaning |', '|---|---|', ...rows].join('\n');
}

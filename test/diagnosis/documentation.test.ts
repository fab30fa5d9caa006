import { expect, it } from 'vitest';
import { DIAGNOSIS_CODES, diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Diagnosis } from '../../src/diagnosis/diagnosis.ts';
import { clusterOf } from './clusters.ts';
import { COMMAND_CASES } from './commandCases.ts';
import { HELM_CASES } from './helmCases.ts';
import { KUBERNETES_CASES } from './kubernetesCases.ts';
import { observed, saying } from './observed.ts';
import { RUNNING_CASES } from './runningCases.ts';
import { SERVICE_CASES } from './serviceCases.ts';

const PAGE = new URL('../../docs/diagnosis.md', import.meta.url);

const helm = (stderr: string) =>
  diagnose({
    target: 'helm',
    phase: 'create',
    command: { line: 'helm upgrade', exitCode: 1, stderr },
    services: [],
  });

/** What is said in the first case of each code. */
const examples = new Map<string, Diagnosis>();
for (const one of [
  ...COMMAND_CASES.flatMap(({ said }) => diagnose(saying(said))),
  ...SERVICE_CASES.flatMap(({ seen }) => diagnose(seen)),
  ...RUNNING_CASES.flatMap(({ seen }) => diagnose(seen)),
  ...HELM_CASES.flatMap(([said]) => helm(said)),
  ...KUBERNETES_CASES.flatMap(({ code: _code, evidence: _evidence, ...facts }) => diagnose(clusterOf(facts))),
  ...diagnose(observed([], { interrupted: true })),
]) {
  if (!examples.has(one.code)) examples.set(one.code, one);
}

function section(code: string): string {
  const example = examples.get(code);
  const words = example
    ? [`> ${example.message}`, '', example.cause, '', `Try: ${example.suggestion}`]
    : ['Nothing known fits: the last lines of the logs are shown as they are.'];
  return [`## ${code}`, '', ...words, ''].join('\n');
}

// Every code has a case (diagnose.test.ts); what a page about them shows cannot be staler than these.
it('docs/diagnosis.md says of every code what bindstack says (npx vitest run -u test/diagnosis)', async () => {
  const page = [
    '# Diagnosis codes',
    '',
    'What `up` and `status` call a failure, in `--json` as `diagnosis[].code`. Each with an example of what is',
    'said; names, ports and numbers are those of your stack. Made from the test cases, most of which are recordings of',
    'real programs: `npx vitest run -u test/diagnosis`.',
    '',
    ...[...DIAGNOSIS_CODES].sort().map(section),
  ].join('\n');
  await expect(page).toMatchFileSnapshot(PAGE.pathname);
});

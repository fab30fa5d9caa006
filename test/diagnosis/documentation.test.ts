import { expect, it } from 'vitest';
import { RUNNING_CAUSES } from '../../src/diagnosis/causes/running.ts';
import { COMMAND_CAUSES, HELM_CAUSES, POD_CAUSES, SERVICE_CAUSES } from '../../src/diagnosis/causes/table.ts';
import { DIAGNOSIS_CODES } from '../../src/diagnosis/diagnose.ts';
import type { Diagnosis } from '../../src/diagnosis/diagnosis.ts';
import { clusterOf } from './clusters.ts';
import { COMMAND_CASES } from './commandCases.ts';
import { HELM_CASES } from './helmCases.ts';
import { KUBERNETES_CASES } from './kubernetesCases.ts';
import { commandFailure, diagnose, observed } from './observed.ts';
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
  ...COMMAND_CASES.flatMap(({ output }) => diagnose(commandFailure(output))),
  ...SERVICE_CASES.flatMap(({ observation }) => diagnose(observation)),
  ...RUNNING_CASES.flatMap(({ observation }) => diagnose(observation)),
  ...HELM_CASES.flatMap(([said]) => helm(said)),
  ...KUBERNETES_CASES.flatMap(({ code: _code, evidence: _evidence, ...facts }) => diagnose(clusterOf(facts))),
  ...diagnose(observed([], { interrupted: true })),
]) {
  if (!examples.has(one.code)) examples.set(one.code, one);
}

/** The layers that a code belongs to, in the order of a launch. */
const LAYERS: readonly (readonly [
  title: string,
  about: string,
  causes: readonly { readonly code: string }[],
])[] = [
  ['Docker and Compose', 'Compose, the engine or a registry refuses what is asked.', COMMAND_CAUSES],
  ['helm and kubectl', 'The chart, the cluster or its rules refuse what is asked.', HELM_CAUSES],
  ['Pods', 'The release is there, and a pod of it does not come up.', POD_CAUSES],
  [
    'Services',
    'A container or process was started, and ends, or is not ready in time: the inference service or Weaviate.',
    SERVICE_CAUSES,
  ],
  ['A Weaviate that answers', 'It runs, and would not do what it is for.', RUNNING_CAUSES],
  ['Any', 'What is left.', DIAGNOSIS_CODES.map((code) => ({ code }))],
];

function section(code: string): string {
  const example = examples.get(code);
  const words = example
    ? [
        `> ${quoted(example.message)}`,
        '',
        quoted(example.cause),
        '',
        `Try: ${quoted(example.suggestion)}`,
        ...(example.evidence ? ['', '```text', example.evidence, '```'] : []),
      ]
    : ['Nothing known fits: what was seen is told, with the last lines of the logs.'];
  return [`### ${code}`, '', ...words, ''].join('\n');
}

/** As Markdown: what would be a tag or an emphasis is none. */
function quoted(text: string): string {
  return text.replaceAll(/[<*]/g, '\\$&');
}

/** Every code under the first layer that has it, in the order in which the causes are looked for. */
function layers(): string[] {
  const told = new Set<string>();
  return LAYERS.flatMap(([title, about, causes]) => {
    const codes = [...new Set(causes.map(({ code }) => code))].filter((code) => !told.has(code));
    for (const code of codes) told.add(code);
    return [`## ${title}`, '', about, '', ...codes.map(section)];
  });
}

// Every code has a case (diagnose.test.ts); what a page about them shows cannot be staler than these.
it('docs/diagnosis.md says of every code what bindstack says (npx vitest run test/diagnosis -u)', async () => {
  const page = [
    '<!-- Made by `npx vitest run test/diagnosis -u` from the test cases: changes belong in src/diagnosis. -->',
    '',
    '# Diagnosis codes',
    '',
    'What `bindstack up` and `bindstack status` call a failure; in `--json`, `diagnosis[].code`. Each code with one example: what',
    'happened, why, what to try, and the line that gave it away. Names, ports and numbers are those of your stack. The examples',
    'are what the tests of the diagnosis give, most of them recordings of real programs. Of several causes the surest is told',
    'first, and what only follows from it is left out.',
    '',
    ...layers(),
  ].join('\n');
  await expect(page).toMatchFileSnapshot(PAGE.pathname);
});

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

const helm = (stderr: string) =>
  diagnose({
    target: 'helm',
    phase: 'create',
    command: { line: 'helm upgrade', exitCode: 1, stderr },
    services: [],
  });

/** The diagnosis of the first case of each code. */
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

/** Sections of the page, in the order of a launch. */
const LAYERS: readonly (readonly [
  title: string,
  about: string,
  causes: readonly { readonly code: string }[],
])[] = [
  ['Docker and Compose', 'Docker, Compose or a registry reports an error.', COMMAND_CAUSES],
  ['helm and kubectl', 'helm, the chart or the cluster reports an error.', HELM_CAUSES],
  ['Pods', 'The release is installed, but one of its pods does not become ready.', POD_CAUSES],
  [
    'Services',
    'The inference service or Weaviate was started, but exits or does not become ready in time.',
    SERVICE_CAUSES,
  ],
  ['A running Weaviate', 'Weaviate answers, but rejects requests or cannot vectorize.', RUNNING_CAUSES],
  [
    'Other',
    'The user interrupted the launch, or no known cause matches.',
    DIAGNOSIS_CODES.map((code) => ({ code })),
  ],
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
    : ['No known cause matches. The diagnosis shows what was observed, with the last lines of the logs.'];
  return [`### ${code}`, '', ...words, ''].join('\n');
}

/** Escapes characters that start a tag or emphasis in Markdown. */
function quoted(text: string): string {
  return text.replaceAll(/[<*]/g, '\\$&');
}

/** Every code under the first layer that has it, in the order in which the causes are looked for. */
function layers(): string[] {
  const written = new Set<string>();
  return LAYERS.flatMap(([title, about, causes]) => {
    const codes = [...new Set(causes.map(({ code }) => code))].filter((code) => !written.has(code));
    for (const code of codes) written.add(code);
    return [`## ${title}`, '', about, '', ...codes.map(section)];
  });
}

/** docs/diagnosis.md: the texts of every code. diagnose.test.ts makes sure that every code has a case. */
export function diagnosisPage(): string {
  return [
    '<!-- Generated from the test cases in test/diagnosis by `npm run docs`: make changes in src/diagnosis and in the advice of the targets. -->',
    '',
    '# Diagnosis codes',
    '',
    'Look up the code of a failure that `bindstack up` or `bindstack status` reported; in `--json` it is `diagnosis[].code`. Each',
    'code has one example: what happened, why, what to try, and the line that shows it. Names, ports and numbers are those of',
    'your stack. The examples come from the tests of the diagnosis, and most of them are recordings of real programs. If there',
    'are several causes, the most certain one comes first, and mere consequences are left out.',
    '',
    ...layers(),
  ].join('\n');
}

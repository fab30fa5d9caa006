import { shellWord } from '../formats/quoting.ts';
import { type RunTarget, targetFlag } from '../options/runTargets.ts';
import { weaviateChanges } from '../registry/compareVersions.ts';
import type { Ladder } from '../upgrade/ladder.ts';

/** A step of an upgrade for people who do it by hand or by GitOps. */
export interface PlannedStep {
  readonly from: string;
  readonly to: string;
  readonly tag: string;
  /** What changes for a stack with multi2vec-bind. */
  readonly changes: readonly string[];
  readonly commands: readonly string[];
}

export interface PlanOptions {
  readonly target: RunTarget;
  readonly hasBackups: boolean;
  /** The tag of the image for a version. */
  readonly tagOf: (version: string) => string;
}

/** The steps of a ladder, with the commands that carry out each of them. */
export function plannedSteps(
  { from, steps }: Ladder,
  { target, hasBackups, tagOf }: PlanOptions,
): PlannedStep[] {
  return steps.map((to, index) => {
    const before = steps[index - 1] ?? from;
    const tag = tagOf(to);
    const on = targetFlag(target);
    return {
      from: before,
      to,
      tag,
      changes: weaviateChanges(before, to),
      commands: [
        ...(hasBackups ? [`bindstack backup create${on}`, `bindstack backup drill${on}`] : []),
        `bindstack generate --weaviate-tag ${shellWord(tag)}`,
        `bindstack up${on}`,
        `bindstack smoke${on}`,
      ],
    };
  });
}

/** A plan as text. */
export function planText({ from, to, steps }: Ladder, planned: readonly PlannedStep[]): string {
  if (steps.length === 0) return `Weaviate ${from} is up to date: there is nothing to do.`;
  const count = `${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`;
  return [
    `From Weaviate ${from} to ${to} in ${count}. bindstack upgrade does this; by hand:`,
    ...planned.flatMap((step) => [
      '',
      `${step.from} → ${step.to}`,
      ...step.changes.map((change) => `  ${change}`),
      ...step.commands.map((command) => `    ${command}`),
    ]),
    '',
    'Before the next step, /v1/cluster/statistics must say "synchronized": true, and every node must be ready.',
    'With GitOps, commit the files that generate writes, and wait for the rollout in place of up.',
  ].join('\n');
}

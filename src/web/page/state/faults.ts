import { computed } from '@preact/signals';
import type { ConfigFinding } from '../../../config/conditions.ts';
import { isEffective } from '../../../config/conditions.ts';
import { withoutLabel } from '../../../config/given.ts';
import { chosen, judged } from './stack.ts';

/** Something to read beside a field. */
export interface FieldFault {
  readonly severity: ConfigFinding['severity'];
  readonly text: string;
}

/** What is wrong, by the option that it is shown beside: of several one that was chosen, and so can be undone. */
export const faults = computed((): ReadonlyMap<string, readonly FieldFault[]> => {
  const { errors, warnings } = judged.value;
  const byKey = new Map<string, FieldFault[]>();
  for (const finding of [...errors, ...warnings]) {
    const shown = finding.keys.filter((key) => isEffective(key, chosen.value));
    const key = shown.findLast((one) => chosen.value.has(one)) ?? shown[0] ?? finding.keys[0] ?? 'name';
    byKey.set(key, [...(byKey.get(key) ?? []), { severity: finding.severity, text: textOf(finding) }]);
  }
  return byKey;
});

function textOf({ message, detail, suggestion }: ConfigFinding): string {
  const sentences = detail === undefined ? '' : ` ${detail}`;
  return `${withoutLabel(message)}.${sentences} Try: ${suggestion}.`;
}

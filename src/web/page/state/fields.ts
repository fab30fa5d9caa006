import { computed } from '@preact/signals';
import { type ConfigFinding, isEffective } from '../../../config/conditions.ts';
import { withoutLabel } from '../../../config/given.ts';
import { optionOf } from '../../../options/table.ts';
import { checkedChoices, chosen } from './stack.ts';

/** Id of the input of an option. */
export function idOf(key: string): string {
  return `o-${key.replaceAll('.', '-')}`;
}

/** Ids of the elements that describe the input of an option, for `aria-describedby`. */
export function describedBy(key: string): string {
  return `${idOf(key)}-help ${idOf(key)}-notes`;
}

/** The value of an option: the chosen one, or its default. */
export function currentValue(key: string) {
  return chosen.value.get(key) ?? optionOf(key).default;
}

/** An error or warning next to a field. */
export interface FieldFinding {
  readonly severity: ConfigFinding['severity'];
  readonly text: string;
}

/**
 * Errors and warnings by the option they are shown next to. If several options can fix one, it is shown next to one
 * that the user has chosen and can change back.
 */
export const fieldFindings = computed((): ReadonlyMap<string, readonly FieldFinding[]> => {
  const { errors, warnings } = checkedChoices.value;
  const byKey = new Map<string, FieldFinding[]>();
  for (const finding of [...errors, ...warnings]) {
    const shown = finding.keys.filter((key) => isEffective(key, chosen.value));
    const key = shown.findLast((one) => chosen.value.has(one)) ?? shown[0] ?? finding.keys[0] ?? 'name';
    byKey.set(key, [...(byKey.get(key) ?? []), { severity: finding.severity, text: textOf(finding) }]);
  }
  return byKey;
});

function textOf({ message, detail, suggestion }: ConfigFinding): string {
  const details = detail === undefined ? '' : ` ${detail}`;
  return `${withoutLabel(message)}.${details} Try: ${suggestion}.`;
}

/** Whether an error is shown next to the field. */
export function isInvalid(key: string): boolean {
  return (fieldFindings.value.get(key) ?? []).some(({ severity }) => severity === 'error');
}

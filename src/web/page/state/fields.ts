import { computed } from '@preact/signals';
import { type ConfigFinding, isEffective } from '../../../config/conditions.ts';
import { ADVANCED_KEYS, COMMON_KEYS } from '../../../options/questionOrder.ts';
import { optionOf } from '../../../options/table.ts';
import { findingText } from './findingText.ts';
import { checkedChoices, chosen } from './stack.ts';

/** Id of the input of an option. */
export function idOf(key: string): string {
  return `o-${key.replaceAll('.', '-')}`;
}

/** Ids of the elements that describe the input of an option, for `aria-describedby`. */
export function describedBy(key: string): string {
  return `${idOf(key)}-help ${idOf(key)}-notes`;
}

/** The value of an option: the chosen one, or what it has without one. */
export function currentValue(key: string) {
  return chosen.value.get(key) ?? checkedChoices.value.derived.get(key)?.value ?? optionOf(key).default;
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
    byKey.set(key, [...(byKey.get(key) ?? []), { severity: finding.severity, text: findingText(finding) }]);
  }
  return byKey;
});

/** Whether an error is shown next to the field. */
export function isInvalid(key: string): boolean {
  return (fieldFindings.value.get(key) ?? []).some(({ severity }) => severity === 'error');
}

/** The options with errors, in the order of the form. */
export const invalidKeys = computed((): readonly string[] =>
  [...COMMON_KEYS, ...ADVANCED_KEYS].filter(isInvalid),
);

/** Shows a field and puts the focus into it. */
export function goToField(key: string): void {
  const field = document.querySelector<HTMLElement>(`[data-key="${key}"]`);
  const section = field?.closest('details');
  if (section) section.open = true;
  field?.scrollIntoView({ block: 'center' });
  field?.querySelector<HTMLElement>('input, textarea, button')?.focus({ preventScroll: true });
}

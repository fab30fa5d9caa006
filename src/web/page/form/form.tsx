import { useEffect, useRef } from 'preact/hooks';
import { groupOf } from '../../../capabilities/groups.ts';
import { isEffective } from '../../../config/conditions.ts';
import { ADVANCED_KEYS, COMMON_KEYS } from '../../../options/questionOrder.ts';
import { fieldFindings } from '../state/fields.ts';
import { chosen } from '../state/stack.ts';
import { Field } from './field.tsx';

/** The groups in the order of the wizard's questions. */
const HEADINGS = [...new Set([...COMMON_KEYS, ...ADVANCED_KEYS].map((key) => groupOf(key).heading))];

const effectiveKeys = (keys: readonly string[], heading: string) =>
  keys.filter((key) => groupOf(key).heading === heading && isEffective(key, chosen.value));

/** All options that have an effect: common ones first, the others under More. */
export function Form() {
  return (
    <form class="form" aria-label="Configuration" onSubmit={(event) => event.preventDefault()}>
      {HEADINGS.map((heading) => (
        <Group key={heading} heading={heading} />
      ))}
    </form>
  );
}

function Group({ heading }: { heading: string }) {
  const common = effectiveKeys(COMMON_KEYS, heading);
  const advanced = effectiveKeys(ADVANCED_KEYS, heading);
  if (common.length + advanced.length === 0) return null;
  const id = `group-${heading.toLowerCase()}`;
  return (
    <section class="group" aria-labelledby={id}>
      <h2 id={id}>{heading}</h2>
      {common.map((key) => (
        <Field key={key} optionKey={key} />
      ))}
      {advanced.length > 0 && <More keys={advanced} heading={heading} />}
    </section>
  );
}

/** Opens when one of its fields has an error or a warning, and stays open when that is fixed. */
function More({ keys, heading }: { keys: readonly string[]; heading: string }) {
  const changed = keys.filter((key) => chosen.value.has(key)).length;
  const hasFindings = keys.some((key) => fieldFindings.value.has(key));
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (hasFindings && details.current) details.current.open = true;
  }, [hasFindings]);
  return (
    <details class="more" ref={details}>
      <summary>
        More<span class="visually-hidden"> about {heading}</span>
        {changed > 0 && <span class="dim"> ({changed} changed)</span>}
      </summary>
      {keys.map((key) => (
        <Field key={key} optionKey={key} />
      ))}
    </details>
  );
}

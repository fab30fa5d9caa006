import { useEffect, useRef } from 'preact/hooks';
import { groupOf } from '../../../capabilities/groups.ts';
import { isEffective } from '../../../config/conditions.ts';
import { ADVANCED_KEYS, COMMON_KEYS } from '../../../options/questionOrder.ts';
import { faults } from '../state/faults.ts';
import { chosen } from '../state/stack.ts';
import { Field } from './field.tsx';

/** The headings in the order in which a person would decide. */
const HEADINGS = [...new Set([...COMMON_KEYS, ...ADVANCED_KEYS].map((key) => groupOf(key).heading))];

const under = (keys: readonly string[], heading: string) =>
  keys.filter((key) => groupOf(key).heading === heading && isEffective(key, chosen.value));

/** Every option that counts: the usual ones, and the others under More. */
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
  const usual = under(COMMON_KEYS, heading);
  const further = under(ADVANCED_KEYS, heading);
  if (usual.length + further.length === 0) return null;
  const id = `group-${heading.toLowerCase()}`;
  return (
    <section class="group" aria-labelledby={id}>
      <h2 id={id}>{heading}</h2>
      {usual.map((key) => (
        <Field key={key} optionKey={key} />
      ))}
      {further.length > 0 && <More keys={further} heading={heading} />}
    </section>
  );
}

/** Opens by itself where something in it is wrong, and stays open once that is mended. */
function More({ keys, heading }: { keys: readonly string[]; heading: string }) {
  const changed = keys.filter((key) => chosen.value.has(key)).length;
  const isNeeded = keys.some((key) => faults.value.has(key));
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (isNeeded && details.current) details.current.open = true;
  }, [isNeeded]);
  return (
    <details class="more" ref={details}>
      <summary>
        More<span class="unseen"> about {heading}</span>
        {changed > 0 && <span class="dim"> ({changed} changed)</span>}
      </summary>
      {keys.map((key) => (
        <Field key={key} optionKey={key} />
      ))}
    </details>
  );
}

import { requirementsOf } from '../../../stack/requirements.ts';
import { stack } from '../state/stack.ts';

/** What the answers mean for the machine. */
export function Demands() {
  return (
    <dl class="demands" aria-label="What the stack needs">
      {requirementsOf(stack.value.config).map(({ title, amount, detail }) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>
            <b>{amount}</b> <span class="dim">{detail}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

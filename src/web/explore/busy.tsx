import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { cancel } from './state.ts';

/** Seconds after which the page explains why it takes long. */
const LONG = 4;

/** A search that runs: for how long, and how to stop it. */
export function Busy({ since }: { since: number }) {
  const elapsed = () => Math.floor((performance.now() - since) / 1000);
  const seconds = useSignal(elapsed());
  useEffect(() => {
    const timer = setInterval(() => {
      seconds.value = elapsed();
    }, 250);
    return () => clearInterval(timer);
  }, [since]);
  return (
    <div class="notice busy">
      <span class="spinner" aria-hidden="true" />
      <p>
        <span role="status">Searching…</span> {seconds.value > 0 && <span>{seconds.value} s</span>}
        {seconds.value >= LONG && (
          <span class="dim">
            {' '}
            The model reads the query first: on a CPU, a video takes it half a minute, everything else a few
            seconds.
          </span>
        )}
      </p>
      <button type="button" onClick={cancel}>
        Cancel
      </button>
    </div>
  );
}

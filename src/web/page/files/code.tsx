import { useEffect, useRef, useState } from 'preact/hooks';
import { changedLines } from '../state/changedLines.ts';
import { highlighted } from './highlight.ts';

/** How long changed lines are marked; milliseconds, as long as the animation in page.css. */
const MARKED = 2400;

const NONE: ReadonlySet<number> = new Set();

/** The lines that the newest change has made, for a moment. */
function useChanged(path: string, text: string): ReadonlySet<number> {
  const before = useRef({ path, text });
  const [changed, setChanged] = useState(NONE);
  useEffect(() => {
    const last = before.current;
    before.current = { path, text };
    if (last.path !== path || last.text === text) return setChanged(NONE);
    setChanged(changedLines(last.text, text));
    const end = setTimeout(() => setChanged(NONE), MARKED);
    return () => clearTimeout(end);
  }, [path, text]);
  return changed;
}

/** A file to read, with syntax colours. */
export function Code({ path, text }: { path: string; text: string }) {
  const changed = useChanged(path, text);
  const lines = highlighted(path, text.replace(/\n$/, ''));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <pre class="code" tabIndex={0}>
      <code>
        {lines.map((pieces, i) => (
          <span key={i} class={changed.has(i) ? 'line changed' : 'line'}>
            {pieces.map(({ type, text: piece }) =>
              type === '' ? piece : <span class={`t-${type}`}>{piece}</span>,
            )}
            {'\n'}
          </span>
        ))}
      </code>
    </pre>
  );
}

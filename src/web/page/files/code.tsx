import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { changedLines } from './changedLines.ts';
import { highlightedLines, type Piece } from './highlight.ts';

/** Whether long lines are wrapped; otherwise the file scrolls sideways. */
export const wrapsLines = signal(matchMedia('(max-width: 60rem)').matches);

/** How long changed lines are marked, in milliseconds; must equal the animation in page.css. */
const MARK_DURATION = 2400;

const NONE: ReadonlySet<number> = new Set();

/** The lines that the latest change has added or modified; empty again after `MARK_DURATION`. */
function useChangedLines(path: string, text: string): ReadonlySet<number> {
  const previous = useRef({ path, text });
  const [changed, setChanged] = useState(NONE);
  useEffect(() => {
    const before = previous.current;
    previous.current = { path, text };
    if (before.path !== path || before.text === text) return setChanged(NONE);
    setChanged(changedLines(before.text, text));
    const timer = setTimeout(() => setChanged(NONE), MARK_DURATION);
    return () => clearTimeout(timer);
  }, [path, text]);
  return changed;
}

/** The number of spaces at the beginning of a line. */
function indentOf(pieces: readonly Piece[]): number {
  const text = pieces.map((piece) => piece.text).join('');
  return text.length - text.trimStart().length;
}

/** A read-only file with syntax highlighting. */
export function Code({ path, text }: { path: string; text: string }) {
  const changed = useChangedLines(path, text);
  const lines = highlightedLines(path, text.replace(/\n$/, ''));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: an element that scrolls must be reachable by keyboard
    <pre class={wrapsLines.value ? 'code wrap' : 'code'} tabIndex={0}>
      <code>
        {lines.map((pieces, i) => (
          <span
            key={i}
            class={changed.has(i) ? 'line changed' : 'line'}
            // Wrapped lines are indented two characters more than their beginning.
            style={{ '--indent': indentOf(pieces) }}
          >
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

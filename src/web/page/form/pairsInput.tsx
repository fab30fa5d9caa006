import { useSignal } from '@preact/signals';
import { optionOf } from '../../../options/table.ts';
import { isList } from '../../../options/text.ts';
import { currentValue, isInvalid } from '../state/fields.ts';
import { choose } from '../state/stack.ts';

type Pair = readonly [string, string];

function pairsOf(key: string): readonly Pair[] {
  const value = currentValue(key);
  return typeof value === 'object' && !isList(value) ? Object.entries(value) : [];
}

/** Names with values, one pair per row. */
export function PairsInput({ optionKey: key }: { optionKey: string }) {
  const { question } = optionOf(key);
  const stored = pairsOf(key);
  // Rows that the stored value cannot hold: those without a name yet, and a second one of the same name.
  const draft = useSignal<readonly Pair[] | undefined>(undefined);
  const isCurrent =
    draft.value &&
    JSON.stringify(Object.fromEntries(named(draft.value))) === JSON.stringify(Object.fromEntries(stored));
  const rows = isCurrent && draft.value ? draft.value : stored;
  const set = (next: readonly Pair[]) => {
    draft.value = next;
    choose(key, Object.fromEntries(named(next)));
  };
  return (
    <div class="pairs">
      {rows.map(([name, text], i) => (
        <div class="pair" key={i}>
          <input
            type="text"
            aria-label={`${question}: name ${i + 1}`}
            aria-invalid={isInvalid(key)}
            spellcheck={false}
            autocomplete="off"
            value={name}
            onInput={({ currentTarget }) =>
              set(rows.map((row, at) => (at === i ? [currentTarget.value, row[1]] : row)))
            }
          />
          <textarea
            rows={Math.min(4, text.split('\n').length)}
            aria-label={`${question}: value ${i + 1}`}
            spellcheck={false}
            value={text}
            onInput={({ currentTarget }) =>
              set(rows.map((row, at) => (at === i ? [row[0], currentTarget.value] : row)))
            }
          />
          <button type="button" onClick={() => set(rows.filter((_, at) => at !== i))}>
            Remove<span class="visually-hidden"> {name || `row ${i + 1}`}</span>
          </button>
        </div>
      ))}
      <button type="button" onClick={() => set([...rows, ['', '']])}>
        Add<span class="visually-hidden"> to {question}</span>
      </button>
    </div>
  );
}

function named(pairs: readonly Pair[]): readonly Pair[] {
  return pairs.filter(([name]) => name !== '');
}

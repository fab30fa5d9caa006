import type { JSX } from 'preact';
import { optionOf } from '../../../options/table.ts';
import { faults } from '../state/faults.ts';
import { choose, chosen } from '../state/stack.ts';
import { describedBy, idOf } from './field.tsx';
import { PairsInput } from './pairsInput.tsx';
import { TextInput } from './textInput.tsx';

/** The input that fits an option. */
export function inputFor(key: string): JSX.Element {
  const { kind, values } = optionOf(key);
  if (kind === 'boolean') return <SwitchInput optionKey={key} />;
  if (kind === 'map') return <PairsInput optionKey={key} />;
  if (kind === 'list' && values) return <TickInput optionKey={key} />;
  return values ? <ChoiceInput optionKey={key} /> : <TextInput optionKey={key} />;
}

export function chosenValue(key: string) {
  return chosen.value.get(key) ?? optionOf(key).default;
}

export function isWrong(key: string): boolean {
  return (faults.value.get(key) ?? []).some(({ severity }) => severity === 'error');
}

function SwitchInput({ optionKey: key }: { optionKey: string }) {
  return (
    <input
      type="checkbox"
      id={idOf(key)}
      checked={chosenValue(key) === true}
      aria-describedby={describedBy(key)}
      onChange={({ currentTarget }) => choose(key, currentTarget.checked)}
    />
  );
}

/** One of a few words. */
function ChoiceInput({ optionKey: key }: { optionKey: string }) {
  const { values = [], meanings = {} } = optionOf(key);
  return (
    <div class="choices">
      {values.map((value) => (
        <label key={value} class="choice">
          <input
            type="radio"
            name={key}
            value={value}
            checked={chosenValue(key) === value}
            onChange={() => choose(key, value)}
          />
          <span>
            <b>{value}</b> {meanings[value] !== undefined && <span class="dim">{meanings[value]}</span>}
          </span>
        </label>
      ))}
    </div>
  );
}

/** Some of a few words. */
function TickInput({ optionKey: key }: { optionKey: string }) {
  // `all` is for flags: here each can be ticked.
  const values = (optionOf(key).values ?? []).filter((value) => value !== 'all');
  const value = chosenValue(key);
  const given: readonly string[] = Array.isArray(value) ? value : [];
  const isTicked = (word: string) => given.includes(word) || given.includes('all');
  const tick = (word: string, on: boolean) =>
    choose(
      key,
      values.filter((one) => (one === word ? on : isTicked(one))),
    );
  return (
    <div class="choices row">
      {values.map((word) => (
        <label key={word} class="choice">
          <input
            type="checkbox"
            value={word}
            checked={isTicked(word)}
            aria-invalid={isWrong(key)}
            onChange={({ currentTarget }) => tick(word, currentTarget.checked)}
          />
          <b>{word}</b>
        </label>
      ))}
    </div>
  );
}

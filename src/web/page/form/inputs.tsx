import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { choiceDetail, offeredValues, valueLabel } from '../../../config/formWords.ts';
import { optionOf } from '../../../options/table.ts';
import { textFromValue, valueFromText } from '../../../options/text.ts';
import { currentValue, describedBy, idOf, isInvalid } from '../state/fields.ts';
import { choose } from '../state/stack.ts';
import { PairsInput } from './pairsInput.tsx';

/** The input that fits the kind of an option. */
export function inputFor(key: string): JSX.Element {
  const { kind, values } = optionOf(key);
  if (kind === 'boolean') return <SwitchInput optionKey={key} />;
  if (kind === 'map') return <PairsInput optionKey={key} />;
  if (kind === 'list' && values) return <MultipleChoiceInput optionKey={key} />;
  return values ? <ChoiceInput optionKey={key} /> : <TextInput optionKey={key} />;
}

function SwitchInput({ optionKey: key }: { optionKey: string }) {
  return (
    <input
      type="checkbox"
      id={idOf(key)}
      checked={currentValue(key) === true}
      aria-describedby={describedBy(key)}
      onChange={({ currentTarget }) => choose(key, currentTarget.checked)}
    />
  );
}

/** One of several values. */
function ChoiceInput({ optionKey: key }: { optionKey: string }) {
  const option = optionOf(key);
  return (
    <div class="choices">
      {offeredValues(option).map((value) => (
        <label key={value} class="choice">
          <input
            type="radio"
            name={key}
            value={value}
            checked={(currentValue(key) ?? '') === value}
            onChange={() => choose(key, value)}
          />
          <span>
            <b>{valueLabel(option, value)}</b> <span class="dim">{choiceDetail(option, value)}</span>
          </span>
        </label>
      ))}
    </div>
  );
}

/** Any number of the values. */
function MultipleChoiceInput({ optionKey: key }: { optionKey: string }) {
  // `all` is a shorthand for the command line.
  const option = optionOf(key);
  const values = (option.values ?? []).filter((value) => value !== 'all');
  const value = currentValue(key);
  const selected: readonly string[] = Array.isArray(value) ? value : [];
  const isSelected = (one: string) => selected.includes(one) || selected.includes('all');
  const toggle = (toggled: string, on: boolean) =>
    choose(
      key,
      values.filter((one) => (one === toggled ? on : isSelected(one))),
    );
  return (
    <div class="choices row">
      {values.map((one) => (
        <label key={one} class="choice">
          <input
            type="checkbox"
            value={one}
            checked={isSelected(one)}
            aria-invalid={isInvalid(key)}
            onChange={({ currentTarget }) => toggle(one, currentTarget.checked)}
          />
          <b>{valueLabel(option, one)}</b>
        </label>
      ))}
    </div>
  );
}

/** A text, a number, or a comma-separated list. It keeps what is typed until it loses the focus. */
function TextInput({ optionKey: key }: { optionKey: string }) {
  const { kind, example } = optionOf(key);
  const draft = useSignal<string | undefined>(undefined);
  return (
    <input
      type="text"
      id={idOf(key)}
      inputMode={kind === 'number' ? 'decimal' : 'text'}
      autocomplete="off"
      autocapitalize="off"
      spellcheck={false}
      placeholder={`for example ${textFromValue(example)}`}
      value={draft.value ?? textFromValue(currentValue(key))}
      aria-invalid={isInvalid(key)}
      aria-describedby={describedBy(key)}
      onInput={({ currentTarget: { value } }) => {
        draft.value = value;
        choose(key, valueFromText(kind, [value]));
      }}
      onBlur={() => {
        draft.value = undefined;
      }}
    />
  );
}

import { computed, signal } from '@preact/signals';
import { addToFile } from '../../../add/addToFile.ts';
import { Failure } from '../../../errors.ts';
import { fix } from '../../../lint/fix.ts';
import { type LintInput, lint } from '../../../lint/lint.ts';
import type { Kind, LocatedFinding } from '../../../lint/rule.ts';
import { applyChanges } from '../../../yaml/apply.ts';
import { stack } from '../state/stack.ts';

export const name = signal('');
export const text = signal('');
export const kind = signal<Kind | undefined>(undefined);
/** What the last action has come to. */
export const said = signal('');
/** Texts before each change, for going back. */
export const past = signal<readonly string[]>([]);
/** Several services run Weaviate: which of them `add` shall take. */
export const candidates = signal<readonly string[]>([]);

const input = computed((): LintInput => ({ name: name.value || 'file', text: text.value, kind: kind.value }));

/** What is wrong with the file, as `bindstack validate` finds it. */
export const result = computed(() =>
  text.value.trim() === '' ? { kind: undefined, findings: [] } : lint(input.value),
);

export const canFix = computed(() => result.value.findings.some(({ fixable }) => fixable));

function change(next: string | undefined, done: string): void {
  candidates.value = [];
  if (next === undefined || next === text.value) {
    said.value = next === undefined ? 'It cannot be changed safely as it is written.' : 'Nothing to change.';
    return;
  }
  past.value = [...past.value, text.value];
  text.value = next;
  said.value = done;
}

/** Another text: what was done to the one before it counts no longer. */
export function replace(next: string, called = name.value): void {
  text.value = next;
  name.value = called;
  past.value = [];
  said.value = '';
  candidates.value = [];
}

export function undo(): void {
  text.value = past.value.at(-1) ?? text.value;
  past.value = past.value.slice(0, -1);
  said.value = 'Undone.';
}

export function fixFinding({ changes, rule, source }: LocatedFinding): void {
  change(applyChanges(text.value, changes, source?.part), `Mended: ${rule}.`);
}

/** As `bindstack validate --fix` does. */
export function fixAll(): void {
  const { texts } = fix(input.value, () => true);
  change(texts.get(input.value.name) ?? text.value, 'Mended what is certain.');
}

/** As `bindstack add` does, with the answers about inference and GPU. */
export async function addImageBind(services: readonly string[] = []): Promise<void> {
  const { config, values } = stack.value;
  let several: readonly string[] = [];
  try {
    const next = await addToFile(input.value, {
      config,
      requested: { isGiven: (key) => values.has(key) },
      services,
      ask: async (names) => {
        several = names;
        return names.slice(0, 0);
      },
    });
    if (several.length === 0) change(next, 'Added ImageBind.');
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (several.length === 0)
      said.value = [`${error.message}.`, error.detail, error.suggestion && `Try: ${error.suggestion}.`]
        .filter(Boolean)
        .join(' ');
  }
  if (several.length > 0) {
    candidates.value = several;
    said.value = `Several services run Weaviate: ${several.join(', ')}. Choose which of them is to use ImageBind.`;
  }
}

import { computed, effect, signal } from '@preact/signals';
import { addToFile } from '../../../add/addToFile.ts';
import { Failure } from '../../../errors.ts';
import { fix } from '../../../lint/fix.ts';
import { type LintInput, lint } from '../../../lint/lint.ts';
import type { Kind, LocatedFinding } from '../../../lint/rule.ts';
import { applyChanges } from '../../../yaml/apply.ts';
import { stack } from '../state/stack.ts';
import { EXAMPLE, initialFile, storeFile } from './storedFile.ts';

const initial = initialFile();

export const fileName = signal(initial.name);
export const fileText = signal(initial.text);
/** The kind that the user has chosen; undefined to detect it. */
export const chosenKind = signal<Kind | undefined>(initial.kind);
/** The result of the last action. */
export const message = signal('');
/** The text before each change, for Undo. */
export const previousTexts = signal<readonly string[]>([]);
/** The services that run Weaviate, if the user has to choose which of them gets ImageBind. */
export const candidates = signal<readonly string[]>([]);

const input = computed(
  (): LintInput => ({ name: fileName.value || 'file', text: fileText.value, kind: chosenKind.value }),
);

/** The kind of the file and its findings, as in `bindstack validate`. */
export const lintResult = computed(() =>
  fileText.value.trim() === '' ? { kind: undefined, findings: [] } : lint(input.value),
);

/** Whether the editor shows the unchanged example. */
export const isExample = computed(() => fileText.value === EXAMPLE.text);

effect(() => storeFile({ name: fileName.value, text: fileText.value, kind: chosenKind.value }));

export const canFix = computed(() => lintResult.value.findings.some(({ fixable }) => fixable));

function change(next: string | undefined, done: string): void {
  candidates.value = [];
  if (next === undefined || next === fileText.value) {
    message.value =
      next === undefined ? 'This file cannot be edited safely as written.' : 'Nothing to change.';
    return;
  }
  previousTexts.value = [...previousTexts.value, fileText.value];
  fileText.value = next;
  message.value = done;
}

/** Sets a new text and forgets everything about the previous one. An empty text has no name. */
export function setFile(text: string, name = text === '' ? '' : fileName.value): void {
  fileText.value = text;
  fileName.value = name;
  previousTexts.value = [];
  message.value = '';
  candidates.value = [];
}

/** Shows the example, with its own kind. */
export function showExample(): void {
  chosenKind.value = EXAMPLE.kind;
  setFile(EXAMPLE.text, EXAMPLE.name);
}

export function undo(): void {
  fileText.value = previousTexts.value.at(-1) ?? fileText.value;
  previousTexts.value = previousTexts.value.slice(0, -1);
  message.value = 'Undone.';
}

export function fixFinding({ changes, rule, source }: LocatedFinding): void {
  change(applyChanges(fileText.value, changes, source?.part), `Fixed: ${rule}.`);
}

/** Like `bindstack validate --fix`. */
export function fixAll(): void {
  const { texts } = fix(input.value, () => true);
  change(texts.get(input.value.name) ?? fileText.value, 'Applied all fixes.');
}

/** Like `bindstack add`, with the inference and GPU settings of the form. */
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
      message.value = [`${error.message}.`, error.detail, error.suggestion && `Try: ${error.suggestion}.`]
        .filter(Boolean)
        .join(' ');
  }
  if (several.length > 0) {
    candidates.value = several;
    message.value = `Several services run Weaviate: ${several.join(', ')}. Choose which of them should use ImageBind.`;
  }
}

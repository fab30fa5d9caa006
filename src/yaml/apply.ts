import type { Document } from 'yaml';
import type { Change, TextEdit } from './change.ts';
import { ChangedDocument } from './changedDocument.ts';
import { type EditableText, editableText } from './editableText.ts';
import { hasSeveralDocuments, isolatePart, outsidePart } from './part.ts';
import { type Part, parseText } from './source.ts';
import { Claims, editsTogether } from './textEdit.ts';

/**
 * The text with a change made: only the lines that the change needs differ. The result is parsed again and must
 * say exactly what the changed model says.
 * @param part the part of the text that is changed, where that is not the whole
 * @returns undefined where that cannot be had, because of how the file is written
 */
export function applyChange(text: string, change: Change, part?: Part): string | undefined {
  return applyChanges(text, [change], part);
}

/** The text with several changes made, one after the other, all of them or none. */
export function applyChanges(text: string, changes: readonly Change[], part?: Part): string | undefined {
  let result: string | undefined = text;
  for (const run of batchesOf(changes))
    result = result === undefined ? undefined : applyBatch(result, run, part);
  return result;
}

/** Changes that are made at once: what others move, or take a whole block of, is looked for anew. */
function batchesOf(changes: readonly Change[]): Change[][] {
  const runs: Change[][] = [];
  let isOpen = false;
  for (const change of changes) {
    const adds = change.op === 'set' || change.op === 'append';
    if (adds && isOpen) runs.at(-1)?.push(change);
    else runs.push([change]);
    isOpen = adds;
  }
  return runs;
}

/** Whether none moves what a later one names, as a removed item does and a new name. */
function canBatch(changes: readonly Change[]): boolean {
  return changes.slice(0, -1).every(({ op }) => op === 'set' || op === 'append');
}

/** All at once, which parses the text once; where that is not proven, in halves. */
function applyBatch(text: string, changes: readonly Change[], part: Part | undefined): string | undefined {
  const document = documentOf(text, part);
  const original = document && editableText(document.text, document.document);
  const edits = original && editsTogether(original, changes);
  const result = edits && verified({ text, part, document: document.document }, changes, edits);
  if (result !== undefined || changes.length < 2) return result;
  const half = changes.length >> 1;
  const first = applyBatch(text, changes.slice(0, half), part);
  return first === undefined ? undefined : applyBatch(first, changes.slice(half), part);
}

/** Which of several groups of changes are made at once, each as a whole or not at all. */
export interface Applied {
  readonly text: string;
  /** Indexes of the groups. */
  readonly applied: readonly number[];
}

/**
 * As many groups of changes as can be made to a text, each worked out for the text as it is. One that stands in the
 * way of another is left out, and so is one whose result is not proven.
 * @param attempts how often the text may be parsed to find those
 */
export function applyGroups(
  text: string,
  groups: readonly (readonly Change[])[],
  part: Part | undefined,
  attempts: number,
): Applied {
  const none: Applied = { text, applied: [] };
  const read = documentOf(text, part);
  if (!read) return none;
  const original: EditableText = editableText(read.text, read.document);
  let left = attempts;
  const attempt = (applied: readonly number[]): Applied | undefined => {
    left -= 1;
    const changes = applied.flatMap((index) => groups[index] ?? []);
    const edits = editsTogether(original, changes);
    const result = edits && verified({ text, part, document: read.document }, changes, edits);
    return result === undefined ? undefined : { text: result, applied };
  };
  const most = (wanted: readonly number[]): Applied => {
    if (wanted.length === 0 || left <= 0) return none;
    const all = attempt(wanted);
    if (all || wanted.length === 1) return all ?? none;
    const half = wanted.length >> 1;
    const first = most(wanted.slice(0, half));
    const second = most(wanted.slice(half));
    if (first.applied.length === 0 || second.applied.length === 0)
      return first.applied.length > 0 ? first : second;
    return (left > 0 ? attempt([...first.applied, ...second.applied]) : undefined) ?? first;
  };
  const together = most(independentGroups(original, groups));
  if (together.applied.length > 0) return together;
  // What each change of a group makes may be what the next one needs.
  for (const [index, changes] of groups.entries()) {
    if (changes.length < 2 || left <= 0) continue;
    left -= changes.length;
    const result = applyChanges(text, changes, part);
    if (result !== undefined) return { text: result, applied: [index] };
  }
  return none;
}

/** Groups that can each be made by itself and do not touch each other: the first of those that do. */
function independentGroups(original: EditableText, groups: readonly (readonly Change[])[]): number[] {
  const possible = groups.map((changes) =>
    canBatch(changes) ? editsTogether(original, changes) : undefined,
  );
  const taken = possible
    .flatMap((edits, index) => (edits ?? []).map((edit) => ({ edit, index })))
    .sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.index - b.index);
  const left = new Set<number>();
  let end = 0;
  for (const { edit, index } of taken) {
    if (edit.start < end) left.add(index);
    else if (!left.has(index)) end = edit.end;
  }
  const claims = new Claims();
  return possible.flatMap((edits, index) => {
    const isFree =
      edits && !left.has(index) && groups[index]?.every((change) => claims.claim(original, change));
    return isFree ? [index] : [];
  });
}

interface Original {
  readonly text: string;
  readonly part: Part | undefined;
  readonly document: Document;
}

/** The edited text, where it says what the changed model says and nothing around the part has become another. */
function verified(
  { text, part, document }: Original,
  changes: readonly Change[],
  edits: readonly TextEdit[],
): string | undefined {
  const changed = edited(text, edits);
  if (part && String(outsidePart(changed, part)) !== String(outsidePart(text, part))) return undefined;
  const model = new ChangedDocument(document).with(changes);
  const result = documentOf(changed, part);
  const wanted = model && plainText(model);
  return wanted !== undefined && result && plainText(result.document) === wanted ? changed : undefined;
}

function edited(text: string, edits: readonly TextEdit[]): string {
  const pieces: string[] = [];
  let cursor = 0;
  for (const edit of edits) {
    pieces.push(text.slice(cursor, edit.start), edit.text);
    cursor = edit.end;
  }
  return [...pieces, text.slice(cursor)].join('');
}

/** What is changed, by itself; undefined where it is no valid YAML, or not one document. */
function documentOf(
  text: string,
  part: Part | undefined,
): { readonly text: string; readonly document: Document } | undefined {
  const own = part ? isolatePart(text, part) : text;
  if (own === undefined || (!part && hasSeveralDocuments(own))) return undefined;
  const { document, faults } = parseText(own);
  return faults.length > 0 ? undefined : { text: own, document };
}

/** What a document says; undefined where the change has taken an anchor away that an alias needs. */
function plainText(document: Document): string | undefined {
  try {
    // How much aliases may multiply was bounded when the file was read (`locate`); a hundred of them are honest.
    return JSON.stringify(document.toJS({ maxAliasCount: -1 }));
  } catch {
    return undefined;
  }
}

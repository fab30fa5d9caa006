import type { Document } from 'yaml';
import type { Change, TextEdit } from './change.ts';
import { ChangedDocument } from './changedDocument.ts';
import { type EditableText, editableText } from './editableText.ts';
import { hasSeveralDocuments, isolatePart, outsidePart } from './part.ts';
import { type Part, parseText } from './source.ts';
import { Claims, editsTogether } from './textEdit.ts';

/**
 * Makes a change to a text. Only the lines that the change needs differ. The result is parsed again and must contain
 * exactly the expected values.
 * @param part the part of the text to change; the whole text if undefined
 * @returns undefined if the way the file is written does not allow the change
 */
export function applyChange(text: string, change: Change, part?: Part): string | undefined {
  return applyChanges(text, [change], part);
}

/** Makes several changes one after the other, either all of them or none. */
export function applyChanges(text: string, changes: readonly Change[], part?: Part): string | undefined {
  let result: string | undefined = text;
  for (const run of batchesOf(changes))
    result = result === undefined ? undefined : applyBatch(result, run, part);
  return result;
}

/** Splits changes into batches. After a change that may move other places, the text is parsed again. */
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

/** Whether the changes can be made at once: a removal or a new name may move what a later change refers to. */
function canBatch(changes: readonly Change[]): boolean {
  return changes.slice(0, -1).every(({ op }) => op === 'set' || op === 'append');
}

/** Makes all changes at once, which parses the text once. If the result cannot be verified, makes them in halves. */
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

/** The groups of changes that were made, each as a whole. */
export interface Applied {
  readonly text: string;
  /** Indexes of the groups that were made. */
  readonly applied: readonly number[];
}

/**
 * Makes as many groups of changes as possible. Each is relative to the text as it is now. A group that conflicts with
 * another one is left out, and so is a group whose result cannot be verified.
 * @param attempts how often the text may be parsed to find these
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
  const applyMost = (wanted: readonly number[]): Applied => {
    if (wanted.length === 0 || left <= 0) return none;
    const all = attempt(wanted);
    if (all || wanted.length === 1) return all ?? none;
    const half = wanted.length >> 1;
    const first = applyMost(wanted.slice(0, half));
    const second = applyMost(wanted.slice(half));
    if (first.applied.length === 0 || second.applied.length === 0)
      return first.applied.length > 0 ? first : second;
    return (left > 0 ? attempt([...first.applied, ...second.applied]) : undefined) ?? first;
  };
  const together = applyMost(independentGroups(original, groups));
  if (together.applied.length > 0) return together;
  // Within a group, a change may create what the next one needs.
  for (const [index, changes] of groups.entries()) {
    if (changes.length < 2 || left <= 0) continue;
    left -= changes.length;
    const result = applyChanges(text, changes, part);
    if (result !== undefined) return { text: result, applied: [index] };
  }
  return none;
}

/** The indexes of groups that can be made together. Of groups that conflict, the first one. */
function independentGroups(original: EditableText, groups: readonly (readonly Change[])[]): number[] {
  const possible = groups.map((changes) =>
    canBatch(changes) ? editsTogether(original, changes) : undefined,
  );
  const allEdits = possible
    .flatMap((edits, index) => (edits ?? []).map((edit) => ({ edit, index })))
    .sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.index - b.index);
  const leftOut = new Set<number>();
  let end = 0;
  for (const { edit, index } of allEdits) {
    if (edit.start < end) leftOut.add(index);
    else if (!leftOut.has(index)) end = edit.end;
  }
  const claims = new Claims();
  return possible.flatMap((edits, index) => {
    const isFree =
      edits && !leftOut.has(index) && groups[index]?.every((change) => claims.claim(original, change));
    return isFree ? [index] : [];
  });
}

interface Original {
  readonly text: string;
  readonly part: Part | undefined;
  readonly document: Document;
}

/** The edited text; undefined if it does not contain the expected values, or if text outside the part changed. */
function verified(
  { text, part, document }: Original,
  changes: readonly Change[],
  edits: readonly TextEdit[],
): string | undefined {
  const changed = edited(text, edits);
  if (part && String(outsidePart(changed, part)) !== String(outsidePart(text, part))) return undefined;
  const model = new ChangedDocument(document).with(changes);
  const result = documentOf(changed, part);
  const expected = model && plainText(model);
  return expected !== undefined && result && plainText(result.document) === expected ? changed : undefined;
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

/** Parses the part to change. Undefined if it is not valid YAML, or not a single document. */
function documentOf(
  text: string,
  part: Part | undefined,
): { readonly text: string; readonly document: Document } | undefined {
  const own = part ? isolatePart(text, part) : text;
  if (own === undefined || (!part && hasSeveralDocuments(own))) return undefined;
  const { document, faults } = parseText(own);
  return faults.length > 0 ? undefined : { text: own, document };
}

/** The values of a document as JSON; undefined if an alias has lost its anchor. */
function plainText(document: Document): string | undefined {
  try {
    // No limit here: `locate` has already limited what aliases expand to, and a hundred aliases are fine.
    return JSON.stringify(document.toJS({ maxAliasCount: -1 }));
  } catch {
    return undefined;
  }
}

import { type Document, isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';
import type { Change } from './change.ts';
import type { Path } from './located.ts';
import { duplicateKeys } from './mapKeys.ts';
import { aroundPart, onlyPart } from './part.ts';
import { type Part, YAML_OPTIONS } from './source.ts';
import { textEdit } from './textEdit.ts';

/** Makes a change to the model of a document, which is what the changed text must then say. */
function changeModel(document: Document, change: Change): void {
  const { path } = change;
  switch (change.op) {
    case 'set':
      setIn(document, path, isNode(change.value) ? change.value.clone() : change.value);
      break;
    case 'append': {
      const list = document.getIn(path, true);
      const value = isNode(change.value) ? change.value.clone() : document.createNode(change.value);
      if (isSeq(list)) list.items.push(value);
      else setIn(document, path, [isNode(change.value) ? change.value.toJS(document) : change.value]);
      break;
    }
    case 'key':
      setIn(document, path, change.values);
      break;
    case 'rename': {
      const map = document.getIn(path.slice(0, -1), true);
      const pair = isMap(map)
        ? map.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))
        : undefined;
      if (isScalar(pair?.key)) pair.key.value = change.to;
      break;
    }
    case 'remove': {
      let gone = path;
      // The last one takes its map with it: an empty one would be written `{}`.
      while (gone.length > 1 && sizeOf(document.getIn(gone.slice(0, -1), true)) === 1)
        gone = gone.slice(0, -1);
      document.deleteIn(gone);
      break;
    }
  }
}

function setIn(document: Document, path: Path, value: unknown): void {
  const parent = path.slice(0, -1);
  const above = parent.length === 0 ? document.contents : document.getIn(parent, true);
  if (
    parent.length > 0 &&
    (above === undefined || above === null || (isScalar(above) && above.value === null))
  ) {
    setIn(
      document,
      parent,
      document.createNode({ [String(path.at(-1))]: isNode(value) ? value.toJS(document) : value }),
    );
    return;
  }
  document.setIn(path, isNode(value) ? value : document.createNode(value));
}

function sizeOf(node: unknown): number | undefined {
  return isMap(node) || isSeq(node) ? node.items.length : undefined;
}

/**
 * The text with a change made: only the lines that the change needs differ. The result is parsed again and must
 * say exactly what the changed model says.
 * @param part the part of the text that is changed, where that is not the whole
 * @returns undefined where that cannot be had, because of how the file is written
 */
export function applyChange(text: string, change: Change, part?: Part): string | undefined {
  const before = part ? onlyPart(text, part) : text;
  if (before === undefined) return undefined;
  const document = parseDocument(before, YAML_OPTIONS);
  if (isBroken(document)) return undefined;
  const edit = textEdit(before, document, change);
  if (!edit) return undefined;
  const changed = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  const model = parseDocument(before, YAML_OPTIONS);
  changeModel(model, change);
  const after = part ? onlyPart(changed, part) : changed;
  if (after === undefined || (part && String(aroundPart(changed, part)) !== String(aroundPart(text, part))))
    return undefined;
  const result = parseDocument(after, YAML_OPTIONS);
  if (isBroken(result)) return undefined;
  const wanted = plainText(model);
  return wanted !== undefined && plainText(result) === wanted ? changed : undefined;
}

function isBroken(document: Document): boolean {
  return document.errors.length > 0 || duplicateKeys(document).length > 0;
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

/** The text with several changes made, all of them or none. */
export function applyChanges(text: string, changes: readonly Change[], part?: Part): string | undefined {
  let result: string | undefined = text;
  for (const change of changes) result = result === undefined ? undefined : applyChange(result, change, part);
  return result;
}

import type { Change, TextEdit } from './change.ts';
import { keyEdit, renameEdit } from './keyEdit.ts';
import { removeEdit } from './removeEdit.ts';
import { appendEdit, setEdit } from './setEdit.ts';
import type { Sheet } from './sheet.ts';

/** The edit of a text that makes a change; undefined where the file is written in a way that this does not know. */
export function textEdit(sheet: Sheet, change: Change): TextEdit | undefined {
  switch (change.op) {
    case 'set':
      return setEdit(sheet, change.path, change.value);
    case 'append':
      return appendEdit(sheet, change.path, change.value);
    case 'key':
      return keyEdit(sheet, change.path, change.values);
    case 'rename':
      return renameEdit(sheet, change.path, change.to);
    case 'remove':
      return removeEdit(sheet, change.path);
  }
}

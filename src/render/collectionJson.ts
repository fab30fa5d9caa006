import template from '../../templates/collection.json.hbs';
import { COLLECTION_FILE } from '../facts/fileNames.ts';
import type { Stack } from '../stack/stack.ts';
import { checkedText } from './checked.ts';
import { renderTemplate } from './template.ts';

/** The text of collection.json, as `POST /v1/schema` takes it. */
export function renderCollection({ collection }: Stack): string {
  const text = renderTemplate(template, { collection: { vectorConfig: undefined, ...collection } });
  return checkedText(COLLECTION_FILE, text, JSON.parse, collection);
}

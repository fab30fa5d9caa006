import template from '../../templates/client.ts.hbs';
import { TYPESCRIPT_FILE } from '../facts/fileNames.ts';
import type { Stack } from '../stack/stack.ts';
import { checkedClient, clientContext } from './client.ts';
import { literal, TYPESCRIPT } from './clientLiteral.ts';
import { renderTemplate } from './template.ts';

/** The text of client.ts, as prettier leaves it by its defaults. */
export function renderTypescriptClient(stack: Stack): string {
  const { class: name, ...definition } = stack.collection;
  const text = renderTemplate(template, {
    ...clientContext(stack),
    collectionLine: nameLine(name),
    definition: literal(definition, TYPESCRIPT),
  });
  return checkedClient(TYPESCRIPT_FILE, text, stack);
}

/** On a line of its own where it does not fit. */
function nameLine(name: string): string {
  const line = `const COLLECTION = ${JSON.stringify(name)};`;
  return line.length > TYPESCRIPT.width ? line.replace('= ', '=\n  ') : line;
}

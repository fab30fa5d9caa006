import template from '../../templates/client.py.hbs';
import { PYTHON_FILE } from '../facts/fileNames.ts';
import type { Stack } from '../stack/stack.ts';
import { checkedClient, clientContext } from './client.ts';
import { literal, PYTHON } from './clientLiteral.ts';
import { renderTemplate } from './template.ts';

/** The text of client.py, as `ruff format` leaves it. */
export function renderPythonClient(stack: Stack): string {
  const { class: name, ...definition } = stack.collection;
  const text = renderTemplate(template, {
    ...clientContext(stack),
    collectionLine: nameLine(name),
    definition: literal(definition, PYTHON),
  });
  return checkedClient(PYTHON_FILE, text, stack);
}

/** In parentheses where it fits on a line only then. */
function nameLine(name: string): string {
  const text = JSON.stringify(name);
  const line = `COLLECTION = ${text}`;
  const needsOwnLine = line.length > PYTHON.width && PYTHON.indent + text.length <= PYTHON.width;
  return needsOwnLine ? `COLLECTION = (\n    ${text}\n)` : line;
}

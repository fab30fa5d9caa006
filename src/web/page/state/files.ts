import { computed } from '@preact/signals';
import { printedConfig } from '../../../config/configText.ts';
import { givenAnswer } from '../../../config/given.ts';
import { valuesToSave } from '../../../config/valuesToSave.ts';
import { CONFIG_FILE } from '../../../facts/fileNames.ts';
import { renderClients } from '../../../render/client.ts';
import { renderFiles } from '../../../render/files.ts';
import type { RenderedFile } from '../../../render/template.ts';
import { stack } from './stack.ts';

/** What `generate` writes and remembers. */
export const rendered = computed(() =>
  renderFiles(stack.value.config, { stubServer: STUB_SERVER, renderClients }),
);

/** What `generate --save` keeps in bindstack.yaml. */
const remembered = computed(() => {
  const given = new Map([...stack.value.values].map(([key, value]) => [key, givenAnswer(value)]));
  return valuesToSave(given, new Set(), new Map()).values;
});

/** Every file that is shown: what `generate --save` writes for people. */
export const files = computed((): readonly RenderedFile[] => [
  ...rendered.value,
  { path: CONFIG_FILE, text: printedConfig(undefined, remembered.value) },
]);

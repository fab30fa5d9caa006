import { computed } from '@preact/signals';
import { printedConfig } from '../../../config/configText.ts';
import { givenAnswer } from '../../../config/given.ts';
import { valuesToSave } from '../../../config/valuesToSave.ts';
import { CONFIG_FILE } from '../../../facts/fileNames.ts';
import { renderClients } from '../../../render/client.ts';
import { renderFiles } from '../../../render/files.ts';
import type { RenderedFile } from '../../../render/template.ts';
import { stack } from './stack.ts';

/** The files that `generate` writes and records in the manifest. */
export const renderedFiles = computed(() =>
  renderFiles(stack.value.config, { stubServer: STUB_SERVER, renderClients }),
);

/** The values that `generate --save` writes to bindstack.yaml. */
const savedValues = computed(() => {
  const given = new Map([...stack.value.values].map(([key, value]) => [key, givenAnswer(value)]));
  return valuesToSave(given, new Set(), new Map()).values;
});

/** The files that the page shows: those of `generate --save` that are meant for people. */
export const files = computed((): readonly RenderedFile[] => [
  ...renderedFiles.value,
  { path: CONFIG_FILE, text: printedConfig(undefined, savedValues.value) },
]);

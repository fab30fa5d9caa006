import { computed } from '@preact/signals';
import { CONFIG_FILE } from '../../../config/configFile.ts';
import { configFileText } from '../../../config/saveFile.ts';
import { type RenderedFile, renderFiles } from '../../../render/files.ts';
import { stack } from './stack.ts';

/** What `generate` writes and remembers. */
export const rendered = computed(() => renderFiles(stack.value.config, { standInServer: STAND_IN_SERVER }));

/** Every file that is shown: what `generate --save` writes for people. */
export const files = computed((): readonly RenderedFile[] => [
  ...rendered.value,
  { path: CONFIG_FILE, text: configFileText(undefined, stack.value.values) },
]);

import collectionTemplate from '../../templates/collection.json.hbs';
import dockerfile from '../../templates/stub-Dockerfile.hbs';
import { COLLECTION_FILE, COMPOSE_FILE, ENV_EXAMPLE_FILE, VALUES_FILE } from '../facts/fileNames.ts';
import { STUB_NODE_IMAGE } from '../facts/versions.ts';
import type { StackConfig } from '../options/table.ts';
import { imageReference, STUB_IMAGE } from '../stack/inference.ts';
import { type Stack, stackOf } from '../stack/stack.ts';
import { renderBackupClaim } from './backupClaim.ts';
import { renderDockerCompose } from './dockerCompose.ts';
import { envExampleText, envNeeds } from './envText.ts';
import { renderPostRenderer } from './postRenderer.ts';
import type { RenderedFile } from './template.ts';
import { checkedText, renderTemplate } from './template.ts';
import { renderValues } from './values.ts';

/** The text of collection.json, in the format of `POST /v1/schema`. */
function renderCollection({ collection }: Stack): string {
  const text = renderTemplate(collectionTemplate, { collection: { vectorConfig: undefined, ...collection } });
  return checkedText(COLLECTION_FILE, text, JSON.parse, collection);
}

/** What rendering needs in addition to the configuration. */
export interface Assets {
  /** The stub as one file; only read if `inference.mode` is `stub`. */
  readonly stubServer: string;
  /** `renderClients`, whose templates are a third of all text: only loaded if `clients` is not empty. */
  readonly renderClients: (stack: Stack) => RenderedFile[];
}

/** All files of a configuration except `.env`, which contains secrets and is created only once. */
export function renderFiles(config: StackConfig, assets: Assets): RenderedFile[] {
  const { targets, inference } = config;
  const files: RenderedFile[] = [];
  if (targets.includes('compose')) {
    files.push({ path: COMPOSE_FILE, text: renderDockerCompose(stackOf(config, 'compose')) });
  }
  if (targets.includes('helm')) {
    files.push(
      { path: VALUES_FILE, text: renderValues(stackOf(config, 'helm')) },
      ...renderBackupClaim(config),
      ...renderPostRenderer(config),
    );
  }
  files.push({ path: COLLECTION_FILE, text: renderCollection(stackOf(config, 'compose')) });
  const needs = envNeeds(config);
  if (needs) files.push({ path: ENV_EXAMPLE_FILE, text: envExampleText(needs), yields: true });
  files.push(...assets.renderClients(stackOf(config, 'compose')));
  if (inference.mode === 'stub') {
    files.push({ path: 'stub/server.mjs', text: assets.stubServer });
    const context = { image: imageReference(STUB_IMAGE), base: STUB_NODE_IMAGE };
    files.push({ path: 'stub/Dockerfile', text: renderTemplate(dockerfile, context) });
  }
  return files;
}

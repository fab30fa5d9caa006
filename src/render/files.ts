import collectionTemplate from '../../templates/collection.json.hbs';
import dockerfile from '../../templates/stub-Dockerfile.hbs';
import { COLLECTION_FILE, COMPOSE_FILE, VALUES_FILE } from '../facts/fileNames.ts';
import { STUB_NODE_IMAGE } from '../facts/versions.ts';
import type { StackConfig } from '../options/table.ts';
import { imageReference, STUB_IMAGE } from '../stack/inference.ts';
import { type Stack, stackOf } from '../stack/stack.ts';
import { renderDockerCompose } from './dockerCompose.ts';
import { renderPostRenderer } from './postRenderer.ts';
import type { RenderedFile } from './template.ts';
import { checkedText, renderTemplate } from './template.ts';
import { renderValues } from './values.ts';

/** The text of collection.json, as `POST /v1/schema` takes it. */
function renderCollection({ collection }: Stack): string {
  const text = renderTemplate(collectionTemplate, { collection: { vectorConfig: undefined, ...collection } });
  return checkedText(COLLECTION_FILE, text, JSON.parse, collection);
}

/** What rendering needs beside the configuration. */
export interface Assets {
  /** The stand-in server as one file; read when `inference.mode` is `stub`. */
  readonly stubServer: string;
  /** `renderClients`, whose templates are a third of all text: loaded when `clients` has one. */
  readonly renderClients: (stack: Stack) => RenderedFile[];
}

/** Every file of a configuration but `.env`, which holds secrets and is made once. */
export function renderFiles(config: StackConfig, assets: Assets): RenderedFile[] {
  const { targets, inference } = config;
  const files: RenderedFile[] = [];
  if (targets.includes('compose')) {
    files.push({ path: COMPOSE_FILE, text: renderDockerCompose(stackOf(config, 'compose')) });
  }
  if (targets.includes('helm')) {
    files.push(
      { path: VALUES_FILE, text: renderValues(stackOf(config, 'helm')) },
      ...renderPostRenderer(config),
    );
  }
  files.push({ path: COLLECTION_FILE, text: renderCollection(stackOf(config, 'compose')) });
  files.push(...assets.renderClients(stackOf(config, 'compose')));
  if (inference.mode === 'stub') {
    files.push({ path: 'stub/server.mjs', text: assets.stubServer });
    const context = { image: imageReference(STUB_IMAGE), base: STUB_NODE_IMAGE };
    files.push({ path: 'stub/Dockerfile', text: renderTemplate(dockerfile, context) });
  }
  return files;
}

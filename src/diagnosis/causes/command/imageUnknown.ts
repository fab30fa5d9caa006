import { INFERENCE_TAG, WEAVIATE_VERSION } from '../../../facts/versions.ts';
import { said } from '../../cause.ts';

export const imageUnknown = said(
  'image-unknown',
  /manifest for (?<image>\S+) not found|manifest unknown|failed to resolve reference "(?<ref>[^"]+)": .*not found/,
  ({ group }) => {
    const image = group('image') || group('ref');
    return {
      message: `the registry has no image ${image === '' ? 'of that tag' : image}`,
      cause: 'The repository is there, and no image of it has this tag.',
      suggestion: `fix the tag: --weaviate-tag ${WEAVIATE_VERSION}, --inference-tag ${INFERENCE_TAG} (in your own file: image)`,
    };
  },
);

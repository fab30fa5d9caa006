import { said } from '../../cause.ts';

export const imageUnknown = said(
  'image-unknown',
  /manifest for (?<image>\S+) not found|manifest unknown|failed to resolve reference "(?<ref>[^"]+)": .*not found/,
  ({ group }) => {
    const image = group('image') || group('ref');
    return {
      message: `the registry has no image ${image === '' ? 'of that tag' : image}`,
      cause: 'The repository is there, and no image of it has this tag.',
      suggestion:
        'mend the tag: --weaviate-tag 1.38.11, --inference-tag imagebind (in a file of your own: image)',
    };
  },
);

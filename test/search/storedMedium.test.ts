import { describe, expect, it } from 'vitest';
import { storedMedium } from '../../src/search/storedMedium.ts';
import { answering } from '../support/answeringServer.ts';

const MEDIA = { name: 'Media', properties: new Set(['thumbnail']) };
const { signal } = new AbortController();

const serverWith = async (objects: readonly object[]) => {
  const text = JSON.stringify({ data: { Get: { Media: objects } } });
  const { url: http } = await answering({ '/v1/graphql': { status: 200, text } });
  return { http, grpcHost: '127.0.0.1', grpcPort: 1, apiKey: undefined };
};

describe('a stored medium', () => {
  it.each([
    ['its bytes', [{ thumbnail: 'YQ==' }], 'thumbnail', Buffer.from('a')],
    ['no such object', [], 'thumbnail', undefined],
    ['none of the object', [{ thumbnail: null }], 'thumbnail', undefined],
    ['no such property', [{ thumbnail: 'YQ==' }], 'image', undefined],
  ])('%s', async (_, objects, property, expected) => {
    expect(await storedMedium(await serverWith(objects), MEDIA, 'x', property, signal)).toEqual(expected);
  });
});

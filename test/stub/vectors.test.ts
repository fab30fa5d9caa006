import { describe, expect, it } from 'vitest';
import { MODALITIES, MODALITY_FACTS, type Modality, VECTOR_DIMENSIONS } from '../../src/facts/modalities.ts';
import { sampleMedia, sampleText } from '../../src/smoke/samples/samples.ts';
import { startStub } from '../../src/stub/server.ts';
import { only, stubForTests, vectorize, vectorsOf } from './client.ts';

const stub = stubForTests();

const item = (modality: Modality, variant: 0 | 1) =>
  modality === 'text' ? sampleText(variant) : sampleMedia(modality, variant).toString('base64');

const ask = (modality: Modality, ...items: string[]) =>
  vectorsOf(stub(), MODALITY_FACTS[modality].responseKey, { [MODALITY_FACTS[modality].requestKey]: items });

const textVector = async (text: string) => only(await ask('text', text));

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, number, index) => sum + number * (b[index] ?? 0), 0);
const length = (vector: readonly number[]) => Math.sqrt(dot(vector, vector));
const cosine = (a: readonly number[], b: readonly number[]) => dot(a, b) / length(a) / length(b);

describe.each(MODALITIES)('vectors of %s', (modality) => {
  it('are 1024 finite numbers with the vector length of the real server', async () => {
    for (const vector of await ask(modality, item(modality, 0), item(modality, 1))) {
      expect(vector).toHaveLength(VECTOR_DIMENSIONS);
      expect(vector.every(Number.isFinite)).toBe(true);
      expect(length(vector)).toBeCloseTo(MODALITY_FACTS[modality].vectorLength, 9);
    }
  });

  it('are the same in every request, at every position and on every server', async () => {
    const [first, second] = await ask(modality, item(modality, 0), item(modality, 1));
    const swapped = await ask(modality, item(modality, 1), item(modality, 0), item(modality, 1));
    expect(swapped).toEqual([second, first, second]);
    const other = await startStub();
    const body = { [MODALITY_FACTS[modality].requestKey]: [item(modality, 0)] };
    expect(await vectorsOf(other, MODALITY_FACTS[modality].responseKey, body)).toEqual([first]);
    await other.close();
  });

  it('differ when the items differ', async () => {
    const [first = [], second = []] = await ask(modality, item(modality, 0), item(modality, 1));
    expect(Math.abs(cosine(first, second))).toBeLessThan(0.2);
  });
});

describe('the components', () => {
  const still = 'GIF89a';
  it.each([
    ['texts', 'textVectors', 'a dog', [2.651757823545135, -2.5076564352512296, 4.3069815122846915]],
    ['texts', 'textVectors', '', [-3.7135329089823794, 1.9875868810977955, -1.174715122092541]],
    ['images', 'imageVectors', still, [0.04335240970052219, 0.002125513966740568, -0.05129557521433506]],
    ['thermal', 'thermalVectors', still, [0.2766907992369297, -0.16509767369374315, 0.30081511964513236]],
    ['video', 'videoVectors', still, [-0.03924771367164467, -0.03064302336486788, 0.030314200964960628]],
  ])('of %s never change (%s of %j)', async (requestKey, responseKey, content, numbers) => {
    const sent = requestKey === 'texts' ? content : Buffer.from(content).toString('base64');
    const vector = only(await vectorsOf(stub(), responseKey, { [requestKey]: [sent] }));
    expect(vector.slice(0, 3)).toEqual(numbers);
  });

  it('depend on the bytes, not on their base64 encoding', async () => {
    const [plain, wrapped] = await ask('image', 'R0lGODlh', 'R0lG\nODlh====');
    expect(wrapped).toEqual(plain);
  });

  it('differ between modalities for the same bytes', async () => {
    const png = item('image', 0);
    const { text } = await vectorize(stub(), { images: [png], thermal: [png], depth: [png], video: [png] });
    const response = JSON.parse(text) as Record<string, number[][]>;
    const vectors = ['imageVectors', 'thermalVectors', 'depthVectors', 'videoVectors'].map((key) =>
      only(response[key] ?? []),
    );
    for (const [index, vector] of vectors.entries()) {
      for (const other of vectors.slice(index + 1)) {
        expect(Math.abs(cosine(vector, other))).toBeLessThan(0.2);
      }
    }
  });

  it('are returned for all seven modalities in one request', async () => {
    const body = Object.fromEntries(
      MODALITIES.map((modality) => [MODALITY_FACTS[modality].requestKey, [item(modality, 0)]]),
    );
    const { text } = await vectorize(stub(), body);
    const response = JSON.parse(text) as Record<string, number[][]>;
    expect(Object.keys(response).sort()).toEqual(MODALITIES.map((m) => MODALITY_FACTS[m].responseKey).sort());
    for (const modality of MODALITIES) {
      expect(response[MODALITY_FACTS[modality].responseKey]).toEqual(await ask(modality, item(modality, 0)));
    }
  });
});

describe('texts', () => {
  const query = 'a photo of a red bicycle';
  const ranking = [
    'a photo of a red bicycle', // the same
    'A photo of a red bicycle!', // the same words
    'the red bicycle', // two of three words
    'a bicycle in the rain', // one word
    'two children bake bread', // none
  ];

  it('are ranked by the words they share', async () => {
    const target = await textVector(query);
    const scores = (await ask('text', ...ranking)).map((vector) => cosine(target, vector));
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    const [same = 0, words = 0, two = 0, one = 0, none = 1] = scores;
    expect(same).toBeCloseTo(1, 9);
    expect(words).toBeLessThan(0.999);
    expect(words).toBeGreaterThan(0.99);
    expect(two).toBeGreaterThan(0.6);
    expect(one).toBeGreaterThan(0.25);
    expect(Math.abs(none)).toBeLessThan(0.15);
  });

  it.each([
    ['stop words hardly make texts similar', 'the house of a king', 'the taste of a lemon', -0.15, 0.25],
    ['one common word makes short texts similar', 'a dog', 'dogs and a dog', 0.5, 1],
    ['words may contain letters beyond ASCII', 'größe über alles', 'Größe', 0.5, 1],
    ['punctuation alone is compared literally', '!!!', '???', -0.15, 0.15],
  ])('%s', async (_name, left, right, least, most) => {
    const similarity = cosine(await textVector(left), await textVector(right));
    expect(similarity).toBeGreaterThan(least);
    expect(similarity).toBeLessThan(most);
  });

  it.each([
    ['case', 'A Dog', 'a dog'],
    ['blanks', ' a  dog\n', 'a dog'],
    ['the form of accents', 'cafe\u0301', 'café'],
    ['the form of quotes', 'it’s “a dog”', 'it\'s "a dog"'],
    ['more than 75 tokens', 'one '.repeat(76), 'lorem ipsum dolor '.repeat(50_000)],
  ])('that differ only in %s have the same vector, as on the real server', async (_name, left, right) => {
    const vector = await textVector(left);
    expect(await textVector(right)).toEqual(vector);
    expect(length(vector)).toBeCloseTo(100, 9);
  });

  it('have different vectors up to 75 tokens', async () => {
    const [one, other, long] = await ask(
      'text',
      'one '.repeat(75),
      `${'one '.repeat(74)}two`,
      'one '.repeat(76),
    );
    expect(cosine(one ?? [], other ?? [])).toBeLessThan(0.9999);
    expect(Math.abs(cosine(one ?? [], long ?? []))).toBeLessThan(0.2);
  });
});

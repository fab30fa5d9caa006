import { expect, it } from 'vitest';
import { linkOf, parseLink, publicAddress, shareLink } from '../../src/web/page/state/link.ts';
import { CASES } from '../support/cases.ts';

it.each([
  [{}, ''],
  [{ name: 'lab' }, 'name=lab'],
  [{ 'weaviate.httpPort': 9090, name: 'lab' }, 'name=lab&weaviate.httpPort=9090'],
  [{ targets: ['helm'], 'gpu.enabled': true }, 'targets=helm&gpu.enabled=true'],
  [{ 'weaviate.env': { A: '1,B=2' } }, 'weaviate.env=A%3D1%5C%2CB%3D2'],
  [{ 'inference.url': 'http://gpu:8080' }, 'inference.url=http%3A%2F%2Fgpu%3A8080'],
])('writes %j as the link %j, and reads it back', (values, fragment) => {
  const given = new Map(Object.entries(values));
  expect(linkOf(given)).toEqual({ fragment, withheld: [] });
  expect(Object.fromEntries(parseLink(`#${fragment}`).values)).toEqual(values);
});

it.each([
  [
    { 'weaviate.env': { OPENAI_APIKEY: 'sk-1', LOG_LEVEL: 'debug' } },
    'weaviate.env=LOG_LEVEL%3Ddebug',
    'weaviate.env OPENAI_APIKEY',
  ],
  [{ 'weaviate.env': { DB_PASSWORD: 'x' } }, '', 'weaviate.env DB_PASSWORD'],
  [{ 'inference.url': 'http://me:secret@gpu:8080' }, '', 'inference.url'],
])('leaves possible secrets out of the link: %j gives %j', (values, fragment, withheld) => {
  expect(linkOf(new Map(Object.entries(values)))).toEqual({ fragment, withheld: [withheld] });
});

it.each(CASES)('reads back the values of $name', ({ given }) => {
  const values = new Map([...given].map(([key, { value }]) => [key, value]));
  const { fragment, withheld } = linkOf(values);
  const parsed = parseLink(fragment);
  expect(parsed.unknown).toEqual([]);
  if (withheld.length === 0) expect(Object.fromEntries(parsed.values)).toEqual(Object.fromEntries(values));
});

it('reports unknown keys', () => {
  const { values, unknown } = parseLink('#weaviate.port=1&name=lab&toString=x');
  expect([...values.keys()]).toEqual(['name']);
  expect(unknown).toEqual(['weaviate.port', 'toString']);
});

it.each([
  ['https://tools.example.com/bindstack/#name=lab', 'https://tools.example.com/bindstack/'],
  ['http://10.0.0.7:8090/?x=1#a#b', 'http://10.0.0.7:8090/?x=1'],
  ['http://127.0.0.1:8090/#name=lab', undefined],
  ['http://localhost:8090/', undefined],
  ['http://[::1]:8090/', undefined],
  ['file:///home/me/index.html#name=lab', undefined],
])('the page at %s can be shared as %s', (address, expected) => {
  expect(publicAddress(address)).toBe(expected);
});

it.each([
  ['https://example.com/', 'name=lab', 'https://example.com/#name=lab'],
  ['https://example.com/', '', 'https://example.com/'],
  [undefined, 'name=lab', '#name=lab'],
])('with the base %s and the fragment %j, the link is %s', (base, fragment, link) => {
  expect(shareLink(base, fragment)).toBe(link);
});

import { HOLE, type PartialText } from '../../formats/partialText.ts';

/** An address such as `http://multi2vec-bind:8080` in its parts, each of which may have holes. */
export interface AddressParts {
  readonly scheme: PartialText | undefined;
  readonly host: PartialText;
  readonly port: PartialText | undefined;
  /** What follows host and port. */
  readonly rest: PartialText;
}

const ADDRESS = new RegExp(
  `^(?:([A-Za-z${HOLE}][\\w+.${HOLE}-]*)://)?(\\[[^\\]]*\\]|[^/:]*)(?::([\\d${HOLE}]+))?(.*)$`,
  's',
);

/** A hole is taken for a part of where it stands: what is behind `http://host:` is a port. */
export function addressParts(text: PartialText): AddressParts {
  const [, scheme, host = '', port, rest = ''] = ADDRESS.exec(text) ?? [];
  return { scheme, host, port, rest };
}

export function addressText({ scheme, host, port, rest }: AddressParts): PartialText {
  return [scheme === undefined ? '' : `${scheme}://`, host, port === undefined ? '' : `:${port}`, rest].join(
    '',
  );
}

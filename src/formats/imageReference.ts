// The parts of the grammar of distribution/reference (https://github.com/distribution/reference reference.go).
const DOMAIN_COMPONENT = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const REGISTRY = new RegExp(
  `^(?:${DOMAIN_COMPONENT}(?:\\.${DOMAIN_COMPONENT})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]{1,5})?$`,
);
const PATH_COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const REPOSITORY = new RegExp(`^${PATH_COMPONENT}(?:/${PATH_COMPONENT})*$`);
const TAG = /^[\w][\w.-]{0,127}(?:@sha256:[a-f0-9]{64})?$/;

/** Whether a text is a registry host with an optional port: `cr.weaviate.io`, `localhost:5000`. */
export function isRegistry(text: string): boolean {
  return REGISTRY.test(text);
}

/** Whether a text is a repository path in lower case: `semitechnologies/weaviate`. */
export function isRepository(text: string): boolean {
  return text.length <= 200 && REPOSITORY.test(text);
}

/** Whether a text is a tag with an optional digest: `1.39.3`, `imagebind@sha256:…`. */
export function isTag(text: string): boolean {
  return TAG.test(text);
}

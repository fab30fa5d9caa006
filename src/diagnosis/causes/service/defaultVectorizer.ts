import { logged } from '../../cause.ts';

export const defaultVectorizer = logged(
  'default-vectorizer-not-enabled',
  ['weaviate'],
  /default vectorizer module: no module with name "(?<name>[^"]*)" present/,
  ({ group }) => ({
    message: `DEFAULT_VECTORIZER_MODULE names ${group('name')}, which is not enabled`,
    cause: 'Weaviate starts only with a default vectorizer that ENABLE_MODULES contains.',
    suggestion: `remove DEFAULT_VECTORIZER_MODULE (collections name their vectorizer themselves), or add ${group('name')} to ENABLE_MODULES: --module ${group('name')}`,
  }),
);

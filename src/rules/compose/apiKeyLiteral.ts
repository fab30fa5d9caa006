import type { ComposeProject } from '../../documents/compose/project.ts';
import { variable, weaviatesOf } from '../../documents/compose/roles.ts';
import type { Rule } from '../rule.ts';

export const apiKeyLiteral: Rule<ComposeProject> = {
  id: 'api-key-literal',
  severity: 'info',
  summary: 'API keys stand in the file itself.',
  why: 'Compose files go into version control and into tickets, and the keys with them.',
  fix: `Keep them in \`.env\` (not in version control) and write \`\${WEAVIATE_API_KEY:?}\` here.`,
  evidence:
    'Compose Specification, interpolation; Weaviate has no *_FILE variables (usecases/config/environment.go)',
  *check(project) {
    for (const weaviate of weaviatesOf(project)) {
      const entry = variable(weaviate, 'AUTHENTICATION_APIKEY_ALLOWED_KEYS');
      if (!entry || entry.form === 'file' || (entry.value ?? '') === '') continue;
      const { source, start, end } = entry.place;
      if (source.text.slice(start, end).includes('$')) continue;
      yield { place: entry.place, message: 'API keys in the file itself go wherever the file goes' };
    }
  },
};

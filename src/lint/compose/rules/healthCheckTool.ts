import { knownPrefix } from '../../../formats/partialText.ts';
import type { Problem, Rule } from '../../rule.ts';
import {
  type DeclaredHealthCheck,
  healthCheckOf,
  healthTest,
  healthTestText,
  readinessUrl,
} from '../healthCheck.ts';
import type { ComposeProject, ComposeService } from '../project.ts';
import { imageBindServicesOf, isWeaviate, weaviatesOf } from '../roles.ts';

/** Programs that people use for health checks and that the images lack. */
const MISSING_TOOLS = { weaviate: /\b(curl|python3?|bash)\b/, inference: /\b(curl|nc)\b/ } as const;

export const healthCheckTool: Rule<ComposeProject> = {
  id: 'health-check-tool',
  severity: 'error',
  summary: 'A health check calls a program that the image does not have.',
  why: 'The Weaviate image is Alpine with busybox, multi2vec-bind is a slim Python image with wget; neither has curl. The check always fails, the service never becomes healthy, and everything that waits for it fails.',
  fix: 'Use wget: `test: ["CMD", "wget", "-q", "--spider", "http://127.0.0.1:8080/…/ready"]`.',
  evidence: 'weaviate/weaviate Dockerfile:57-63; multi2vec-bind-inference Dockerfile:4',
  fixable: true,
  partOfAdd: true,
  *check(project) {
    for (const service of [...imageBindServicesOf(project), ...weaviatesOf(project)]) {
      const check = healthCheckOf(service);
      if (check?.test && !service.map.entries.has('build') && service.image) yield* problems(service, check);
    }
  },
};

function* problems(service: ComposeService, check: DeclaredHealthCheck): Generator<Problem> {
  const { test, command } = check;
  const kind = isWeaviate(service) ? 'weaviate' : 'inference';
  // After a variable, it may be an argument of another program.
  const tool = MISSING_TOOLS[kind].exec(knownPrefix(command).split('||')[0] ?? '')?.[1];
  if (!test || tool === undefined || /\bwget\b/.test(command)) return;
  const url = readinessUrl(check);
  yield {
    place: test.place,
    message: `the image of ${service.name} has no ${tool}: the health check can never succeed`,
    ...(url !== undefined && { suggestion: `use wget: test: ${healthTestText(url)}` }),
    changes: url === undefined ? [] : [{ op: 'set', path: test.path, value: healthTest(url) }],
  };
}

import type { Advice } from './advice.ts';
import { type LineMatch, lastMatch } from './lines.ts';
import type { Role } from './observation.ts';
import type { ServiceScene, Situation } from './situation.ts';

/** What a cause says of what it has found; see `Diagnosis`. */
export interface Explanation {
  readonly message: string;
  readonly cause: string;
  readonly suggestion: string;
  readonly evidence?: string | undefined;
  /** Where it is about another service than the one that was looked at; null for none. */
  readonly service?: string | null;
}

/** What an explanation is worth beside others. */
export type Weight =
  /** It explains the failure. */
  | 'cause'
  /** It says only how something ended: nothing beside a cause. */
  | 'symptom'
  /** Weaviate waits for the inference service: nothing beside a fault of that service. */
  | 'waiting'
  /** It is wrong too, and explains nothing else. */
  | 'aside';

/** A situation, and how its target words advice. */
export interface Scene extends Situation {
  readonly advice: Advice;
}

/** One thing that can be wrong, seen in one kind of subject. */
export interface Cause<Subject> {
  readonly code: string;
  readonly weight: Weight;
  find(subject: Subject, scene: Scene): Explanation | undefined;
}

/** What a command or the engine wrote, line by line. */
export type OutputLines = readonly string[];

/** A cause that one line of output gives away; the line is the evidence, unless the cause has another. */
export function fromOutput(
  code: string,
  pattern: RegExp,
  explain: (match: LineMatch, scene: Scene) => Explanation,
): Cause<OutputLines> {
  return {
    code,
    weight: 'cause',
    find(lines, scene) {
      const match = lastMatch(lines, pattern);
      return match && { evidence: match.line, ...explain(match, scene) };
    },
  };
}

/** A cause that one line of the log of a service gives away, unless the service has become ready after all. */
export function fromLog(
  code: string,
  roles: readonly Role[],
  pattern: RegExp,
  explain: (match: LineMatch, service: ServiceScene, scene: Scene) => Explanation | undefined,
): Cause<ServiceScene> {
  return {
    code,
    weight: 'cause',
    find(service, scene) {
      if (service.isReady || !roles.includes(service.role)) return undefined;
      const match = lastMatch(service.lines, pattern);
      const explained = match && explain(match, service, scene);
      return explained && { evidence: match.line, ...explained };
    },
  };
}
